from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.evaluation.counterevidence import FoundMonth, evidence_found, found_bet
from apps.evaluation.rules import grave_violations
from apps.evaluation.rules import points as rule
from apps.policy.terms import ONE
from tests.evaluation.conftest import terms_with
from tests.evaluation.records import drawn, months, offense, record

FIFTY = months(1, 50, 50)


def test_without_violations_every_tier_is_allowed(terms):
    finding = rule.find(record(), terms)

    assert (finding.enter, finding.keep, finding.observed, finding.moves) == (3, 3, 0, None)


# 50 parcels opened at random stand for 2,500: 50, 81.25 and 162.5 wrong ones allow to enter. Each lowers the evidence
# by a quarter, and each violation raises the evidence against tier 3 by a quarter, so that 99 disprove the tier.
@pytest.mark.parametrize(
    ("count", "enter", "keep"),
    [
        *((50, 3, 3), (51, 2, 3), (81, 2, 3), (82, 1, 3), (98, 1, 3), (99, 1, 2)),
        *((154, 1, 2), (155, 1, 1), (162, 1, 1), (163, 0, 1), (297, 0, 1), (298, 0, 0)),
    ],
)
def test_points_close_the_tiers(terms, count, enter, keep):
    finding = rule.find(record(shipped=FIFTY, offenses=[offense()] * count), terms)

    assert (finding.enter, finding.keep) == (enter, keep)


def test_parcels_that_nobody_opened_allow_nothing(terms):
    few, many = (rule.find(record(shipped=months(2, size), offenses=[offense()]), terms) for size in (10, 50_000))

    assert (few.enter, few.keep) == (many.enter, many.keep) == (0, 3)


def test_what_the_member_disclosed_has_no_points_unless_it_is_a_grave_act(terms):
    disclosed = [offense(self_disclosed=True)] * 40 + [offense(self_disclosed=True, culpability="fraud")]

    assert rule.find(record(offenses=disclosed), terms).observed == 0
    assert grave_violations.find(record(offenses=disclosed), terms).observed == 1


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3)), min_size=1, max_size=12), st.integers(1, 3))
def test_evidence_of_what_is_found_gains_nothing_on_average_where_all_that_is_wrong_is_found(terms, history, tier):
    """At the allowed share, with every wrong parcel found, the expected factor of a parcel is at most 1."""
    allowed = 1 - terms.requirement(tier).compliance / ONE
    least = terms.least_exams.share_exact
    begun = [FoundMonth(drawn, (ONE,) * found) for drawn, found in history]
    now, wrong, opened = (
        float(evidence_found([*begun, FoundMonth(*last)], terms.requirement(tier).compliance, least))
        for last in ((0, ()), (0, (ONE,)), (1, ()))
    )
    # The month of the wrong parcel begins one bet more, whose stake is 1.
    gain = float(found_bet(terms.requirement(tier).compliance, least))
    wrong -= 1 + gain
    if 1 < now < 100_000:
        share = least / ONE
        kept = opened / now
        assert (1 + allowed * (wrong / now - 1)) * (1 + share * (kept - 1)) <= 1 + 1e-4


def test_a_finding_of_an_exam_at_random_has_no_points(terms):
    assert rule.find(record(offenses=[offense(drawn=drawn())]), terms).observed == 0


def test_fraud_and_gross_negligence_are_left_to_their_own_rule(terms):
    acts = [offense(culpability="fraud"), offense(culpability="gross_negligence")]

    assert rule.find(record(offenses=acts), terms).observed == 0
    assert grave_violations.find(record(offenses=acts), terms).observed == 6


@pytest.mark.parametrize(
    ("fields", "points"),
    [
        ({"severity": "major"}, 3),
        ({"severity": "minor"}, 0.2),
        ({"culpability": "clerical"}, 0.2),
        ({"attribution": "broker"}, 0.5),
        ({"attribution": "third_party"}, 0.1),
        ({"self_disclosed": True}, 0),
        ({"severity": "minor", "culpability": "clerical", "attribution": "broker"}, 0.02),
        ({"age": 11}, 1),
        ({"age": 12}, 0.5),
        ({"age": 24}, 0),
    ],
)
def test_the_points_are_the_product_of_the_factors(terms, fields, points):
    assert rule.find(record(offenses=[offense(**fields)]), terms).observed == points


def test_a_tie_is_decided_exactly(terms):
    """Fifteen times 0.2 is not 3 in binary; 3 points for three exams are what tier 3 allows."""
    faults = [offense(severity="minor")] * 15

    assert rule.find(record(shipped=months(1, 3, 3), offenses=faults), terms).enter == 3
    assert rule.find(record(shipped=months(1, 3, 3), offenses=[*faults, offense(severity="minor")]), terms).enter == 2


def test_the_points_move_with_age(terms):
    assert rule.find(record(offenses=[offense(age=3), offense(age=20)]), terms).moves == date(2027, 3, 1)


def test_the_exams_in_the_path_suffice_and_one_fewer_does_not(terms):
    faults = [offense()] * 5
    finding = rule.find(record(offenses=faults), terms)

    def with_exams(exams: int) -> int:
        return rule.find(record(shipped=months(1, exams, exams), offenses=faults), terms).enter

    assert with_exams(finding.clean_enter) == finding.enter + 1
    assert with_exams(finding.clean_enter - 1) == finding.enter


def test_the_finding_moves_when_the_exams_that_allow_the_points_leave(terms):
    finding = rule.find(record(shipped=months(1, 50, 50, end=23), offenses=[offense()] * 2), terms)

    assert (finding.enter, finding.moves) == (3, date(2026, 12, 1))


def test_exams_drawn_under_a_smaller_least_share_stand_for_as_many_parcels_as_then(terms):
    more, fewer = (terms_with(exams__least_share=share) for share in ("0.05", "0.01"))
    seen = record(shipped=months(12, 10, 10), offenses=[offense()] * 5)
    then = msgspec.structs.replace(seen, least_share=terms.least_exams.share_exact)

    alone, beside = (rule.find(each, more) for each in (seen, then))

    assert beside.required == rule.find(seen, terms).required == pytest.approx(2.5 * alone.required)
    assert beside.detail["evidence"] < alone.detail["evidence"]
    assert rule.find(then, fewer).required == rule.find(seen, fewer).required, "a smaller one counts at once"
