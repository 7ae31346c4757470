"""The jobs of the ledger."""

from apps.jobs.models import Job
from apps.jobs.registry import Report, job
from apps.ledger.services.uploads import JOB, upload_enter

# Progress is reported in thousandths of the file.
WHOLE = 1_000


@job(JOB)
def record_upload(job: Job, report: Report) -> dict[str, int]:
    """Record the file that a seller uploaded; return the counts of its lines."""
    return upload_enter(
        upload_id=job.arguments["upload_id"],
        actor=job.started_by,
        progress=lambda share: report(round(share * WHOLE), WHOLE),
    )
