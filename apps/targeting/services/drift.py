"""Writes of drift: a daily look at the champion, an alarm that waits for a person, and the answer to an alarm."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import require
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.fields import name_of
from apps.core.text import text_required
from apps.events.services import record
from apps.jobs.models import Job
from apps.jobs.services import job_start
from apps.targeting.models import DriftAnswer, DriftLook, FeatureDrift, RiskModel
from apps.targeting.risk_model import DeclaredParcel, Drift, PastParcel, drifts_found
from apps.targeting.selectors import champion, drift_unanswered, examples_between, feature_label, parcels_sampled
from apps.targeting.states import PROPOSER
from apps.targeting.work import DRIFT
from apps.work.selectors import items_open
from apps.work.services.items import item_close, item_open

WATCH = "targeting.drift"
# Parcels of so many days are compared: every day of the week four times.
LATELY_DAYS = 28
# With fewer parcels on one side only a landslide could be told from chance.
MIN_PARCELS = 100
# A job must report once a minute.
REPORT_SECONDS = 20


@transaction.atomic
def drift_watch_start() -> Job | None:
    """Start the job that looks for drift of the champion today, unless there is a look or a job already."""
    row, today = champion(), clock.today()
    if row is None or DriftLook.objects.filter(model=row, day=today).exists():
        return None
    if Job.objects.filter(kind=WATCH, finished_at=None).exists():
        return None
    return job_start(kind=WATCH, arguments={"model_id": row.pk, "day": today.isoformat()})


def drift_look(*, model_id: int, day: date, report: Callable[[int, int | None], None]) -> DriftLook | None:
    """Compare the parcels of the last days with those of the days from which a model learned, keep the drift of each
    feature, and open work where a feature drifts that nobody looked at; None where too few parcels came.

    `report` is called all the while, as a job must. Done twice, the second run finds the look of the first.
    """
    row = RiskModel.objects.defer("content").get(pk=model_id)
    if found := DriftLook.objects.filter(model=row, day=day).first():
        return found
    report(0, None)
    # What the model learned from is no news.
    first = max(row.last_day + timedelta(days=1), day - timedelta(days=LATELY_DAYS - 1))
    arrived = parcels_sampled(first, day, row.seed)
    learned = parcels_sampled(row.first_day, row.last_day, row.seed)
    if min(len(arrived), len(learned)) < MIN_PARCELS:
        return None
    drifts = _compare(examples_between(row.first_day, row.last_day), learned, arrived, row.seed, report)
    return _look_keep(row, day, first, (len(learned), len(arrived)), drifts)


@transaction.atomic
def drift_answer(*, actor: User, model_id: int, reasons: str) -> DriftAnswer:
    """Answer the alarm of a model by the reasons why the model stays, and close its work. The features that drift now
    raise no further alarm of this model. Raises NotAllowed, and Conflict where no alarm waits.
    """
    require(actor, PROPOSER)
    row = RiskModel.objects.select_for_update(of=("self",)).defer("content").get(pk=model_id)
    if not drift_unanswered(row):
        raise Conflict(_("No drift of this model waits for an answer."), code="no_drift")
    return _answer_alarm(row, actor=actor, reasons=text_required(reasons, "reasons"))


@transaction.atomic
def drift_challenge(*, challenger: RiskModel, actor: User | None) -> None:
    """Answer the alarm of the champion by a challenger that was trained from later parcels than the champion."""
    row = champion()
    if row and row.pk != challenger.pk and challenger.last_day > row.last_day and drift_unanswered(row):
        _answer_alarm(row, actor=actor, challenger=challenger)


def drift_close(*, model: RiskModel, actor: User) -> None:
    """Close the work about the drift of a model that is no longer champion."""
    item_close(kind=DRIFT.code, subject=_subject(model), actor=actor)


def _compare(
    examples: Sequence[PastParcel],
    learned: Sequence[DeclaredParcel],
    arrived: Sequence[DeclaredParcel],
    seed: int,
    report: Callable[[int, int | None], None],
) -> list[Drift]:
    """Return the drift of each feature, computed in a thread while this one reports."""
    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(drifts_found, examples, learned, arrived, seed)
        while True:
            report(0, 1)
            try:
                return work.result(timeout=REPORT_SECONDS)
            except TimeoutError:
                continue


@transaction.atomic
def _look_keep(row: RiskModel, day: date, first: date, sizes: tuple[int, int], drifts: Sequence[Drift]) -> DriftLook:
    """Keep a look and the drift of each feature, and raise the alarm."""
    learned, arrived = sizes
    look, is_new = DriftLook.objects.get_or_create(
        model=row,
        day=day,
        defaults={"first_day": first, "learned": learned, "arrived": arrived, "at": clock.now()},
    )
    if not is_new:
        return look
    FeatureDrift.objects.bulk_create(
        FeatureDrift(look=look, feature=each.feature, index=each.index, bound=each.bound) for each in drifts
    )
    unanswered = drift_unanswered(row)
    is_told = items_open().filter(kind=DRIFT.code, subject_type=name_of(RiskModel), subject_id=row.pk).exists()
    if unanswered and not is_told:
        gravest = next(each.feature for each in drifts if each.feature in unanswered)
        item_open(
            kind=DRIFT.code,
            subject=_subject(row),
            title=_("Model %(number)d: %(feature)s") % {"number": row.pk, "feature": feature_label(gravest)},
        )
        record("targeting.drift_found", subject=_subject(row), look=look.pk, features=len(unanswered))
    return look


def _answer_alarm(
    row: RiskModel, *, actor: User | None, reasons: str = "", challenger: RiskModel | None = None
) -> DriftAnswer:
    answer = DriftAnswer.objects.create(
        look=row.drift_looks.latest("day"), by=actor, reasons=reasons, challenger=challenger, at=clock.now()
    )
    item_close(kind=DRIFT.code, subject=_subject(row), actor=actor)
    record("targeting.drift_answered", subject=_subject(row), actor=actor)
    return answer


def _subject(row: RiskModel) -> tuple[str, int]:
    """Return how events and work items name a model."""
    return (name_of(RiskModel), row.pk)
