"""The messages to the team of a visited business, and the events of a visit."""

from typing import Any

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.days_text import program_deadline_in_words
from apps.core.languages import day_in_words, with_language
from apps.core.lazy import Promise
from apps.events.services import record
from apps.notices.services import message_send
from apps.shippers.selectors import people_of
from apps.validations.models import Finding, Visit


def visit_event_record(what: str, visit: Visit, actor: User, **payload: Any) -> None:
    """Record an event of a visit."""
    record(f"validations.{what}", subject=visit_subject(visit), shipper_id=visit.shipper_id, actor=actor, **payload)


def visit_subject(visit: Visit) -> tuple[str, int]:
    """Return the name of a visit for events and work items."""
    return ("visit", visit.pk)


def team_notify(visit: Visit, what: str, subject: Promise, *paragraphs: Promise | str) -> None:
    """Send a message to the whole team. Texts of officers stay in the language in which they were written."""
    message_send(
        recipients=people_of(visit.shipper_id),
        kind=f"validations.{what}",
        subject=subject,
        body=format_lazy("\n\n".join(["{}"] * len(paragraphs)), *paragraphs),
        link=reverse("portal:visit", args=[visit.shipper_id, visit.pk]),
        shipper_id=visit.shipper_id,
    )


def visit_day_notify(visit: Visit, what: str, subject: Promise, text: str, language: str) -> None:
    """Notify the team when and where a visit takes place."""
    where = _lazy("On site: {place}") if visit.form == Visit.Form.ON_SITE else _lazy("By video: {place}")
    team_notify(
        visit,
        what,
        format_lazy(subject, day=day_in_words(visit.day)),
        format_lazy(where, place=visit.place),
        with_language(text, language),
        _lazy(
            "The page of the visit says who comes and how to prepare. If you can't be there on that day, ask for "
            "another as soon as you can: write a question to the program."
        ),
    )


def findings_notify(visit: Visit, what: str, subject: Promise, findings: list[Finding]) -> None:
    """Notify the team of the findings, and by when to answer."""
    actions = [finding.due for finding in findings if finding.kind == Finding.Kind.ACTION and finding.due]
    if actions:
        asked = format_lazy(
            _lazy(
                "The page of the visit lists each required action, and by when to answer it; the first is due by "
                "{due}. Write what you did, and add files that show it. You can be validated once every action is "
                "accepted."
            ),
            due=program_deadline_in_words(min(actions)),
        )
    else:
        asked = _lazy("Nothing is required of you now. The page of the visit shows what the officers recorded.")
    team_notify(visit, what, subject, asked)
