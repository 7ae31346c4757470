"""The register of reasons: which actions come into it, when, and that nothing in it changes."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator

from apps.applications.models import Decision
from apps.core import clock
from apps.events.models import Event
from apps.measures.reasons import generalization
from apps.measures.reasons.actions import actions_final
from apps.measures.reasons.files import SCHEMA, json_of, table_of
from apps.measures.reasons.models import RegisteredAction, RegisterPart, RegisterRow
from apps.measures.reasons.selectors import register_groups, register_parts, register_rows
from apps.measures.tasks import release_reasons
from apps.standing.services import change_appeal, change_decide, change_respond, standing_appeal_decide
from tests.applications.answers import denied
from tests.evaluation.ledger import member, violation
from tests.people import seller, staff
from tests.standing.evaluations import change_proposed, enrolled, owner_of

# More than the longest time to appeal, and the month of delay.
LATER = timedelta(days=150)
# Decisions that share one ground wait so long for others.
MUCH_LATER = LATER + timedelta(days=300)


def removed(officer, second, *, decision: str = "uphold", respond: bool = True):
    shipper = enrolled()
    change = change_proposed(actor=officer, shipper_id=shipper.pk, kind="removal", reasons="No records were kept.")
    if respond:
        change_respond(final=True, actor=owner_of(shipper), change_id=change.pk, response="We kept them.")
    return change_decide(actor=second, change_id=change.pk, decision=decision, reasons="So it is.")


@pytest.fixture
def officers():
    return staff("officer"), staff("officer", email="second@staff.example")


def final(after: timedelta = LATER):
    with clock.at(clock.now() + after):
        return {action.kind: action.values for action in actions_final(before=clock.now())}


def test_removal_is_final_when_the_time_to_appeal_is_over(officers) -> None:
    removed(*officers)
    assert final(timedelta(days=80)) == {}
    assert final()["proposedchange"] == {
        "action": "removal",
        "outcome": "upheld",
        "at_once": "no",
        "policy": "1",
        "ground": "officer",
        "rule": "none",
        "response": "used",
        "appeal": "not_used",
        "days": "0-7",
        "begun_by": "person",
        "decided_by": "two_persons",
    }


def test_what_was_withdrawn_is_in_the_register_too(officers) -> None:
    removed(*officers, decision="withdraw")
    found = final(timedelta(days=1))["proposedchange"]
    assert (found["outcome"], found["appeal"]) == ("withdrawn", "not_open")


def test_appealed_removal_waits_for_the_appeal_and_tells_its_end(officers) -> None:
    change = removed(*officers)
    appeal = change_appeal(actor=owner_of(change.shipper), change_id=change.pk, text="Look again.")
    assert final() == {}
    standing_appeal_decide(actor=staff("supervisor"), appeal_id=appeal.pk, decision="grant", reasons="They were kept.")
    found = final()["proposedchange"]
    assert (found["outcome"], found["appeal"]) == ("overturned", "used")


def test_denial_tells_its_ground_and_who_decided(officers) -> None:
    denied(officers[0], seller(), reasons=("criteria",))
    found = final()["decision"]
    denial = Decision.objects.get()
    assert found["ground"] == "denial.criteria"
    assert found["decided_by"] == ("two_persons" if denial.countersigned_by_id else "person")
    assert (found["response"], found["appeal"]) == ("not_open", "not_used")


def test_violation_of_which_nobody_had_notice_is_not_in_the_register() -> None:
    violation(member(clock.today()), clock.today())
    assert final() == {}


@pytest.fixture
def register(monkeypatch) -> RegisterPart:
    """Release a part with ten removals, half of them answered. A row may be of five here, to keep the test short."""
    monkeypatch.setattr(generalization, "MIN_BUSINESSES", 5)
    officers = staff("officer"), staff("officer", email="second@staff.example")
    for number in range(10):
        removed(*officers, decision="withdraw", respond=number % 2 == 0)
    with clock.at(clock.now() + MUCH_LATER):
        release_reasons()
    return RegisterPart.objects.get()


def test_part_comes_once_a_month_and_never_changes(register) -> None:
    assert RegisterRow.objects.count() == RegisteredAction.objects.count() == 10
    assert {row["response"]: row["number"] for row in register_groups()} == {"used": 5, "not_used": 5}
    with clock.at(clock.now() + MUCH_LATER):
        release_reasons()
    with clock.at(clock.now() + MUCH_LATER + timedelta(days=40)):
        release_reasons()
    assert [part.number for part in register_parts()] == [0, 10], "what is in the register does not come again"
    assert Event.objects.filter(kind="measures.register_released").count() == 2
    for rows in (RegisterRow.objects, RegisterPart.objects, RegisteredAction.objects):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.all().delete()


def test_final_action_waits_for_the_month_after_the_next(officers, monkeypatch) -> None:
    monkeypatch.setattr(generalization, "MIN_BUSINESSES", 1)
    monkeypatch.setattr(generalization, "_are_diverse", lambda _actions: True)
    removed(*officers, decision="withdraw")
    month = clock.month_of(clock.today())
    for months, rows in ((1, 0), (2, 1)):
        with clock.at(clock.start_of(clock.add_months(month, months)) + timedelta(hours=1)):
            release_reasons()
        assert RegisterRow.objects.count() == rows


def test_files_follow_their_schema_and_name_no_business(register) -> None:
    content = json_of(register_rows())
    rows = json.loads(content)
    Draft202012Validator(SCHEMA).validate(rows)
    assert len(rows) == 10
    table = b"".join(table_of(register_rows())).decode()
    assert len(table.splitlines()) == 11
    assert "KS" not in table + content.decode()
    assert json_of(register_rows(day=register.day)) == content


def test_reading_actions_takes_few_queries_whatever_their_number(officers) -> None:
    removed(*officers)
    with CaptureQueriesContext(connection) as one:
        final()
    for _number in range(3):
        removed(*officers)
    with CaptureQueriesContext(connection) as many:
        final()
    assert len(many) == len(one)
