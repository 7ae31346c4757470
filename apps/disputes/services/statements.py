"""What answers to violations and disowned shipments have in common: how one is opened, closed and told."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import NotFound
from apps.core.fields import name_of
from apps.core.languages import language_chosen
from apps.core.lazy import Promise
from apps.core.lifecycle import Lifecycle, Transition
from apps.core.text import text_required
from apps.disputes.models import Statement
from apps.events.services import record
from apps.notices.services import message_send
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.roles import Ability
from apps.shippers.selectors import abilities_of, people_of, require
from apps.work.services import item_close, item_open


def said(*, actor: User, text: str, language: str) -> dict[str, Any]:
    """The columns of a new statement that tell who says what, when, and by when an officer decides.

    The program takes no more time to decide than it gives a seller to answer a notice.
    """
    now = clock.now()
    days = terms_of(policy_on(clock.day_of(now))).clocks.response_days
    return {
        "text": text,
        "language": language_chosen(language, actor.language),
        "said_by": actor,
        "said_at": now,
        "decide_by": now + timedelta(days=days),
    }


def statement_locked[Said: Statement](model: type[Said], pk: int, about: str) -> Said:
    """The statement with its business and with what it is about, locked. Raises NotFound."""
    statement = model.objects.select_for_update(of=("self",)).select_related(about, "shipper").filter(pk=pk).first()
    if statement is None:
        raise NotFound(_("There is no such statement."))
    return statement


def statement_opened(statement: Statement, *, kind: str, title: str, actor: User, **payload: Any) -> None:
    """Have a new statement wait for an officer."""
    item_open(
        kind=kind,
        subject=_subject_of(statement),
        title=title,
        shipper_id=statement.shipper_id,
        country=statement.shipper.country.code,
        due_at=statement.decide_by,
    )
    statement_record(statement, "opened", actor, **payload)


def statement_withdraw(statement: Statement, lifecycle: Lifecycle, *, actor: User) -> None:
    """Take a locked statement back, for who may. The caller closes it."""
    require(actor, statement.shipper_id, Ability.READ)
    held = abilities_of(actor, statement.shipper_id)
    statement.state = lifecycle.check(state=statement.state, action="withdraw", held=held).target


def statement_decide(statement: Statement, transition: Transition, *, actor: User, reasons: str, language: str) -> None:
    """Give a locked statement the state that a checked transition leads to, and why. The caller saves it."""
    statement.state = transition.target
    statement.decided_by, statement.decided_at = actor, clock.now()
    statement.reasons = text_required(reasons, "reasons", _("Say why, in a sentence or more. The business reads it."))
    statement.reasons_language = language_chosen(language, actor.language)


def statement_closed(statement: Statement, *, kind: str, actor: User, **payload: Any) -> None:
    """Keep the state that ends a statement: it waits for nobody any more."""
    statement.save()
    item_close(kind=kind, subject=_subject_of(statement), actor=actor)
    statement_record(statement, statement.state, actor, **payload)


def statement_record(statement: Statement, action: str, actor: User, **payload: Any) -> None:
    """Record what happened to a statement."""
    subject = _subject_of(statement)
    record(f"{subject[0]}.{action}", subject=subject, shipper_id=statement.shipper_id, actor=actor, **payload)


def team_tell(statement: Statement, *, kind: str, subject: str | Promise, body: str | Promise, link: str) -> None:
    """Put it into the inbox of everybody on the team."""
    message_send(
        recipients=people_of(statement.shipper_id),
        kind=kind,
        subject=subject,
        body=body,
        link=link,
        shipper_id=statement.shipper_id,
    )


def _subject_of(statement: Statement) -> tuple[str, int]:
    return (name_of(type(statement)), statement.pk)
