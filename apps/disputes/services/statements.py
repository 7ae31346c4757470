"""The steps that answers, disownings and disclosures share: open, take back, decide, notify."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import NotFound
from apps.core.fields import name_of
from apps.core.languages import language_of_text
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


def statement_lock[Said: Statement](model: type[Said], pk: int, about: str) -> Said:
    """Return a statement, locked, with its business and the row `about` which it was made. Raise NotFound if there is
    none.
    """
    statement = model.objects.select_for_update(of=("self",)).select_related(about, "shipper").filter(pk=pk).first()
    if statement is None:
        raise NotFound(_("There is no such statement."))
    return statement


def statement_work_open(statement: Statement, *, kind: str, title: str, actor: User, **payload: Any) -> None:
    """Open the work item of a new statement, and record the event."""
    item_open(
        kind=kind,
        subject=_subject_of(statement),
        title=title,
        shipper_id=statement.shipper_id,
        country=statement.shipper.country.code,
        due_at=statement.decide_by,
    )
    statement_event_record(statement, "opened", actor, **payload)


def statement_withdraw(statement: Statement, lifecycle: Lifecycle, *, actor: User) -> None:
    """Take a locked statement back, if the actor may. The caller closes it."""
    require(actor, statement.shipper_id, Ability.READ)
    held = abilities_of(actor, statement.shipper_id)
    statement.state = lifecycle.check(state=statement.state, action="withdraw", held=held).target


def statement_decide(statement: Statement, transition: Transition, *, actor: User, reasons: str, language: str) -> None:
    """Set the state to which a checked transition leads, and the reasons, of a locked statement. The caller saves."""
    statement.state = transition.target
    statement.decided_by, statement.decided_at = actor, clock.now()
    statement.reasons = text_required(reasons, "reasons", _("Say why, in a sentence or more. The business reads it."))
    statement.reasons_language = language_of_text(language, actor.language)


def statement_close(statement: Statement, *, kind: str, actor: User, **payload: Any) -> None:
    """Save the state that ends a statement, close its work item, and record the event."""
    statement.save()
    item_close(kind=kind, subject=_subject_of(statement), actor=actor)
    statement_event_record(statement, statement.state, actor, **payload)


def statement_event_record(statement: Statement, action: str, actor: User, **payload: Any) -> None:
    """Record an event of a statement."""
    subject = _subject_of(statement)
    record(f"{subject[0]}.{action}", subject=subject, shipper_id=statement.shipper_id, actor=actor, **payload)


def team_notify(statement: Statement, *, kind: str, subject: str | Promise, body: str | Promise, link: str) -> None:
    """Put a message into the inbox of everybody on the team."""
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
