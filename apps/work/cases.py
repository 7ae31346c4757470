"""Cases: records with a lifecycle on which people act, each act by the same steps in the same order.

An app declares a kind of case once, beside its lifecycle: what is locked first, in which states the case waits for
staff and its timers run, and how its events are named. `Cases.acting` then takes every act on such a case: lock it,
check state, permission and guard by the table, change its columns, open or close its work, set or clear its timers, and
record the event. Cases of a team, which acts on them and is told, are `shippers.cases.TeamCases`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.fields import name_of
from apps.core.lifecycle import PROGRAM, Lifecycle, Text, Transition
from apps.core.rows import row_get
from apps.events.services import record
from apps.events.timers import NewTimer, timers_clear, timers_set
from apps.work.kinds import WorkKind
from apps.work.services import item_close, item_open, items_state_set


@dataclass(frozen=True, kw_only=True)
class CaseWork[Case: Model]:
    """The work that a kind of case is for staff: an item is open while the case is in one of `states`.

    `item` is what `item_open` takes beside the business, which is the title, too; without a business the case is the
    title. With `shows_state`, lists of work are filtered by the state of the case.
    """

    kind: WorkKind
    states: Collection[str]
    item: Callable[[Case], Mapping[str, Any]] | None = None
    shows_state: bool = False


@dataclass(frozen=True, kw_only=True)
class CaseClock[Case: Model]:
    """The timers of a kind of case: while the case is in one of `states`, an event of the kind `timer` is to come at
    each of the `moments`, by step.
    """

    timer: str
    states: Collection[str]
    moments: Callable[[Case], Mapping[str, datetime]]


@dataclass(frozen=True, kw_only=True)
class Cases[Case: Model]:
    """A kind of case.

    `rows` are the cases, each with what is read beside it; `missing` is said where there is none. `locked_first` is a
    column, with the service that locks what it names before the case. `named` is the record that events, timers and
    work name in place of the case, and `business` the business that they name. `facts` gives what the guards look at:
    for a person or, with None, for the program. `signed` names by the state that is reached the columns `<name>_by` and
    `<name>_at`. An event is named `events` and the state that is reached, or what `event_names` says of the action; it
    carries the `payload`.
    """

    rows: QuerySet[Case]
    lifecycle: Lifecycle
    missing: Text
    locked_first: tuple[str, Callable[[int], object]] | None = None
    named: Callable[[Case], Model] | None = None
    business: Callable[[Case], Any] = lambda _case: None
    facts: Callable[[Case, Any], Any] = lambda _case, _actor: None
    signed: Mapping[str, str] = field(default_factory=dict)
    work: CaseWork[Case] | None = None
    clock: CaseClock[Case] | None = None
    events: str
    event_names: Mapping[str, str] = field(default_factory=dict)
    payload: Callable[[Case], Mapping[str, Any]] = lambda _case: {}

    def lock(self, pk: int, **of: Any) -> Case:
        """Return a case, locked; raise NotFound if there is none of which the further conditions `of` hold."""
        if self.locked_first:
            column, lock = self.locked_first
            for key in self.rows.filter(pk=pk, **of).exclude(**{column: None}).values_list(column, flat=True):
                lock(key)
        return row_get(self.rows.select_for_update(of=("self",)), self.missing, pk=pk, **of)

    @contextmanager
    def acting(
        self, action: str, case: int | Case, actor: User | None = None, *, by: str = "", **payload: Any
    ) -> Iterator[Case]:
        """Take an action of the lifecycle on a case, given by its key or locked, in the caller's transaction.

        The body of the `with` finds the case in its new state and sets what else changes; the other steps come at its
        end. `by` says who acts if it is no person: without an `actor`, the program. An act of the program that follows
        from an act of a person names this person as its `actor`. Raise Conflict or NotAllowed if the lifecycle refuses
        the action.
        """
        locked: Any = self.lock(case) if isinstance(case, int) else case
        before = locked.state
        after = locked.state = self.check(action, locked, actor, by=by).target
        if name := self.signed.get(after):
            setattr(locked, f"{name}_by", actor)
            setattr(locked, f"{name}_at", clock.now())
        yield locked
        locked.save()
        if self.work and self.work.shows_state and after != before:
            items_state_set(subject=self.subject(locked), state=after)
        if self.work and before in self.work.states and after not in self.work.states:
            self.work_close(locked, actor)
        if self.work and after in self.work.states and before not in self.work.states:
            self.work_open(locked)
        if self.clock and after != before and not {after, before}.isdisjoint(self.clock.states):
            self.timers_renew(locked)
        self.record(locked, self.event_names.get(action, after), actor, **payload)

    def check(self, action: str, case: Case, actor: User | None = None, *, by: str = "") -> Transition:
        """Return the transition by which an action leads a case on; raise Conflict or NotAllowed if it is refused."""
        person, state = None if by else actor, _state_of(case)
        facts = self.facts(case, person) if self.lifecycle.find(state, action).guard else None
        held = self._held(case, person) if person else {by or PROGRAM}
        return self.lifecycle.check(state=state, action=action, held=held, facts=facts)

    def act(self, action: str, case: int | Case, actor: User | None = None, **more: Any) -> Case:
        """Take an action that changes no further columns, as `acting` does."""
        with self.acting(action, case, actor, **more) as locked:
            return locked

    def opened(self, case: Case, event: str, actor: User | None, **payload: Any) -> None:
        """Open the work of a case that was just made, set its timers, and record the event."""
        state = _state_of(case)
        if self.work and state in self.work.states:
            self.work_open(case)
        if self.clock and state in self.clock.states:
            self.timers_renew(case)
        self.record(case, event, actor, **payload)

    def record(self, case: Case, event: str, actor: User | None, **payload: Any) -> None:
        """Record an event of a case."""
        about: dict[str, Any] = {"shipper_id": self._business_id(case), **self.payload(case), **payload}
        record(f"{self.events}{event}", subject=self.subject(case), actor=actor, **about)

    def subject(self, case: Case) -> tuple[str, int]:
        """Return how events, timers, messages and work items name a case."""
        named = self.named(case) if self.named else case
        return (name_of(type(named)), named.pk)

    def work_open(self, case: Case, **more: Any) -> None:
        """Open the work item of a case, if none is open. `more` is given to `item_open` beyond what is declared."""
        assert self.work
        business = self.business(case)
        about: dict[str, Any] = {
            "kind": self.work.kind.code,
            "title": str(business or case),
            "shipper_id": self._business_id(case),
            "country": business.country.code if business else "",
            "state": _state_of(case) if self.work.shows_state else "",
        }
        about |= self.work.item(case) if self.work.item else {}
        item_open(subject=self.subject(case), **about | more)

    def work_close(self, case: Case, actor: User | None) -> None:
        """Close the work item of a case, if one is open."""
        assert self.work
        item_close(kind=self.work.kind.code, subject=self.subject(case), actor=actor)

    def timers_renew(self, case: Case) -> None:
        """Clear the timers of a case, and set them anew if they run in its state."""
        assert self.clock
        subject = self.subject(case)
        timers_clear(subject=subject)
        if _state_of(case) in self.clock.states:
            steps, business_id = self.clock.moments(case).items(), self._business_id(case)
            timers_set([NewTimer(self.clock.timer, subject, at, step, business_id) for step, at in steps])

    def _held(self, case: Case, actor: User) -> Collection[str]:
        """Return the permissions and abilities with which a person acts on a case."""
        return permissions.held(actor)

    def _business_id(self, case: Case) -> int | None:
        business = self.business(case)
        return business and business.pk


def _state_of(case: Any) -> str:
    return case.state
