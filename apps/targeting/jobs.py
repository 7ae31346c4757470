"""The jobs of targeting."""

from datetime import date
from typing import Any

from apps.jobs.models import Job
from apps.jobs.registry import Report, job
from apps.targeting import services

LEARN = "targeting.learn"


@job(LEARN)
def learn(job: Job, report: Report) -> dict[str, Any]:
    """Train a model of the exams of some days; return its number. A second run finds the same model."""
    row = services.model_learn(
        first=date.fromisoformat(job.arguments["first"]),
        last=date.fromisoformat(job.arguments["last"]),
        seed=job.arguments["seed"],
        report=report,
        actor=job.started_by,
    )
    return {"model": row.pk, "examples": row.examples}


@job(services.SELECT)
def select(job: Job, report: Report) -> dict[str, Any]:
    """Draw among the parcels of a port and day; return how many were drawn and selected. A second run finds none
    left.
    """
    report(0, None)
    made = services.parcels_draw(port_day_id=job.arguments["port_day_id"])
    return {"parcels": made.parcels, "selected": made.selected} if made else {"parcels": 0, "selected": 0}


@job(services.ASSESS)
def assess(job: Job, report: Report) -> dict[str, Any]:
    """Assess the parcels of a recording that have not arrived; return how many. A second run finds none left."""
    return {"assessed": services.recording_assess(recording_id=job.arguments["recording_id"], report=report)}


@job(services.WATCH)
def watch_drift(job: Job, report: Report) -> dict[str, Any]:
    """Look for drift of a model on a day; return how many features drifted. A second run finds the same look."""
    look = services.drift_look(
        model_id=job.arguments["model_id"], day=date.fromisoformat(job.arguments["day"]), report=report
    )
    return {"look": look.pk, "drifted": sum(each.is_alarm for each in look.features.all())} if look else {"look": None}


@job(services.COUNT)
def count_declared(job: Job, report: Report) -> dict[str, Any]:
    """Count the parcels of a month that were declared in time; return the number of members that were recorded."""
    return {"members": services.declared_count(month=date.fromisoformat(job.arguments["month"]), report=report)}
