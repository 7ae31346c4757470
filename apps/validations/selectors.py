"""Reads of validation visits: those of a business, those of all for staff, and which members are due for a visit. The
reads of exam requests come from their room.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.lifecycle import Text
from apps.core.rows import row_get
from apps.ledger.models import ProgramEntry
from apps.ledger.vocabulary import ProgramEntryKind
from apps.policy.selectors import policy_on, terms_of
from apps.policy.terms import Terms
from apps.shippers.roles import ON_TEAM
from apps.shippers.selectors import has_conflict, on_team
from apps.standing.models import Standing
from apps.standing.states import FORMER, MEMBER
from apps.validations.exam_requests.selectors import (
    chances_added,
    exam_request_facts,
    exam_requests_for_staff,
    exam_requests_of,
    exams_archived,
    exams_left,
    exams_opened,
    may_ask_exams,
)
from apps.validations.models import Answer, Finding, Visit, VisitFile, VisitFindingState, VisitState
from apps.validations.rules import AHEAD_DAYS, validate_by
from apps.validations.states import VisitFacts

__all__ = [
    "OPEN",
    "OPEN_ALREADY",
    "SLACK_DAYS",
    "ValidationDue",
    "actions_numbered",
    "chances_added",
    "exam_request_facts",
    "exam_requests_for_staff",
    "exam_requests_of",
    "exams_archived",
    "exams_left",
    "exams_opened",
    "facts_of",
    "findings_of",
    "may_ask_exams",
    "member_to_visit",
    "plan_blocked",
    "reports_of",
    "validation_due_of",
    "validations_due",
    "visit_for",
    "visit_open_of",
    "visits_for_staff",
    "visits_of",
    "visits_with_answers_due",
    "was_validated",
]

OPEN_ALREADY = _lazy("A visit of this business is open already. Move it, or close it first.")
OPEN = (VisitState.PLANNED, VisitState.VISITED)
# Months differ in length by up to this many days, so a search for a day some months ago is this much wider.
SLACK_DAYS = 3


def visits_of(shipper_id: int) -> QuerySet[Visit]:
    """Return all visits of a business, the latest first."""
    return Visit.objects.filter(shipper=shipper_id).select_related("lead").order_by("-pk")


def visits_with_answers_due(shipper_id: int) -> QuerySet[Visit]:
    """Return all visits of a business, the latest first, each with `answer_by`: the first day by which the business
    must answer a required action, if there is one.
    """
    waiting = Q(state=VisitState.VISITED, findings__state=VisitFindingState.OPEN)
    return visits_of(shipper_id).annotate(answer_by=Min("findings__due", filter=waiting))


def visit_open_of(shipper_id: int) -> Visit | None:
    """Return the visit of a business that is planned, or that took place and is not closed."""
    return visits_of(shipper_id).filter(state__in=OPEN).first()


def plan_blocked(*, has_visit: bool, actor_on_team: bool) -> Text:
    """Return what keeps a person from planning a visit of a member now; "" if nothing does."""
    if actor_on_team:
        return ON_TEAM
    return OPEN_ALREADY if has_visit else ""


def visit_for(user: User, shipper_id: int, visit_id: int) -> Visit:
    """Return a visit of a business on whose team the user is; raise NotFound for any other."""
    return row_get(
        visits_of(shipper_id).filter(on_team(user, "shipper__team"), pk=visit_id),
        _("There is no such visit on your list."),
    )


def visits_for_staff() -> QuerySet[Visit]:
    """Return the visits of all businesses."""
    return Visit.objects.select_related("shipper__standing", "lead", "planned_by", "decided_by")


def findings_of(visit: Visit) -> QuerySet[Finding]:
    """Return the findings of a visit, actions first, each with its answers, their verdicts and their files."""
    answers = Answer.objects.select_related("by", "verdict", "verdict__by").prefetch_related("files").order_by("pk")
    return visit.findings.prefetch_related(Prefetch("answers", answers)).order_by("kind", "pk")


def actions_numbered(visit: Visit) -> Sequence[tuple[int, Finding]]:
    """Return the required actions of a visit with the numbers that every page shows."""
    actions = [finding for finding in visit.findings.all() if finding.kind == Finding.Kind.ACTION]
    return list(enumerate(sorted(actions, key=attrgetter("pk")), start=1))


def reports_of(visit: Visit) -> QuerySet[VisitFile]:
    """Return the officers' own files of a visit: the reports."""
    return visit.files.filter(answer=None).order_by("pk")


