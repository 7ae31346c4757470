"""Acts of third parties after notice: they weigh as the seller's own, here and in the evaluator of strangers."""

import json
from datetime import date, timedelta
from types import ModuleType
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core import clock
from apps.evaluation.conventions import policy_with_conventions
from apps.evaluation.facts_export import facts_document
from apps.evaluation.offenses import offense_of
from apps.evaluation.record import Offense
from apps.evaluation.selectors import RecordQuestion, facts_now, records_at, records_now
from apps.evaluation.services import evaluate_shippers
from apps.evaluation.third_parties import NOTICE_DAYS, NOTICE_MONTHS, weighed_after_notice
from apps.evaluation.weight_text import weight_text
from apps.ledger.models import Violation
from apps.partners.facts_answers import FactsAnswer
from apps.partners.policy_answers import PolicyAnswer
from apps.policy.models import Policy
from apps.policy.selectors import Calendar, policy_on, terms_of
from apps.shippers.models import Shipper
from tests.evaluation.ledger import member, parcels, violation
from tests.evaluation.records import offense
from tests.evaluation.test_evaluator import evaluator as evaluator

DAY = date(2026, 9, 15)


def laid(day: date, *, on: str = "broker", category: str = "origin", told: date | None = None) -> Offense:
    """Return a violation that was laid on somebody, put on record a week later unless `told` says when."""
    number = day.year * 12 + day.month - 1
    told = told or (None if on == "seller" else day + timedelta(days=7))
    return offense(day=day, month=number, attribution=on, category=category, told=told)


def weighed(*offenses: Offense) -> list[str]:
    return [each.attribution for each in weighed_after_notice(offenses)]


def test_act_of_a_third_party_weighs_as_ones_own_only_after_notice_and_the_time_to_see_to_it() -> None:
    first = laid(DAY, told=DAY + timedelta(days=7))
    for days, whose in ((0, "broker"), (7, "broker"), (7 + NOTICE_DAYS, "broker"), (8 + NOTICE_DAYS, "seller")):
        assert weighed(first, laid(DAY + timedelta(days=days))) == [whose, whose], days


def test_acts_within_the_time_to_see_to_it_stay_with_the_third_party_until_another_follows() -> None:
    acts = [laid(DAY), laid(DAY + timedelta(days=20))]
    assert weighed(*acts) == ["broker", "broker"]
    assert weighed(*acts, laid(DAY + timedelta(days=70))) == ["seller", "seller", "seller"]


def test_act_dated_ahead_is_no_notice_of_itself() -> None:
    ahead = laid(DAY + timedelta(days=90), told=DAY)
    assert weighed(ahead, ahead) == ["broker", "broker"]


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(-60, 90), st.sampled_from(["broker", "carrier"]))))
def test_pairs_of_acts_say_the_same_as_the_fast_search(acts: list[tuple[int, int, str]]) -> None:
    rows = [
        laid(DAY + timedelta(days=after), on=on, told=DAY + timedelta(days=after + told)) for after, told, on in acts
    ]

    def gave_notice(earlier: Offense, later: Offense) -> bool:
        told = max(earlier.told or date.max, earlier.day) + timedelta(days=NOTICE_DAYS)
        in_time = later.month - earlier.month <= NOTICE_MONTHS
        return earlier.attribution == later.attribution and told < later.day and in_time

    own = [any(gave_notice(other, row) or gave_notice(row, other) for other in rows) for row in rows]
    assert weighed(*rows) == ["seller" if mine else row.attribution for mine, row in zip(own, rows, strict=True)]


@pytest.mark.parametrize("other", [{"on": "carrier"}, {"category": "marking"}, {"on": "seller"}])
def test_another_kind_of_act_or_of_third_party_is_no_notice(other: dict[str, str]) -> None:
    later = laid(DAY)
    assert weighed(laid(DAY - timedelta(days=90), **other), later)[1] == "broker"


def test_notice_is_good_for_a_year_and_each_further_act_is_another() -> None:
    acts = [laid(clock.add_months(DAY, months)) for months in (0, 13, 24, 36, 49)]
    assert weighed(*acts) == ["broker", "seller", "seller", "seller", "broker"]


