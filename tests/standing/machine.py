"""The world in which random people with random overlaps of roles try the acts of due process over months.

Each step is an act that somebody may or may not take, a fact that comes in, or time that passes with its timers. A
refused act changes nothing. Who took which part is noted here, beside what the program itself records.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import ClassVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from apps.accounts.models import Access, User
from apps.core import clock
from apps.core.errors import DomainError
from apps.ledger.models import Case, Recording, Violation
from apps.ledger.services import recording_reverse
from apps.shippers.models import Membership
from apps.standing.models import ProposedChange
from apps.standing.services import assurance_settle
from tests.evaluation.ledger import recording
from tests.people import on_team, staff
from tests.standing.acts import Acts, Key
from tests.standing.evaluations import enrolled, evaluated
from tests.standing.letters import Letters
from tests.standing.process import found, pass_by

PEOPLE = 6
ROLES = [("officer",), ("supervisor",), ("deputy",), ("officer", "supervisor"), ("officer", "deputy"), ("analyst",)]
# How often each act is tried: often, if it begins a process or needs other acts first.
WEIGHTS = {
    "time_passes": 6,
    "the_record_allows": 4,
    "something_critical_is_found": 2,
    "something_is_alleged": 2,
    "determine": 2,
    "decide_the_answer": 2,
    "a_report_is_taken_back": 1,
    "propose": 3,
    "call_the_member": 2,
    "confirm_or_dismiss": 2,
    "review": 2,
    "decide": 8,
    "two_officers": 3,
    "reinstate": 1,
    "hear_the_appeal": 4,
    "give_time": 2,
    "open_a_plan": 2,
    "see_to_the_plan": 3,
    "respond": 6,
    "answer_a_violation": 4,
    "ask_for_time": 2,
    "appeal": 4,
    "take_the_appeal_back": 1,
    "answer_the_plan": 2,
    "leave": 1,
    "ask_for_a_review": 2,
    "review_the_conditions": 2,
    "keep_the_appealed_change": 1,
    "see_to_a_departure": 1,
    "see_to_a_source": 3,
    "a_source_reads": 1,
    "a_source_answers": 3,
    "a_source_reports_again": 1,
    "add_to_an_answer": 1,
    "add_to_the_response": 2,
    "post_a_letter": 3,
    "somebody_is_found": 2,
    "hold_the_parcel": 3,
}
OF_SELLERS = {
    *("respond", "answer_a_violation", "ask_for_time", "appeal", "take_the_appeal_back", "answer_the_plan", "leave"),
    *("ask_for_a_review", "add_to_an_answer", "add_to_the_response"),
}
NOBODY = "nobody_is_on_the_team"
BEGUN = ("nothing_has_begun", "a_violation_is_disputed", "a_suspension_is_upheld", "a_suspension_is_appealed", NOBODY)
ACTS = [what for what, weight in WEIGHTS.items() for _ in range(weight)]


class Machine(Acts, Letters, RuleBasedStateMachine):
    """The world of one member, and what anybody may try in it. `begun` names the matter with which the world begins."""

    begun: ClassVar[str] = BEGUN[0]

    def __init__(self) -> None:
        super().__init__()
        self.rolled_back = transaction.atomic()
        self.rolled_back.__enter__()
        self.now = datetime(2026, 3, 2, 15, tzinfo=UTC)
        self.checked = 0
        self.batches: list[Recording] = []
        # Who acted on which change, call, case or plan, and in which step first; in which step an appeal was decided.
        self.step = 0
        self.parts: dict[Key, dict[int, int]] = defaultdict(dict)
        self.heard: dict[int, int] = {}
        self.made: set[frozenset[int]] = set()
        with clock.at(self.now):
            self.shipper = enrolled()
            pass_by()
            evaluated(self.shipper, enter=3, keep=3)
            owner = Membership.objects.get(shipper=self.shipper).user
            viewer = on_team(self.shipper)
        self.team = [owner, viewer]
        self.staff: list[User] = []

    @initialize(
        roles=st.lists(st.sampled_from(ROLES), min_size=PEOPLE - 2, max_size=PEOPLE - 2),
        made=st.lists(st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1)), max_size=2),
        insider=st.integers(0, 2 * PEOPLE),
    )
    def people_come(self, roles: list[tuple[str, ...]], made: list[tuple[int, int]], insider: int) -> None:
        """Let staff hold any roles; some asked for the account of others, and one may be on the team."""
        with clock.at(self.now):
            for number, held in enumerate([("officer",), ("supervisor",), *roles]):
                self.staff.append(staff(*held, email=f"staff{number}@staff.example", factor=False))
            for asked, of in made:
                if asked != of:
                    pair = (self.staff[asked], self.staff[of])
                    Access.objects.create(user=pair[1], actor=pair[0], kind=Access.Kind.ASKED)
                    self.made.add(frozenset({pair[0].pk, pair[1].pk}))
            if insider < PEOPLE:
                member = self.staff[insider]
                on_team(self.shipper, "viewer", member)
                self.team.append(member)
            self.agency_comes()
        getattr(self, self.begun)()

    # Matters that may have begun already: random acts alone seldom come so far.

    def nothing_has_begun(self) -> None:
        """Leave the member as it is."""

    def nobody_is_on_the_team(self) -> None:
        """Leave nobody who signs for the business: an insider who only looks may stay."""
        Membership.objects.filter(shipper=self.shipper, user__in=self.team[:2]).delete()

    def a_violation_is_disputed(self) -> None:
        with clock.at(self.now):
            found(self.shipper, recorded=recording("cbp", "agency"), category="unsafe_goods", culpability="negligence")
            pass_by()
        self.answer_a_violation(self.team[0], 0)

    def a_suspension_is_upheld(self) -> None:
        self.something_critical_is_found(self.team[0], 3)
        self.respond(self.team[0], 3)
        self.two_officers(self.staff[0], 1)
        self.decide(self.staff[1], 6)

    def a_suspension_is_appealed(self) -> None:
        self.a_suspension_is_upheld()
        self.appeal(self.team[0], 0)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rolled_back.__exit__(None, None, None)

    def attempt(
        self, act: Callable[..., object], actor: User | None = None, about: Iterable[Key] = (), **values: object
    ) -> object:
        """Try an act and return its result. A refused act returns None and leaves no trace; whoever takes it has a part
        in what it is about.
        """
        who = {"actor": actor} if actor else {}
        with clock.at(self.now):
            try:
                with transaction.atomic():
                    made = act(**who, **values)
            except DomainError:
                return None
            if actor:
                for key in about:
                    self.parts[key].setdefault(actor.pk, self.step)
        self.time_works()
        return made

    def time_works(self) -> None:
        """Do the work of beat and worker that is due by now."""
        with clock.at(self.now):
            pass_by()
            assurance_settle()

    def proposal(self, *states: str) -> int:
        known = ProposedChange.objects.filter(shipper=self.shipper)
        known = known.filter(state__in=states) if states else known
        return known.order_by("-pk").values_list("pk", flat=True).first() or 0

    def case(self, number: int, *determinations: str) -> int:
        cases = Case.objects.filter(seller__shipper=self.shipper).order_by("pk")
        if determinations:
            present = Violation.objects.filter(determination__in=determinations).values("pk")
            cases = cases.filter(violation_id__in=present)
        ids = list(cases.values_list("pk", flat=True))
        return ids[number % len(ids)] if ids else 0

    @rule(
        what=st.deferred(lambda: st.sampled_from(ACTS)),
        who=st.integers(0, PEOPLE - 1),
        number=st.integers(0, 119),
    )
    def something_happens(self, what: str, who: int, number: int) -> None:
        """One rule for all: rules of their own would be left out of whole runs, and most need others first. Mostly
        somebody tries who might; each seventh time it is anybody.
        """
        self.step += 1
        actor = self.team[0] if what in OF_SELLERS else self.staff[who]
        if number % 7 == 0:
            anybody = [*self.team, *self.staff]
            actor = anybody[number % len(anybody)]
        getattr(self, what)(actor, number)

    # Time and facts.

    def time_passes(self, actor: User, number: int) -> None:
        self.now += timedelta(days=(1, 2, 6, 13, 31, 40)[number % 6])
        self.time_works()

    def the_record_allows(self, actor: User, number: int) -> None:
        enter, keep = ((0, 1), (1, 1), (3, 3), (0, 0), (1, 2), (2, 3))[number % 6]
        self.attempt(partial(evaluated, self.shipper, enter=enter, keep=keep, assured=False))

    def something_critical_is_found(self, actor: User, number: int) -> None:
        self._report(number, self_disclosed=number % 4 == 0)

    def something_is_alleged(self, actor: User, number: int) -> None:
        self._report(number, determination="alleged", category="unsafe_goods", culpability="negligence")

    def _report(self, number: int, **fields: object) -> None:
        source = (("cbp", "agency"), ("cbp", "agency"), ("bazaar", "marketplace"))[number % 3]
        with clock.at(self.now):
            batch = recording(*source)
            found(self.shipper, recorded=batch, **fields)
            self.batches.append(batch)
        self.time_works()

    def a_report_is_taken_back(self, actor: User, number: int) -> None:
        if self.batches:
            batch = self.batches[number % len(self.batches)]
            cases = Case.objects.filter(revisions__recording=batch).values_list("pk", flat=True)
            about = [("case", pk) for pk in cases]
            self.attempt(recording_reverse, actor, about, recording_id=batch.pk, reason="It was another's.")
