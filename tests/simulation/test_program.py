"""The simulated program, before anything of it is recorded: a pure function of its arguments."""

import ast
import re
from collections import Counter
from datetime import date, timedelta
from inspect import signature
from pathlib import Path

import pytest

import config.simulation
from apps.accounts.models import User
from apps.ledger.facts import ShipmentFact, ViolationFact, parse_shipment, parse_violation
from apps.ledger.vocabulary import Category, Determination
from config.simulation.members import Staff
from config.simulation.numbers import careers, catalog, happenings, sellers
from config.simulation.numbers.behaviours import BEHAVIOURS
from config.simulation.numbers.reports import CARRYING
from config.simulation.people import applications
from config.simulation.people.acts import asked as acts_asked
from config.simulation.people.cast import Cast
from config.simulation.people.episodes import EPISODES, STORIES
from config.simulation.people.episodes.due_process import CALL_DAYS, change_propose

END = date(2026, 11, 20)
DAYS = 200
SIMULATION = Path(config.simulation.__file__).parent


def program(*, seed: int = 7, end: date = END, shippers: int = 24) -> list[happenings.Period]:
    drawn = sellers.draw(shippers=shippers, days=DAYS, seed=seed)
    return list(happenings.periods(drawn, days=DAYS, seed=seed, end=end))


def facts(periods: list[happenings.Period]) -> list[tuple[str, dict]]:
    found = [
        (reporter, fact.raw)
        for period in periods
        for reporter in period.shipments
        for fact in period.shipments[reporter]
    ]
    return found + [("violation", fact.raw) for period in periods for fact in period.violations]


def test_the_same_seed_gives_the_same_program():
    assert facts(program()) == facts(program())
    assert facts(program()) != facts(program(seed=8))


def test_no_chance_of_the_program_depends_on_the_number_of_a_row():
    """The sequences of a database that was used before give other numbers to the same program."""
    asked = [
        ast.unparse(call)
        for path in SIMULATION.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if _draws(call)
    ]
    assert len(asked) > 15
    assert [call for call in asked if re.search(r"\.pk\b|_id\b|\.id\b", call)] == []