def test_order_of_the_violations_stays_and_so_do_the_sellers_own() -> None:
    acts = [laid(DAY + timedelta(days=60)), laid(DAY, on="seller"), laid(DAY)]
    assert weighed(*acts) == ["seller", "seller", "seller"]
    assert [each.day for each in weighed_after_notice(acts)] == [each.day for each in acts]


def blamed(shipper: Shipper, day: date, **fields: Any) -> Violation:
    reference = violation(shipper, day, attribution="broker", **fields)
    return Violation.objects.get(case__reference=reference)


@pytest.fixture
def third_parties_blamed() -> Shipper:
    """Return a member with a violation that was laid on its broker 100 days ago, and two of today, one of its kind."""
    long_ago = clock.now() - timedelta(days=100)
    with clock.at(long_ago):
        shipper = member(clock.today())
        parcels(shipper, clock.today(), 3, drawn="clean")
        blamed(shipper, clock.today())
    blamed(shipper, clock.today())
    blamed(shipper, clock.today(), category="marking")
    return shipper


def test_records_of_today_and_of_the_past_and_the_facts_of_a_page_agree(third_parties_blamed: Shipper) -> None:
    calendar, terms = Calendar(), terms_of(policy_on(clock.today()))
    now = records_now([third_parties_blamed.pk], as_of=clock.today(), terms=terms)[third_parties_blamed.pk].offenses
    (then,) = records_at([RecordQuestion(third_parties_blamed.pk, clock.today(), clock.now())], terms=terms)
    facts = facts_now(third_parties_blamed.pk, first=clock.today(), window=terms.windows.longest, calendar=calendar)
    assert [each.attribution for each in now] == ["seller", "seller", "broker"]
    assert list(now) == list(then.offenses) == list(facts.on(clock.today()).offenses)
    entries = Violation.objects.filter(seller__shipper=third_parties_blamed).order_by("pk")
    assert [offense_of(each, calendar).attribution for each in entries] == ["seller", "seller", "broker"]


def test_page_of_the_violation_says_why_it_weighs_as_ones_own(third_parties_blamed: Shipper) -> None:
    first, again, other = Violation.objects.filter(seller__shipper=third_parties_blamed).order_by("pk")
    calendar = Calendar()
    own = violation(third_parties_blamed, clock.today())
    same = weight_text(Violation.objects.get(case__reference=own), calendar, today=clock.today())
    assert weight_text(again, calendar, today=clock.today()).product == same.product
    assert "It weighs as your own doing." in weight_text(again, calendar, today=clock.today()).remark
    assert "It weighs as your own doing." in weight_text(first, calendar, today=clock.today()).remark
    assert "own doing" not in weight_text(other, calendar, today=clock.today()).remark


def test_evaluator_of_strangers_repeats_the_weight_after_notice(
    third_parties_blamed: Shipper, evaluator: ModuleType
) -> None:
    answers = [json.loads(json.dumps(policy_with_conventions(policy))) for policy in Policy.objects.all()]
    policies = {answer["version"]: evaluator.Policy(answer) for answer in answers}
    with clock.at(clock.now() + timedelta(minutes=1)):
        evaluate_shippers(shipper_ids=[third_parties_blamed.pk])
        facts = json.loads(json.dumps(facts_document(third_parties_blamed)))
    (stored,) = facts["evaluations"]
    found = evaluator.evaluate(facts, stored, policies)
    for finding in stored["findings"]:
        kept = {name: finding.get(name, default) for name, default in evaluator.DEFAULTS.items()}
        assert found[finding["rule"]] == kept
    for row in facts["violations"]:
        row["told_on"] = clock.today().isoformat()
    without = evaluator.evaluate(facts, stored, policies)["points"]["observed"]
    (seen,) = (finding for finding in stored["findings"] if finding["rule"] == "points")
    assert without < seen["observed"], "the day of the notice is read"


def test_answers_of_the_api_leave_out_nothing_that_strangers_compute_from(third_parties_blamed: Shipper) -> None:
    evaluate_shippers(shipper_ids=[third_parties_blamed.pk])
    policy = policy_with_conventions(policy_on(clock.today()))
    for told, answer in ((facts_document(third_parties_blamed), FactsAnswer), (policy, PolicyAnswer)):
        sent = msgspec.json.encode(msgspec.convert(told, answer))
        assert json.loads(sent) == json.loads(msgspec.json.encode(told).replace(b"+00:00", b"Z"))
