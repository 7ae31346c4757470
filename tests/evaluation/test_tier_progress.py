"""How far a record is on the way to a tier, and how much room is left before the tier is lost."""

from hypothesis import given
from hypothesis import strategies as st

from apps.evaluation.imagined_record import record_imagined
from apps.evaluation.rules import EXAM_RULES, RULES, judge, time_in_program
from apps.evaluation.tier_progress import progress_to, room_left
from apps.policy.schema import TIERS
from tests.evaluation.policies import terms_with
from tests.evaluation.records import TODAY

TERMS = terms_with({})
counts = st.integers(0, 120).flatmap(lambda exams: st.tuples(st.just(exams), st.integers(0, min(exams, 8))))


@given(counts, st.sampled_from(TIERS))
def test_way_by_a_rule_is_whole_exactly_where_the_rule_lets_the_record_enter(counts: tuple[int, int], tier: int):
    record = record_imagined(TERMS, today=TODAY, exams=counts[0], wrong=counts[1])
    answer = judge(record, TERMS)
    findings = {str(RULES[finding.rule].TITLE): finding for finding in answer.findings}
    ways = progress_to(tier, record, TERMS, answer)
    assert {str(way.title) for way in ways} == {str(rule.TITLE) for rule in (*EXAM_RULES.values(), time_in_program)}
    for way in ways:
        assert 0 <= way.reached <= 1
        assert (way.reached == 1) == (findings[str(way.title)].enter >= tier), way


def test_way_names_what_there_is_and_what_the_tier_asks_for():
    record = record_imagined(TERMS, today=TODAY, exams=12, wrong=0)
    exams, rate, points, months = progress_to(2, record, TERMS, judge(record, TERMS))
    assert (exams.said, exams.reached) == ("12 exams, asked: 24 exams", 0.5)
    assert rate.said.endswith(", asked: 96.75%")
    assert points.said.startswith("0, allowed: ")
    assert months.said.endswith(", asked: 12 months")


def test_room_shrinks_with_each_wrong_parcel_until_the_rules_no_longer_keep_the_tier():
    found = [judge(record_imagined(TERMS, today=TODAY, exams=100, wrong=wrong), TERMS) for wrong in range(40)]
    rooms = [room_left(answer, 2) for answer in found]
    assert rooms[0] == 1
    assert rooms == sorted(rooms, reverse=True)
    assert [room > 0 for room in rooms] == [answer.keep >= 2 for answer in found]
    assert rooms[-1] == 0
