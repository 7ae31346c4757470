"""The jobs of targeting."""

from datetime import date
from typing import Any

from apps.jobs.models import Job
from apps.jobs.registry import Report, job
from apps.targeting.services import model_learn

LEARN = "targeting.learn"


@job(LEARN)
def learn(job: Job, report: Report) -> dict[str, Any]:
    """Train a model of the exams of some days; return its number. Done twice, it finds the same model."""
    row = model_learn(
        first=date.fromisoformat(job.arguments["first"]),
        last=date.fromisoformat(job.arguments["last"]),
        seed=job.arguments["seed"],
        report=report,
        actor=job.started_by,
    )
    return {"model": row.pk, "examples": row.examples}
