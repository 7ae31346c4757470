from apps.jobs.models import Job
from apps.jobs.registry import Report, job
from apps.partners.imports.services import JOB, import_enter


@job(JOB)
def record_import(job: Job, report: Report) -> dict[str, int]:
    """Record the import of a partner; return the counts of its lines. Progress is in bytes."""
    return import_enter(import_id=job.arguments["import_id"], progress=report)
