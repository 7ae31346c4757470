"""Stories as tables: on which day before the end of the program somebody calls which service, and what they say.

A story knows what its acts leave out: who calls the service, about which business, and about which case.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from inspect import Parameter, signature
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Model, QuerySet

from apps.accounts.models import User
from apps.core import clock
from apps.core.files import IdentifiedFile
from apps.standing.adverse_actions import Cause, action_upon
from apps.standing.models import Appeal, AppealState, ProposedChange
from apps.standing.selectors import calls_running, plan_running_of, proposals_open
from apps.validations.selectors import member_to_visit, visit_open_of
from config.simulation.members import Member
from config.simulation.people import paperwork
from config.simulation.people.accounts import agency_officer_ensure, second_ensure, staff_ensure
from config.simulation.people.cast import Cast, NobodyFree, Role

NOBODY = Role("nobody")
# The change that the program proposes upon a record, possibly beside what a story tells.
UPON_RECORD = action_upon(Cause.LOW_RECORD).code


@dataclass(slots=True)
class Turn:
    """A story as far as it is played. `record` is the case that was opened last, and that the acts are about.

    `own` plays whatever the role is: the career of one member is told as a story too.
    """

    cast: Cast
    role: Role = NOBODY
    own: Member | None = None
    record: Any = None
    over: bool = False

    @property
    def member(self) -> Member:
        return self.own or self.cast.member(self.role)

    @property
    def shipper_id(self) -> int:
        return self.member.shipper_id

    def play(self, *acts: "Act") -> None:
        """Play acts, one after the other, now. Where one can't be played, the story is over."""
        try:
            for act in () if self.over else acts:
                act.perform(self)
        except NobodyFree:
            self.over = True


def change_heard(turn: Turn) -> ProposedChange:
    """Return the proposed change that a story waits for; one upon the record may be proposed beside it."""
    change = proposals_open(turn.shipper_id).exclude(kind=UPON_RECORD).first()
    if change is None:
        raise NobodyFree(turn.role.name)
    return change


# The case that a service is about, by the name of its argument, where that is not the case that was opened last.
CASES: Mapping[str, Callable[[Turn], Model | None]] = {
    "application_id": lambda turn: turn.member.application,
    "appeal_id": lambda turn: Appeal.objects.filter(proposal__shipper=turn.shipper_id, state=AppealState.OPEN).first(),
    "call_id": lambda turn: calls_running(turn.shipper_id).first(),
    "change_id": change_heard,
    "tip_id": lambda turn: turn.record.tip,
    "plan_id": lambda turn: plan_running_of(turn.shipper_id),
    "visit_id": lambda turn: visit_open_of(turn.shipper_id) if member_to_visit(turn.shipper_id) else None,
}


@dataclass(frozen=True, slots=True)
class Act:
    """A service that somebody calls. A function among what is `given` gives the value when the act is played.

    `when` is by how many days the act is before the end of the program or, in a career, of which step the act is.
    `of` is the role that acts, or that the act is about, in place of that of the story.
    """

    when: int | str
    by: Callable[[Turn], User]
    service: Callable[..., object]
    given: Mapping[str, Any]
    of: Role | None

    @transaction.atomic
    def perform(self, turn: Turn) -> None:
        played = replace(turn, role=self.of) if self.of else turn
        given = {name: value(played) if callable(value) else value for name, value in self.given.items()}
        left = {name: self._known(name, played) for name in asked(self.service) if name not in given}
        done = self.service(**given, **left)
        # An act that is about no case has opened one.
        if isinstance(done, Model) and not any(name.endswith("_id") for name in left.keys() - {"shipper_id"}):
            turn.record = done

    def _known(self, name: str, turn: Turn) -> Any:
        match name:
            case "turn":
                return turn
            case "actor":
                return self.by(turn)
            case "language":
                return "en"
            case "shipper_id":
                return turn.shipper_id
        case = CASES[name](turn) if name in CASES else turn.record
        if case is None:
            raise NobodyFree(name)
        return case.pk


@cache
def asked(service: Callable[..., object]) -> list[str]:
    """Return the arguments without which a service can't be called."""
    return [name for name, value in signature(service).parameters.items() if value.default is Parameter.empty]


def acting(by: Callable[[Turn], User]) -> Callable[..., Act]:
    """Return how somebody acts: called with a day, a service and what is said, an act."""

    def act(when: int | str, service: Callable[..., object], *, of: Role | None = None, **given: Any) -> Act:
        return Act(when, by, service, given, of)

    return act


def often(act: Callable[..., Act], service: Callable[..., object], **given: Any) -> Callable[..., Act]:
    """Return an act that several stories have: called with the day, and with what is said at that time alone."""
    return partial(act, service=service, **given)


def the_officer(turn: Turn) -> User:
    return turn.cast.staff.officer


owner = acting(lambda turn: turn.member.owner)
officer = acting(the_officer)
# The officer who countersigns or decides what the first one proposes.
second = acting(lambda turn: turn.cast.staff.second)
supervisor = acting(lambda turn: turn.cast.staff.supervisor)
second_supervisor = acting(lambda _turn: second_ensure("supervisor"))
author = acting(lambda _turn: staff_ensure(role="policy manager"))
publisher = acting(lambda _turn: second_ensure("policy manager"))
agent = acting(lambda _turn: agency_officer_ensure())


class DayStep(NamedTuple):
    """Something that is done on the morning of a day of the program."""

    day: int
    take: Callable[[], object]


class Story:
    """What happens to the member in a role, in the order of days."""

    def __init__(self, role: Role, *acts: Act) -> None:
        self.role, self.acts = role, acts

    def steps(self, cast: Cast, days: int) -> Iterator[DayStep]:
        """Yield the steps in a program of a number of days; none if the story would begin before the program."""
        turn = Turn(cast, self.role)
        if int(self.acts[0].when) < days - 1:
            for before, acts in groupby(self.acts, key=attrgetter("when")):
                yield DayStep(days - 1 - before, partial(turn.play, *acts))


def row_of(rows: Callable[[Turn], QuerySet], place: int = 0) -> Callable[[Turn], int]:
    """Return how the row at a place is found when an act is played."""

    def find(turn: Turn) -> int:
        found = list(rows(turn).values_list("pk", flat=True)[place : place + 1])
        if not found:
            raise NobodyFree(turn.role.name)
        return found[0]

    return find


def in_days(number: int) -> Callable[[Turn], date]:
    return lambda _turn: clock.add_days(clock.today(), number)


def visit_report(turn: Turn) -> list[IdentifiedFile]:
    return paperwork.report_file(turn.member.seller)


def paper(name: str) -> Callable[[Turn], list[IdentifiedFile]]:
    """Return an extract from the register of the member, as the one file of a form."""
    return lambda turn: paperwork.extract(turn.member.seller, name)
