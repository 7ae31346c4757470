"""The words of an explanation: officers read of the business, and sellers of themselves."""

import re
from datetime import date

import pytest

from apps.evaluation.formats import Reader
from apps.evaluation.record import DeclaredMonth, Record, record_of
from apps.evaluation.rules import ACT_RULES, RULES, judge
from tests.evaluation.records import TODAY, months, months_ago, offense, record, wrong

SELLERS_WORDS = re.compile(r"\b(you|your|yours|yourself)\b", re.IGNORECASE)
ENTERED = ("enrolled", date(2020, 1, 1))
# Between them, these records bring forth each sentence of each rule.
RECORDS = {
    "no member": record(),
    "new member": record(("enrolled", date(2026, 10, 1))),
    "review due": record(("enrolled", date(2025, 11, 24))),
    "review overdue": record(("enrolled", date(2025, 4, 2)), ("plan_opened", date(2026, 5, 1))),
    "good": record(
        ENTERED, ("validated", date(2026, 1, 5)), ("annual_review", date(2026, 10, 1)), shipped=months(36, 900, 40)
    ),
    "wrong": record(ENTERED, ("screening_hold", date(2026, 5, 1)), shipped=months(12, 100, 20, 2), offenses=wrong(12)),
    "undeclared": record_of(TODAY, [], [], declared=[DeclaredMonth(months_ago(1), 900, 800, 10)]),
    "critical": record(ENTERED, offenses=[offense(severity="critical", culpability="fraud", basis="seizure")]),
}


@pytest.mark.parametrize("case", RECORDS.values(), ids=RECORDS)
def test_no_sentence_for_officers_speaks_to_a_seller(terms, case: Record):
    answer = judge(case, terms)
    told = [RULES[each.rule].sentence(each, Reader.OFFICER) for each in answer.findings]
    steps = [ACT_RULES[each.rule].act(each, Reader.OFFICER) for each in answer.findings if each.rule in ACT_RULES]
    assert [text for text in told + steps if SELLERS_WORDS.search(text)] == []


def test_a_seller_reads_of_its_own_parcels(terms):
    finding = RULES["minimum_history"].find(RECORDS["good"], terms)
    assert "of your parcels" in RULES["minimum_history"].sentence(finding)
    assert "parcels of the business" in RULES["minimum_history"].sentence(finding, Reader.OFFICER)
