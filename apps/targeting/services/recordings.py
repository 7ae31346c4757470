"""Writes that follow a recording: assessments of parcels that were lodged, and have not arrived."""

from collections.abc import Callable
from itertools import batched

from django.db import transaction

from apps.jobs.models import Job, JobState
from apps.jobs.services import job_start
from apps.targeting.selectors import lodged_parcels, partner_of_recording
from apps.targeting.services.assessments import parcels_assess

LODGED = "targeting.parcels_lodged"
ASSESS = "targeting.assess"
# Parcels that are assessed in one transaction, which keeps the partner's own declarations waiting.
BATCH = 1_000


@transaction.atomic
def recording_assess_start(*, recording_id: int) -> Job | None:
    """Start a job that assesses the parcels of a recording, unless one waits; None where nobody could be asked.

    A job that runs already may have passed the parcels of the last batch, so that another one follows.
    """
    arguments = {"recording_id": recording_id}
    if Job.objects.filter(kind=ASSESS, arguments=arguments, state=JobState.QUEUED).exists():
        return None
    return job_start(kind=ASSESS, arguments=arguments) if partner_of_recording(recording_id) else None


def recording_assess(*, recording_id: int, report: Callable[[int, int | None], None]) -> int:
    """Assess the parcels of a recording that were lodged, have not arrived and have no assessment; return how many.

    They are assessed as if the partner had declared them. A second run finds none left.
    """
    partner = partner_of_recording(recording_id)
    if partner is None:
        return 0
    parcels = lodged_parcels(recording_id, partner.reporter.code)
    done = 0
    report(0, len(parcels))
    for batch in batched(parcels, BATCH):
        done += len(parcels_assess(partner_id=partner.pk, items=enumerate(batch)).assessments)
        report(done, len(parcels))
    return done
