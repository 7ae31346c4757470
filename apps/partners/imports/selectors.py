from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from apps.core.errors import NotFound
from apps.jobs.models import JobState
from apps.ledger.models import Rejection
from apps.partners.imports.models import Import


def imports_of(partner_id: int) -> QuerySet[Import]:
    """Return the imports that a partner's system made."""
    return Import.objects.filter(partner=partner_id).select_related("job", "recording__reversed_by")


def import_of(partner_id: int, import_id: int) -> Import:
    """Return an import that the partner's system made; raise NotFound for any other."""
    found = imports_of(partner_id).filter(pk=import_id).first()
    if found is None:
        raise NotFound(_("You have no import with this number. One that is not completed within a week is deleted."))
    return found


def imports_unrecorded(partner_id: int) -> QuerySet[Import]:
    """Return the imports of a partner's system that are not recorded and whose bytes are kept, also of those that
    stopped.
    """
    return imports_of(partner_id).exclude(parts=[]).filter(Q(job=None) | ~Q(job__state=JobState.DONE))


def import_of_content(sent: Import) -> Import | None:
    """Return an earlier import of the same content in the same form by the same system, which stands."""
    return (
        imports_of(sent.partner_id)
        .filter(facts=sent.facts, form=sent.form, encoding=sent.encoding, sha256=sent.sha256)
        .filter(recording__reversed_by=None, job__isnull=False)
        .exclude(job__state=JobState.FAILED)
        .order_by("pk")
        .first()
    )


def rejections_of(found: Import, *, after: int, limit: int) -> list[Rejection]:
    """Return the rejected lines of an import beyond a line, counted from 1, in their order."""
    return list(
        Rejection.objects.filter(recording=found.recording_id, index__gte=after).order_by("index")[:limit]
        if found.recording_id
        else []
    )
