"""The jobs of screening."""

from apps.jobs.models import Job
from apps.jobs.registry import Report, job
from apps.screening.selectors import JOB
from apps.screening.services.follow_ups import version_follow


@job(JOB)
def follow_version(job: Job, report: Report) -> dict[str, int]:
    """Compare the businesses that a version of a list can touch; return the counts."""
    done = version_follow(version_id=job.arguments["version_id"], report=report)
    return {
        "entries": done.entries,
        "parties": done.parties,
        "touched": done.touched,
        "businesses": done.businesses,
        "new": done.new,
        "found": done.found,
        "lapsed": done.lapsed,
    }