def _draws(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "stream"


@pytest.mark.slow
def test_a_later_end_moves_the_program_and_changes_nothing_else():
    moved = facts(program(end=END + timedelta(days=11)))
    for (reporter, raw), (reporter_moved, raw_moved) in zip(facts(program()), moved, strict=True):
        assert reporter == reporter_moved
        assert date.fromisoformat(raw_moved["date"]) - date.fromisoformat(raw["date"]) == timedelta(days=11)
        moments = ("date", "lodged_at", "arrived_at", "released_at")
        assert {k: v for k, v in raw.items() if k not in moments} == {
            k: v for k, v in raw_moved.items() if k not in moments
        }


def test_nothing_happens_after_the_end_or_before_the_start():
    days = {date.fromisoformat(raw["date"]) for _, raw in facts(program())}
    assert max(days) <= END
    assert min(days) > END - timedelta(days=DAYS)


def test_every_fact_is_in_the_words_of_the_ledger_and_nothing_is_odd():
    for reporter, raw in facts(program()):
        whose = raw | {"seller": "one"}
        if reporter == "violation":
            assert isinstance(parse_violation(whose, source="customs", today=END), ViolationFact)
        else:
            parsed = parse_shipment(whose, source=reporter, today=END)
            assert isinstance(parsed, ShipmentFact), parsed
            assert parsed.flags == []


def test_sellers_of_every_behaviour_and_every_size_take_part():
    drawn = sellers.draw(shippers=3000, days=730, seed=1)
    sizes = sorted(seller.parcels for seller in drawn)
    assert sellers.MIN_PARCELS <= sizes[0] < sellers.MIN_PARCELS + 1
    assert sizes[-1] > 5_000
    assert sizes[len(sizes) // 2] < 60
    assert {seller.behaviour.name for seller in drawn} == {behaviour.name for behaviour in BEHAVIOURS}
    assert len({seller.name for seller in drawn}) == 3000


@pytest.mark.parametrize("shippers", [60, 500])
def test_applications_end_in_every_way_and_no_step_is_taken_after_the_end(shippers):
    drawn = sellers.draw(shippers=shippers, days=730, seed=1)
    taken = [careers.steps(seller, days=730, seed=1) for seller in drawn]
    assert {seller.outcome for seller in drawn} == set(careers.CAREERS)
    assert all(0 <= step.day < 730 for steps in taken for step in steps)
    for seller, steps in zip(drawn, taken, strict=True):
        assert (
            tuple(step.action for step in steps)[: len(careers.CAREERS[seller.outcome])]
            == careers.CAREERS[seller.outcome]
        )


@pytest.mark.parametrize("days", [20, 120, 730])
def test_stories_are_told_whole_or_not_at_all(days: int) -> None:
    staff = Staff(officer=User(), second=User(), supervisor=User())
    for told in (*STORIES, *EPISODES):
        befores = [act.when for act in told.acts]
        assert befores == sorted(befores, reverse=True), "the acts of a story are in the order of their days"
        steps = [step.day for step in told.steps(Cast([], staff), days)]
        assert steps in ([], sorted({days - 1 - before for before in befores}))
        assert all(0 <= day < days for day in steps)


def test_acts_of_stories_say_what_their_services_ask_for_and_nothing_else() -> None:
    acts = [act for told in (*STORIES, *EPISODES) for act in told.acts]
    for act in (*acts, *(act for step in applications.STEPS.values() for act in step)):
        known = {name: None for name in acts_asked(act.service) if name not in act.given}
        signature(act.service).bind(**act.given, **known)
        cases = {name for name in known if name.endswith("_id")}
        assert known.keys() - cases <= {"turn", "actor", "language"}, act
        assert len(cases - {"shipper_id"}) <= 1, act


def test_steps_of_careers_have_acts() -> None:
    taken = {action for actions in careers.CAREERS.values() for action in actions}
    visits = [*careers.VISITS.values(), *careers.UNDER_WAY]
    taken |= {action for visit in visits for _day, action in visit}
    assert taken | {"tell_more", "annual_review"} == set(applications.STEPS)


def test_days_of_a_call_pass_after_each_proposal_of_a_story() -> None:
    for told in (*STORIES, *EPISODES):
        proposed = [act.when for act in told.acts if act.service is change_propose and not told.role.assured]
        passed = {act.when for act in told.acts}
        assert all(max(0, before - CALL_DAYS) in passed for before in proposed)


def test_one_seller_alone_makes_a_program():
    assert facts(program(shippers=1))


def test_a_parcel_is_told_of_by_several_reporters():
    told: dict[tuple, set] = {}
    for reporter, raw in facts(program()):
        if reporter != "violation":
            told.setdefault((raw["issuer"], raw["reference"]), set()).add(reporter)
    kinds = {party.code: party.kind for party in (*CARRYING, catalog.AGENCY)}
    alongside = Counter(kinds[reporter] for reporters in told.values() if len(reporters) > 1 for reporter in reporters)
    assert set(alongside) == {"agency", "carrier", "broker", "marketplace"}


@pytest.mark.slow
def test_violations_are_of_every_severity_and_determined_after_they_were_alleged():
    drawn = sellers.draw(shippers=200, days=730, seed=3)
    periods = list(happenings.periods(drawn, days=730, seed=3, end=END))
    violations = [fact.raw for period in periods for fact in period.violations]
    assert {raw["category"] for raw in violations} == set(Category.values)
    assert {raw["determination"] for raw in violations} == set(Determination.values)
    assert len({raw["culpability"] for raw in violations}) == 4
    assert len({raw["attribution"] for raw in violations}) == 4
    assert {raw["self_disclosed"] for raw in violations} == {True, False}
    seen: dict[str, list[str]] = {}
    for raw in violations:
        seen.setdefault(raw["reference"], []).append(raw["determination"])
    caught = {raw["reference"] for raw in violations if raw["category"] == Category.NARCOTICS}
    assert all(stages[0] == Determination.ALLEGED for reference, stages in seen.items() if reference not in caught)
    assert max(len(stages) for stages in seen.values()) == 2
