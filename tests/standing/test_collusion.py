"""One person in every role, with an account of their own making, tries whatever takes something from a business.

The business answers, discloses and disowns in between, and time passes. Without a second person nothing is ever taken:
no violation counts that the business did not disclose itself, no standing falls, no goods are watched for, no parcel
leaves a record, and the business is not judged together with another.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from apps.accounts.models import Access, User
from apps.agencies.watchlists import services as watchlists
from apps.agencies.watchlists.models import WatchedGoods
from apps.core import clock
from apps.core.errors import DomainError
from apps.core.files import IdentifiedFile, identify_file
from apps.disputes import services as disputes
from apps.disputes.models import Disclosure, Disowning, Dispute
from apps.ledger.models import Case, Parcel, Violation
from apps.ledger.selectors import controlled_with, suspends_at_once, violations_of
from apps.ledger.services import violation_allege, violation_determine
from apps.ledger.vocabulary import COUNTING, GRAVE
from apps.standing import services as standing
from apps.standing.models import Control, ControlState, ProposedChange, Standing
from apps.standing.services import assurance_settle
from tests.agencies.goods import proposed
from tests.evaluation.ledger import parcels
from tests.people import staff
from tests.standing.controlled import tied_to
from tests.standing.evaluations import enrolled, owner_of
from tests.standing.process import pass_by, suspended_by

ROLES = ("officer", "supervisor", "deputy", "agency officer")
PDF = b"%PDF-1.4\nA report\n%%EOF\n"
TIER = 2
TEXT = {"reasons": "So it is."}


class Collusion(RuleBasedStateMachine):
    """The world of one member, and of one person who has two accounts with every role."""

    people = 1

    def __init__(self) -> None:
        super().__init__()
        self.rolled_back = transaction.atomic()
        self.rolled_back.__enter__()
        self.now = datetime(2026, 3, 2, 15, tzinfo=UTC)
        self.number = 0

    @initialize()
    def everybody_comes(self) -> None:
        with clock.at(self.now):
            self.shipper = enrolled(tier=TIER)
            self.owner = owner_of(self.shipper)
            self.tied = tied_to(self.shipper)
            pass_by()
            self.accounts = [staff(*ROLES, email=f"{name}@staff.example", factor=False) for name in ("one", "other")]
            if self.people == 1:
                Access.objects.create(user=self.accounts[1], actor=self.accounts[0], kind=Access.Kind.ASKED)
            parcels(self.shipper, clock.today(), 2)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rolled_back.__exit__(None, None, None)

    def attempt(self, act: Callable[..., Any], **given: Any) -> None:
        """Try an act; then let the program do what follows from it."""
        with clock.at(self.now):
            try:
                with transaction.atomic():
                    act(**given)
            except DomainError:
                return
            suspending = [entry.pk for entry in self.counting() if suspends_at_once(entry)]
            if suspending:
                suspended_by(self.shipper, *suspending)
            pass_by()
            assurance_settle()

    def counting(self) -> list[Violation]:
        return [entry for entry in violations_of(self.shipper.pk) if entry.determination in COUNTING]

    def latest(self, model: Any, **wanted: Any) -> int:
        return model.objects.filter(**wanted).order_by("-pk").values_list("pk", flat=True).first() or 0

    def files(self, number: int) -> list[IdentifiedFile]:
        return [identify_file("report.pdf", [PDF])] if number % 2 else []

    @rule(
        what=st.sampled_from(
            [
                *("allege", "determine", "determine", "answer", "decide_answer", "disclose", "decide_disclosure"),
                *("propose", "respond", "decide", "decide", "confirm", "review", "watch", "confirm_watch"),
                *("disown", "recommend_disowning", "accept_disowning", "time_passes"),
                *("join", "answer_to_join", "bind"),
            ]
        ),
        who=st.integers(0, 1),
        number=st.integers(0, 23),
    )
    def something_is_tried(self, what: str, who: int, number: int) -> None:
        getattr(self, what)(self.accounts[who], number)

    def time_passes(self, actor: User, number: int) -> None:
        self.now += timedelta(days=(1, 9, 31)[number % 3])
        with clock.at(self.now):
            pass_by()
            assurance_settle()

    def allege(self, actor: User, number: int) -> None:
        self.number += 1
        fact = {"reference": f"NY-{self.number}", "ksn": self.shipper.ksn, "date": clock.day_of(self.now)}
        fact |= {"category": ("narcotics", "counterfeit")[number % 2], "basis": ("seizure", "finding")[number % 3 > 0]}
        fact |= {"culpability": ("negligence", "fraud")[number % 5 > 1]}
        self.attempt(violation_allege, actor=actor, fact=fact, reason="So it is.", files=self.files(number // 2))

    def determine(self, actor: User, number: int) -> None:
        fact = ({"determination": "sustained"}, {"determination": "mitigated"}, {"culpability": "fraud"})[number % 3]
        fact = fact | ({"basis": "seizure"} if number % 4 == 0 else {})
        case_id = self.latest(Case, seller__shipper=self.shipper)
        self.attempt(
            violation_determine, actor=actor, case_id=case_id, fact=fact, reason="So.", files=self.files(number)
        )

    def answer(self, actor: User, number: int) -> None:
        case_id = self.latest(Case, seller__shipper=self.shipper)
        position = ("dispute", "agree", "explain")[number % 3]
        about = {"shipper_id": self.shipper.pk, "case_id": case_id}
        self.attempt(
            disputes.dispute_open, actor=self.owner, **about, final=True, position=position, text="It was not so."
        )

    def decide_answer(self, actor: User, number: int) -> None:
        decision = ("decline", "note", "accept")[number % 3]
        dispute_id = self.latest(Dispute, state="open")
        self.attempt(
            disputes.dispute_decide, actor=actor, dispute_id=dispute_id, decision=decision, outcome="mitigated", **TEXT
        )

    def disclose(self, actor: User, number: int) -> None:
        said = {"category": ("narcotics", "origin")[number % 2], "day": clock.day_of(self.now), "tender": "nothing"}
        self.attempt(
            disputes.disclosure_open, actor=self.owner, shipper_id=self.shipper.pk, text=f"We did {number}.", **said
        )

    def decide_disclosure(self, actor: User, number: int) -> None:
        given = {"decision": "accept", "culpability": ("negligence", "fraud", "gross_negligence")[number % 3]}
        disclosure_id = self.latest(Disclosure, state="open")
        self.attempt(disputes.disclosure_decide, actor=actor, disclosure_id=disclosure_id, **given, **TEXT)

    def propose(self, actor: User, number: int) -> None:
        kind = ("suspension", "removal", "validation")[number % 3]
        cases = [self.latest(Case, seller__shipper=self.shipper)]
        self.attempt(standing.change_propose, actor=actor, shipper_id=self.shipper.pk, kind=kind, cases=cases, **TEXT)

    def respond(self, actor: User, number: int) -> None:
        self.attempt(
            standing.change_respond,
            final=True,
            actor=self.owner,
            change_id=self.latest(ProposedChange),
            response="It was not so.",
        )

    def decide(self, actor: User, number: int) -> None:
        change_id = self.latest(ProposedChange)
        decision = ("uphold", "recommend", "agree", "reduce")[number % 4]
        if decision == "recommend":
            self.attempt(standing.change_recommend, actor=actor, change_id=change_id, **TEXT)
            return
        less = {"reduce_to": "conditional"} if decision == "reduce" else {}
        self.attempt(standing.change_decide, actor=actor, change_id=change_id, decision=decision, **less, **TEXT)

    def confirm(self, actor: User, number: int) -> None:
        self.attempt(standing.suspension_confirm, actor=actor, change_id=self.latest(ProposedChange))

    def review(self, actor: User, number: int) -> None:
        change_id = self.latest(ProposedChange)
        self.attempt(standing.suspension_review, actor=actor, change_id=change_id, decision="continue", **TEXT)

    def watch(self, actor: User, number: int) -> None:
        last_day = clock.add_days(clock.day_of(self.now), (5, 90, 91, 400)[number % 4])
        self.attempt(proposed, officer=actor, name=self.shipper.name, phrases=self.shipper.name, last_day=last_day)

    def confirm_watch(self, actor: User, number: int) -> None:
        self.attempt(watchlists.goods_confirm, actor=actor, goods_id=self.latest(WatchedGoods))

    def disown(self, actor: User, number: int) -> None:
        parcel_id = self.latest(Parcel, seller__shipper=self.shipper)
        about = {"shipper_id": self.shipper.pk, "parcel_id": parcel_id}
        self.attempt(
            disputes.disowning_open, actor=self.owner, **about, text="It is not ours.", files=self.files(number)
        )

    def recommend_disowning(self, actor: User, number: int) -> None:
        disowning_id = self.latest(Disowning, state="open")
        self.attempt(
            disputes.disowning_recommend, actor=actor, disowning_id=disowning_id, files=self.files(number), **TEXT
        )

    def accept_disowning(self, actor: User, number: int) -> None:
        disowning_id = self.latest(Disowning, state="open")
        self.attempt(disputes.disowning_decide, actor=actor, disowning_id=disowning_id, decision="accept", **TEXT)

    def join(self, actor: User, number: int) -> None:
        ids = [each.pk for each in self.tied]
        self.attempt(standing.control_propose, actor=actor, shipper_ids=ids, **TEXT)

    def answer_to_join(self, actor: User, number: int) -> None:
        control_id = self.latest(Control, state=ControlState.PROPOSED)
        position = ("contests", "agrees")[number % 2]
        for shipper in self.tied:
            about = {"shipper_id": shipper.pk, "control_id": control_id}
            text = "They are not ours."
            self.attempt(
                standing.control_respond, actor=owner_of(shipper), **about, position=position, text=text, final=True
            )

    def bind(self, actor: User, number: int) -> None:
        about = {"control_id": self.latest(Control), "shipper_ids": [each.pk for each in self.tied]}
        self.attempt(standing.control_bind, actor=actor, **about, **TEXT)

    def rules_proposed(self) -> bool:
        """Say whether the rules themselves proposed a lower tier, since nothing was opened at random or visited: then
        the officer who decides is not alone (`change.second_officer_demotion`).
        """
        return ProposedChange.objects.filter(shipper=self.shipper, kind="demotion", proposed_by=None).exists()

    def taken(self) -> list[str]:
        """Say what one person should not have been able to take."""
        held = Standing.objects.get(pk=self.shipper.pk)
        found = {
            "status": held.status != "active",
            "tier": held.tier != TIER and not self.rules_proposed(),
            "violation": any(not entry.self_disclosed or entry.culpability in GRAVE for entry in self.counting()),
            "watch": WatchedGoods.objects.filter(state="watched").exists(),
            "parcel": Disowning.objects.filter(state="accepted").exists(),
            "alone": len(controlled_with([self.shipper.pk])[self.shipper.pk]) > 1,
        }
        return [name for name, was_taken in found.items() if was_taken]


class Alone(Collusion):
    """The world in which both accounts are of one person."""

    @invariant()
    def nothing_is_taken(self) -> None:
        if hasattr(self, "shipper"):
            assert self.taken() == []


def run(world: type[Collusion], *, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        world,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
def test_one_person_in_every_role_takes_nothing() -> None:
    run(Alone, examples=8, steps=30)


@pytest.mark.soak
def test_one_person_in_every_role_takes_nothing_in_long_histories() -> None:
    run(Alone, examples=60, steps=80)


@pytest.mark.slow
def test_two_persons_take_all_of_it_by_the_same_acts() -> None:
    """Otherwise the acts above would be refused for another reason."""

    class Two(Collusion):
        people = 2

    world = Two()
    world.everybody_comes()
    one, other = world.accounts
    try:
        world.watch(one, 0)
        world.confirm_watch(other, 0)
        world.disown(one, 1)
        world.recommend_disowning(one, 1)
        world.accept_disowning(other, 0)
        world.allege(one, 6)
        world.determine(other, 3)
        world.join(one, 0)
        world.answer_to_join(one, 0)
        world.bind(other, 0)
        assert set(world.taken()) == {"status", "violation", "watch", "parcel", "alone"}
    finally:
        world.teardown()
