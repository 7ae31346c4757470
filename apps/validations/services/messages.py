"""The case of a visit, and the messages to the team of the visited business."""

from datetime import date

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.days_text import program_deadline_in_words
from apps.core.languages import day_in_words, with_language
from apps.core.lazy import Promise
from apps.shippers.cases import CaseNotice, TeamCases
from apps.validations import work
from apps.validations.models import Finding, Visit, VisitState
from apps.validations.selectors import facts_of
from apps.validations.states import VISIT
from apps.work.cases import CaseWork

VISITS = TeamCases(
    rows=Visit.objects.select_related("shipper", "lead"),
    lifecycle=VISIT,
    missing=_lazy("There is no such visit."),
    facts=facts_of,
    signed=dict.fromkeys((VisitState.CANCELLED, VisitState.VALIDATED, VisitState.NOT_VALIDATED), "decided"),
    # The schedule opens the work when the day has come; the lead closes the visit.
    work=CaseWork(kind=work.VISIT, states=[], item=lambda visit: {"holder": visit.lead}),
    events="validations.",
    event_names={
        "reschedule": "visit_moved",
        "cancel": "visit_cancelled",
        "hold": "visit_held",
        "add": "findings_added",
        "validate": "visit_validated",
        "refuse": "visit_not_validated",
    },
)


def team_notify(visit: Visit, what: str, subject: Promise, *paragraphs: Promise | str, due: date | None = None) -> None:
    """Send a message to the whole team. Texts of officers stay in the language in which they were written.

    `due` is the last day to do what the message asks for.
    """
    VISITS.tell(
        visit,
        subject,
        *paragraphs,
        notice=CaseNotice(
            kind=f"validations.{what}", page=lambda visit: reverse("portal:visit", args=[visit.shipper_id, visit.pk])
        ),
        act_by=clock.end_of(due) if due else None,
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
    team_notify(visit, what, subject, asked, due=min(actions, default=None))
