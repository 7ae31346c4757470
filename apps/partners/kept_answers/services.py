"""Answers to requests under an Idempotency-Key: kept with what was done, given again, and forgotten in time."""

from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Conflict
from apps.partners.kept_answers.models import KeptAnswer
from apps.partners.reports.selectors import KEY_TIME


@transaction.atomic(savepoint=False)
def answer_begin(*, partner_id: int, key: str, request_digest: bytes) -> KeptAnswer:
    """Return the answer that is kept under a key of a partner; without status where this request is the first.

    The caller does in the same transaction what was asked, and keeps the answer. Two requests that come together are
    done once: the second waits here for the first. Raises Conflict for a key of another request.
    """
    digest = sha256(key.encode()).hexdigest()
    known = KeptAnswer.objects.filter(partner=partner_id, key=digest)
    known.filter(created_at__lte=clock.now() - KEY_TIME).delete()
    kept, is_new = KeptAnswer.objects.get_or_create(
        partner_id=partner_id, key=digest, defaults={"request_digest": request_digest}
    )
    if not is_new and bytes(kept.request_digest) != request_digest:
        raise Conflict(_("This key was used for another request. Use a new key for new content."), code="key_reused")
    return kept


def answer_keep(*, kept: KeptAnswer, status: int, location: str, content: str) -> None:
    """Keep the answer to a request that `answer_begin` began."""
    kept.status, kept.location, kept.content = status, location, content
    kept.save(update_fields=["status", "location", "content"])


def answers_clear() -> None:
    """Delete the answers that are given again no longer."""
    KeptAnswer.objects.filter(created_at__lte=clock.now() - KEY_TIME).delete()
