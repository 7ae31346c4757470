"""Writes of models of risk: trained as challengers, promoted by two persons, and taken back in one act."""

import json
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.core import clock
from apps.core.errors import Conflict, NotFound
from apps.core.fields import name_of
from apps.core.text import text_required
from apps.events.services import record
from apps.targeting.arrivals import PastParcel
from apps.targeting.learning import Model, model_train
from apps.targeting.models import ModelState, RiskModel
from apps.targeting.selectors import examples_between, facts_of, models_listed
from apps.targeting.services.drift import drift_challenge, drift_close
from apps.targeting.states import MODEL, PROGRAM
from apps.targeting.validation import MIN_EXAMPLES, rolling_validation

# A job must report once a minute.
REPORT_SECONDS = 20


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
            _("Only %(number)d exams of these days told a result, and a model needs %(least)d. Choose more days.")
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
                "card": {"months": months, "base": model.knowledge.base},
                "trained_at": clock.now(),
            },
        )
        if is_new:
            record("targeting.model_trained", subject=_subject(row), actor=actor)
            drift_challenge(challenger=row, actor=actor)
    return row


@transaction.atomic
def model_propose(*, actor: User, model_id: int, reasons: str) -> RiskModel:
    """Propose a challenger as champion, with reasons. Raises Conflict or NotAllowed if the lifecycle refuses."""
    row = _apply_action(actor, model_id, "propose")
    row.proposed_by, row.proposed_because = actor, text_required(reasons, "reasons")
    return _save(row, actor, "model_proposed")


@transaction.atomic
def model_return(*, actor: User, model_id: int) -> RiskModel:
    """Leave a proposed model a challenger. Raises Conflict or NotAllowed if the lifecycle refuses the act."""
    row = _apply_action(actor, model_id, "return")
    row.proposed_by, row.proposed_because = None, ""
    return _save(row, actor, "model_returned")


@transaction.atomic
def model_discard(*, actor: User, model_id: int) -> RiskModel:
    """Discard a challenger. Raises Conflict or NotAllowed if the lifecycle refuses the act."""
    return _save(_apply_action(actor, model_id, "discard"), actor, "model_discarded")


@transaction.atomic
def model_approve(*, actor: User, model_id: int) -> RiskModel:
    """Make a proposed model the champion, in place of the present one. Raises Conflict or NotAllowed if the lifecycle
    refuses the act.
    """
    before = models_listed().select_for_update(of=("self",)).filter(state=ModelState.CHAMPION).first()
    row = _apply_action(actor, model_id, "approve")
    if before:
        MODEL.check(state=before.state, action="displace", held={PROGRAM})
        before.state, before.retired_at = ModelState.RETIRED, clock.now()
        before.save()
        drift_close(model=before, actor=actor)
    row.before, row.approved_by, row.promoted_at, row.retired_at = before, actor, clock.now(), None
    return _save(row, actor, "model_promoted")


@transaction.atomic
def model_roll_back(*, actor: User, model_id: int) -> RiskModel:
    """Take a champion back, and make the champion before it champion again; return that one.

    Raises what the lifecycle raises.
    """
    row = _apply_action(actor, model_id, "roll_back")
    row.retired_at = clock.now()
    row.save()
    drift_close(model=row, actor=actor)
    assert row.before_id is not None
    restored = models_listed().select_for_update(of=("self",)).get(pk=row.before_id)
    restored.state = ModelState(MODEL.check(state=restored.state, action="restore", held={PROGRAM}).target)
    restored.retired_at = None
    record("targeting.model_rolled_back", subject=_subject(row), actor=actor, restored=restored.pk)
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


def _apply_action(actor: User, model_id: int, action: str) -> RiskModel:
    """Return a locked model in the state to which an action leads, not yet saved. Raises NotFound, and what the
    lifecycle raises.
    """
    row = models_listed().select_for_update(of=("self",)).filter(pk=model_id).first()
    if row is None:
        raise NotFound(_("There is no such model."))
    row.state = ModelState(
        MODEL.check(state=row.state, action=action, held=held(actor), facts=facts_of(row, actor)).target
    )
    return row


def _save(row: RiskModel, actor: User, event: str) -> RiskModel:
    row.save()
    record(f"targeting.{event}", subject=_subject(row), actor=actor)
    return row


def _subject(row: RiskModel) -> tuple[str, int]:
    """Return how events name a model."""
    return (name_of(RiskModel), row.pk)
