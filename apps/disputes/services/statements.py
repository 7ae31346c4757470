"""What answers, disownings and disclosures share."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.fields import name_of
from apps.core.languages import language_of_text
from apps.core.lifecycle import Lifecycle
from apps.core.text import text_required
from apps.disputes.models import Statement, StatementState
from apps.disputes.states import StatementFacts
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.cases import CaseNotice, TeamCases
from apps.shippers.roles import Ability
from apps.shippers.selectors import require
from apps.work.cases import CaseWork
from apps.work.kinds import WorkKind


def statement_columns(*, actor: User, text: str, language: str) -> dict[str, Any]:
    """Return the columns of a new statement: who makes it, when, and by when an officer decides.

    The program takes no more time to decide than it gives a seller to answer a notice.
    """
    now = clock.now()
    days = terms_of(policy_on(clock.day_of(now))).clocks.response_days
    return {
        "text": text,
        "language": language_of_text(language, actor.language),
        "said_by": actor,
        "said_at": now,
        "decide_by": now + timedelta(days=days),
    }


def statement_cases[Said: Statement](
    rows: QuerySet[Said],
    lifecycle: Lifecycle,
    kind: WorkKind,
    *,
    facts: Callable[[Said, User], StatementFacts],
    title: Callable[[Said], str],
    notice: CaseNotice[Said],
    event_names: Mapping[str, str] | None = None,
    payload: Callable[[Said], Mapping[str, Any]] = lambda _said: {},
    locked_first: tuple[str, Callable[[int], object]] | None = None,
) -> TeamCases[Said]:
    """Return the kind of case of some statements."""
    return TeamCases(
        rows=rows,
        lifecycle=lifecycle,
        missing=_lazy("There is no such statement."),
        locked_first=locked_first,
        facts=facts,
        signed=dict.fromkeys((StatementState.ACCEPTED, StatementState.DECLINED, StatementState.NOTED), "decided"),
        work=CaseWork(
            kind=kind,
            states=[StatementState.OPEN],
            item=lambda said: {"title": title(said), "due_at": said.decide_by},
        ),
        events=f"{name_of(rows.model)}.",
        event_names=event_names or {},
        payload=payload,
        notice=notice,
    )


def statement_withdraw[Said: Statement](cases: TeamCases[Said], statement: Said, actor: User) -> Said:
    """Take a locked statement back, if the actor may. Raise NotFound for a stranger to the business."""
    require(actor, statement.shipper_id, Ability.READ)
    return cases.act("withdraw", statement, actor)


def reasons_write(statement: Statement, reasons: str, language: str, actor: User) -> None:
    """Write the reasons of a decision into a statement; raise Invalid without reasons. The caller saves."""
    statement.reasons = text_required(reasons, "reasons", _("Say why, in a sentence or more. The business reads it."))
    statement.reasons_language = language_of_text(language, actor.language)