def facts_of(visit: Visit, user: User) -> VisitFacts:
    """Return the facts on which the actions of this person on a visit depend now."""
    return VisitFacts(
        actor_on_team=has_conflict(user, visit.shipper_id),
        unsettled=sum(finding.state != VisitFindingState.ACCEPTED for _number, finding in actions_numbered(visit)),
        is_member=_is_member(visit),
        visit_is_open=visit.state == VisitState.VISITED,
    )


def _is_member(visit: Visit) -> bool:
    standing: Standing | None = getattr(visit.shipper, "standing", None)
    return standing is not None and standing.status not in FORMER


def member_to_visit(shipper_id: int) -> bool:
    """Say whether the business is in the program, suspended or not."""
    return Standing.objects.filter(pk=shipper_id).exclude(status__in=FORMER).exists()


def was_validated(shipper_id: int) -> bool:
    """Say whether the ledger has a validation of the business that was not taken back."""
    return ProgramEntry.objects.filter(
        shipper=shipper_id, kind=ProgramEntryKind.VALIDATED, takes_back=None, taken_back_by=None
    ).exists()


@dataclass(frozen=True, slots=True)
class ValidationDue:
    """The day by which a member must be validated. `validated`: the day of its last validation, None before
    the first.
    """

    shipper_id: int
    validated: date | None
    by: date


def validation_due_of(shipper_id: int) -> ValidationDue | None:
    """Return by when a business must be validated, however far off; None if the business is not a member."""
    terms = terms_of(policy_on(clock.today()))
    return next(_dues(_by_member(_entries().filter(shipper=shipper_id)), terms), None)


def validations_due() -> list[ValidationDue]:
    """Return the members in good standing that are due for a visit within `AHEAD_DAYS` and have none planned. Takes two
    queries.

    The database searches the entries of all members and returns those of the due members alone.
    """
    terms = terms_of(policy_on(clock.today()))
    soon = clock.add_days(clock.today(), AHEAD_DAYS)
    first = _months_before(soon, terms.clocks.validation_months)
    again = _months_before(soon, terms.caps.validation_months)
    planned = Visit.objects.filter(shipper=OuterRef("shipper"), state__in=OPEN)
    near = _by_member(_entries().filter(~Exists(planned)))
    near = near.filter(Q(validated=None, enrolled__lte=first) | Q(validated__lte=again))
    return [due for due in _dues(near, terms) if due.by <= soon]


def _entries() -> QuerySet[ProgramEntry]:
    """Select the program entries of members in good standing."""
    return ProgramEntry.objects.filter(
        shipper__standing__status__in=MEMBER, date__lte=clock.today(), takes_back=None, taken_back_by=None
    )


def _by_member(entries: QuerySet[ProgramEntry]) -> QuerySet[ProgramEntry, dict[str, Any]]:
    """Group entries by member, with the days of the last enrollment and the last validation."""
    return entries.values("shipper").annotate(
        enrolled=Max("date", filter=Q(kind=ProgramEntryKind.ENROLLED)),
        validated=Max("date", filter=Q(kind=ProgramEntryKind.VALIDATED)),
    )


def _dues(members: QuerySet[ProgramEntry, dict[str, Any]], terms: Terms) -> Iterator[ValidationDue]:
    for shipper_id, enrolled, validated in members.order_by("shipper").values_list("shipper", "enrolled", "validated"):
        if enrolled:
            yield ValidationDue(shipper_id, validated, validate_by(enrolled, validated, terms))


def _months_before(day: date, months: int) -> date:
    month = clock.add_months(day, -months)
    return clock.add_days(month, day.day - 1 + SLACK_DAYS)
