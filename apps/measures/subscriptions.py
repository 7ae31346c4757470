"""The subscriptions to new figures: ask, confirm and end, without an account.

Nobody is told whether an address is subscribed, but whoever reads the mailbox. The links in mails are signed, and hold
the number of the subscription alone.
"""

from collections.abc import Collection
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import NotFound
from apps.core.fields import blind_index
from apps.core.languages import language_check
from apps.core.mail_addresses import mail_address
from apps.events.services import record
from apps.events.timers import timer_set, timers_clear
from apps.measures.models import Subscription
from apps.notices.services import mails_send

# The days in which a link confirms. Who does not follow the link by then is forgotten.
CONFIRM_DAYS = 3
EXPIRED = "measures.subscription_expired"
_CONFIRM, _END = "measures.subscription.confirm", "measures.subscription.end"


@transaction.atomic
def subscription_ask(*, email: str, language: str) -> int:
    """Keep an address until its link is followed, and have the link mailed; return the number of the subscription.

    An address that is confirmed already stays confirmed, in its language, and gets a mail that says so.
    """
    asked = Subscription(
        email=email,
        digest=blind_index(f"subscription {mail_address(email)}"),
        language=language_check(language),
        asked_at=clock.now(),
    )
    (row,) = Subscription.objects.bulk_create(
        [asked], update_conflicts=True, unique_fields=["digest"], update_fields=["asked_at", "answered_at"]
    )
    waits = Subscription.objects.filter(pk=row.pk, confirmed_at=None)
    if waits.update(language=language):
        timer_set(EXPIRED, subject=_subject(row.pk), at=asked.asked_at + timedelta(days=CONFIRM_DAYS))
    record("measures.subscription_asked", subject=_subject(row.pk))
    return row.pk


@transaction.atomic
def subscription_confirm(*, token: str) -> None:
    """Confirm the address of a link. Raises NotFound for a link that was not sent, or not of late."""
    found = Subscription.objects.select_for_update().filter(pk=subscription_to_confirm(token=token).pk).first()
    if found is None:  # ended meanwhile
        raise _link_ended()
    if found.confirmed_at is None:
        found.confirmed_at = clock.now()
        found.save(update_fields=["confirmed_at"])
        timers_clear(subject=_subject(found.pk), kinds=[EXPIRED])


def subscription_to_confirm(*, token: str) -> Subscription:
    """Return the subscription that a link confirms; raise NotFound for a link that was not sent, or not of late."""
    found = Subscription.objects.filter(pk=_read(token, _CONFIRM)).first()
    if found is None or (found.confirmed_at is None and _is_expired(found)):
        raise _link_ended()
    return found


@transaction.atomic
def subscription_end(*, token: str) -> None:
    """Delete the address of a link from a mail, and all that was kept with it; do nothing if that was done before.

    Raises NotFound for a link that was not sent.
    """
    subscription_id = subscription_id_to_end(token=token)
    # Locked first: a release that makes a mail for the subscription at this moment is waited for, and its mail is seen.
    if found := Subscription.objects.select_for_update().filter(pk=subscription_id).first():
        found.delete()
    timers_clear(subject=_subject(subscription_id))


def subscription_id_to_end(*, token: str) -> int:
    """Return the number of the subscription that a link ends, which may be ended; raise NotFound for a forged link."""
    subscription_id = _read(token, _END)
    if subscription_id is None:
        raise NotFound(_("This link is not complete. Copy the whole link from our mail."), code="unknown_link")
    return subscription_id


@transaction.atomic
def subscription_forget(*, subscription_id: int) -> None:
    """Delete an address whose link was not followed in time."""
    found = Subscription.objects.select_for_update().filter(pk=subscription_id, confirmed_at=None).first()
    if found is not None and _is_expired(found):
        found.delete()


def token_to_confirm(subscription_id: int) -> str:
    """Return the token of the link that confirms an address, which the reader of the mailbox alone may learn."""
    return signing.dumps(subscription_id, salt=_CONFIRM)


def end_link(subscription_id: int) -> str:
    """Return the link that ends a subscription: it works as long as the subscription is there."""
    return settings.SITE["url"] + reverse("portal:subscription_end", args=[signing.dumps(subscription_id, salt=_END)])


@transaction.atomic
def links_mail(*, subscription_ids: Collection[int]) -> dict[int, Exception]:
    """Mail the links that were asked for, each once; return the errors, by subscription whose mail failed."""
    waiting = Subscription.objects.filter(pk__in=subscription_ids, answered_at=None)
    found = list(waiting.select_for_update().order_by("pk"))
    failed = mails_send({each.pk: partial(_link_mail, each) for each in found})
    sent = [each.pk for each in found if each.pk not in failed]
    Subscription.objects.filter(pk__in=sent).update(answered_at=clock.now())
    return failed


def _link_mail(subscription: Subscription) -> EmailMessage:
    with translation.override(subscription.language):
        confirmed = subscription.confirmed_at is not None
        confirm = reverse("portal:subscription_confirm", args=[token_to_confirm(subscription.pk)])
        context = {
            "confirmed": confirmed,
            "link": end_link(subscription.pk) if confirmed else settings.SITE["url"] + confirm,
            "days": CONFIRM_DAYS,
            "site": settings.SITE,
        }
        return EmailMessage(
            subject=_("Your mail about new figures") if confirmed else _("Confirm your mail about new figures"),
            body=render_to_string("measures/link_mail.txt", context),
            to=[subscription.email],
        )


def _is_expired(subscription: Subscription) -> bool:
    return subscription.asked_at + timedelta(days=CONFIRM_DAYS) <= clock.now()


def _read(token: str, salt: str) -> int | None:
    """Return the number in a signed link; None if nobody of this site signed it for this use."""
    try:
        return signing.loads(token, salt=salt)
    except signing.BadSignature:
        return None


def _link_ended() -> NotFound:
    return NotFound(_("This link has expired, or is not complete. Ask for another mail."), code="unknown_link")


def _subject(subscription_id: int) -> tuple[str, int]:
    return ("subscription", subscription_id)
