import time
from pathlib import Path

from apps.jobs.models import Job
from apps.jobs.registry import Report, job


@job("probe.held")
def act_then_wait(job: Job, report: Report) -> dict[str, int]:
    """Touch the file `acting`, and wait until there is a file `go`."""
    folder = Path(job.arguments["folder"])
    (folder / "acting").touch()
    while not (folder / "go").exists():
        time.sleep(0.05)
    report(1, 1)
    return {"takes": job.takes}
