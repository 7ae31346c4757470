"""The jobs of the ledger."""

from apps.jobs.models import Job
from apps.jobs.registry import Report, job
from apps.ledger.models import Recording
from apps.ledger.services import reversals, uploads

# Progress is reported in thousandths of the file.
WHOLE = 1_000


@job(uploads.JOB)
def record_upload(job: Job, report: Report) -> dict[str, int]:
    """Record the file that a seller uploaded; return the counts of its lines."""
    return uploads.upload_enter(
        upload_id=job.arguments["upload_id"],
        actor=job.started_by,
        progress=lambda share: report(round(share * WHOLE), WHOLE),
    )


@job(reversals.JOB)
def take_back(job: Job, report: Report) -> dict[str, int]:
    """Take a recording back, batch by batch; return how many of its parcels were looked at. Another worker goes on
    after the last batch.
    """
    reversal = Recording.objects.select_related("reverses").get(pk=job.arguments["reversal_id"])
    assert reversal.reverses is not None
    done, total = 0, reversal.reverses.accepted + reversal.reverses.amended
    while reversal.finished_at is None:
        reversal, count = reversals.reversal_advance(reversal_id=reversal.pk)
        done += count
        report(total if reversal.finished_at else min(done, total), total)
    return {"parcels": done}
