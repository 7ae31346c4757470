"""What answers to violations and disowned shipments have in common: how one is opened, closed and told."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Invalid
from apps.core.languages import language_checked
from apps.core.lifecycle import Transition
from apps.disputes.models import Statement
from apps.notices.services import message_send
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.selectors import people_of


def stated(text: str, field: str, message: str) -> str:
    """The text without the blanks around it. Raises Invalid, beside the field, where nothing is left."""
    text = text.strip()
    if not text:
        raise Invalid(message, fields={field: [message]})
    return text


def language_of(actor: User, said: str) -> str:
    """The language in which something is written: the one that the actor reads, unless another is said."""
    return language_checked(said or actor.language or settings.LANGUAGE_CODE)


def decide_by(now: datetime) -> datetime:
    """By when an officer decides: the program takes no more time than it gives a seller to answer a notice."""
    return now + timedelta(days=terms_of(policy_on(clock.day_of(now))).clocks.response_days)


def statement_decide(statement: Statement, transition: Transition, *, actor: User, reasons: str, language: str) -> None:
    """Give a locked statement the state that a checked transition leads to, and why. The caller saves it."""
    statement.state = transition.target
    statement.decided_by, statement.decided_at = actor, clock.now()
    statement.reasons = stated(reasons, "reasons", _("Say why, in a sentence or more. The business reads it."))
    statement.reasons_language = language_of(actor, language)


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


def event_of(statement: Statement, actor: User) -> dict[str, Any]:
    """The part of an event that is the same for all."""
    return {
        "subject": (statement._meta.model_name, statement.pk),
        "shipper_id": statement.shipper_id,
        "actor": actor,
    }
