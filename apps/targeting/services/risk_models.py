"""Writes of models of risk: trained as challengers, promoted by two persons, and taken back in one act."""

import json
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.text import text_required
from apps.targeting.models import ModelState, RiskModel
from apps.targeting.risk_model import MIN_EXAMPLES, Model, PastParcel, model_train, rolling_validation
from apps.targeting.selectors import examples_between, facts_of, models_listed
from apps.targeting.services.drift import drift_challenge, drift_close
from apps.targeting.states import MODEL
from apps.work.cases import Cases

# A job must report once a minute.
REPORT_SECONDS = 20
MODELS = Cases(
    rows=models_listed(),
    lifecycle=MODEL,
    missing=_lazy("There is no such model."),
    facts=facts_of,
    events="targeting.model_",
    event_names={"return": "returned", "approve": "promoted", "roll_back": "rolled_back"},
)


def model_learn(
    *,
    first: date,
    last: date,
    seed: int,
    report: Callable[[int, int | None], None],
    actor: User | None = None,
    trees: bool | None = None,
) -> RiskModel:
    """Train a model of the exams of these days, and keep the model as a challenger with its figures on later months.

    The same data and seed find the model that they made before. `report` is called all the while, as a job must.
    Without `trees` the libraries decide whether it is a model of trees or of points. Raises Conflict where too few
    exams told a result.
    """
    examples = examples_between(first, last)
    if len(examples) < MIN_EXAMPLES:
        raise Conflict(
            _("Only %(number)d exams of these days gave a result, and a model needs %(least)d. Choose more days.")
            % {"number": len(examples), "least": MIN_EXAMPLES},
            code="too_few_exams",
        )
    months, model = _learn(examples, seed, trees, report)
    content = model.dump()
    with transaction.atomic():
        row, is_new = RiskModel.objects.get_or_create(
            digest=model.digest,
            kind=content["scorer"]["kind"],
            defaults={
                "seed": seed,
                "content": zlib.compress(json.dumps(content).encode()),
                "first_day": first,
                "last_day": last,
                "examples": len(examples),
                "card": {"months": months, "base": model.base},
                "trained_at": clock.now(),
            },
        )
        if is_new:
            MODELS.record(row, "trained", actor)
            drift_challenge(challenger=row, actor=actor)
    return row


@transaction.atomic
def model_propose(*, actor: User, model_id: int, reasons: str) -> RiskModel:
    """Propose a challenger as champion, with reasons. Raises Conflict or NotAllowed if the lifecycle refuses."""
    with MODELS.acting("propose", model_id, actor) as row:
        row.proposed_by, row.proposed_because = actor, text_required(reasons, "reasons")
    return row


@transaction.atomic
def model_return(*, actor: User, model_id: int) -> RiskModel:
    """Leave a proposed model a challenger. Raises Conflict or NotAllowed if the lifecycle refuses the act."""
    with MODELS.acting("return", model_id, actor) as row:
        row.proposed_by, row.proposed_because = None, ""
    return row


@transaction.atomic
def model_discard(*, actor: User, model_id: int) -> RiskModel:
    """Discard a challenger. Raises Conflict or NotAllowed if the lifecycle refuses the act."""
    return MODELS.act("discard", model_id, actor)


@transaction.atomic
def model_approve(*, actor: User, model_id: int) -> RiskModel:
    """Make a proposed model the champion, in place of the present one. Raises Conflict or NotAllowed if the lifecycle
    refuses the act.
    """
    before = models_listed().select_for_update(of=("self",)).filter(state=ModelState.CHAMPION).first()
    with MODELS.acting("approve", model_id, actor) as row:
        if before:
            MODELS.check("displace", before)
            before.state, before.retired_at = ModelState.RETIRED, clock.now()
            before.save()
            drift_close(model=before, actor=actor)
        row.before, row.approved_by, row.promoted_at, row.retired_at = before, actor, clock.now(), None
    return row


@transaction.atomic
def model_roll_back(*, actor: User, model_id: int) -> RiskModel:
    """Take a champion back, and make the champion before it champion again; return that one.

    Raises what the lifecycle raises.
    """
    row = MODELS.lock(model_id)
    with MODELS.acting("roll_back", row, actor, restored=row.before_id):
        row.retired_at = clock.now()
    drift_close(model=row, actor=actor)
    assert row.before_id is not None
    restored = MODELS.lock(row.before_id)
    restored.state, restored.retired_at = ModelState(MODELS.check("restore", restored).target), None
    restored.save()
    return restored


def _learn(
    examples: Sequence[PastParcel], seed: int, trees: bool | None, report: Callable[[int, int | None], None]
) -> tuple[list[dict[str, Any]], Model]:
    """Return the figures of the last months and the model of all, trained in a thread while this one reports."""
    with ThreadPoolExecutor(1) as pool:
        months = pool.submit(rolling_validation, examples, seed=seed, trees=trees)
        model = pool.submit(model_train, examples, seed=seed, trees=trees)
        while True:
            report(int(months.done()), 2)
            try:
                return months.result(timeout=REPORT_SECONDS), model.result(timeout=REPORT_SECONDS)
            except TimeoutError:
                continue
