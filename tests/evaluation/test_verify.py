"""`verify` names a planted fault of each kind, with the row, the kept value and the expected value."""

from datetime import date

import pytest
from django.db import connection, transaction

from apps.benefits.services import months_measure
from apps.core import clock
from apps.core.verification import VerificationResult, checks
from apps.evaluation.models import Evaluation
from apps.evaluation.services import evaluate_due, evaluate_shippers
from apps.ledger.models import Seller
from apps.ledger.services import seller_link, sellers_move
from apps.shippers.models import Shipper
from tests.evaluation.ledger import entry, member, parcels, report, violation
from tests.outbox import deliver

# A table, the SET of the fault, and what the check says of it. Each fault is in one row, the last of the table.
FAULTS = {
    "evaluations": [
        ("evaluation_evaluation", "enter = 2", "enter is stored as 2, and 1 by the entries"),
        ("evaluation_evaluation", "keep = 2", "keep is stored as 2"),
        ("evaluation_evaluation", "suspend = true", "suspend is stored as True, and False"),
        ("evaluation_evaluation", "quiet_until = '2040-01-01'", "quiet_until is stored as '2040-01-01'"),
        ("evaluation_evaluation", "clean_left = 77", "clean_left is stored as 77"),
        (
            "evaluation_evaluation",
            "findings = jsonb_set(findings, '{0,observed}', '999')",
            "minimum_history.observed is stored as 999, and ",
        ),
        (
            "evaluation_evaluation",
            "findings = jsonb_set(findings, '{3,required}', '999')",
            ".required is stored as 999, and ",
        ),
        ("evaluation_evaluation", "findings = findings - 8", "corrective_plan.observed is stored as None, and False"),
        (
            "evaluation_evaluation",
            "findings = jsonb_set(findings, '{4,moves}', '\"2040-01-01\"')",
            ".moves is stored as '2040-01-01', and ",
        ),
    ],
    "watches": [
        ("ledger_watch", "due_since = now()", "due is kept as True, expected False"),
        ("ledger_watch", "clean_left = 12345", "clean_left is kept as 12345, expected "),
        ("ledger_watch", "quiet_until = '2040-01-01'", "quiet_until is kept as '2040-01-01', expected '20"),
        ("ledger_watch", "known_at = NULL", "known_at is kept as None, expected '20"),
    ],
    "standings": [
        ("standing_standing", "tier = 2", "tier is 2, by its changes 1"),
        ("standing_standing", "status = 'suspended'", "status is 'suspended', by its changes 'active'"),
        ("standing_standing", "validated = false", "validated is False, by its changes True"),
        ("standing_change", "tier = 3, action = 'promote'", "tier is 3, expected "),
        ("standing_change", "status = 'suspended'", "status is 'suspended', expected 'active'"),
    ],
    "benefit months": [
        ("benefits_month", "parcels = parcels + 1", "parcels is kept as 1, counted as 0"),
        ("benefits_month", "left_out = left_out + 1", "left_out is kept as 1, counted as 0"),
    ],
    "feed": [("partners_feedentry", "seq = seq + 5", "is the ")],
    "links": [
        ("ledger_seller", "shipper_id = NULL", "kept None, recounted "),
        ("ledger_sellerlink", "shipper_id = (SELECT min(id) FROM shippers_shipper)", "recounted "),
    ],
    "tallies": [("ledger_tally", "evidence = evidence + 1", '"evidence": 2')],
    "cases": [("ledger_case", "revision = revision + 1", '"revision": 2')],
    "parcels": [("ledger_parcel", "discrepant = NOT discrepant", '"discrepant": true')],
}


@pytest.fixture
def program(owner_db: None) -> Shipper:
    """Make a program of some members with a history of every kind, in which nothing differs."""
    today = clock.today()
    other, shipper = member(clock.add_months(today, -9)), member(clock.add_months(today, -6))
    report([{"seller": "S1", "date": clock.add_months(today, -2), "reference": f"S{number}"} for number in range(9)])
    parcels(shipper, clock.add_months(today, -4), 30, drawn="clean")
    parcels(other, clock.add_months(today, -4), 3)
    deliver()
    evaluate_due(limit=9)
    seller_link(seller_id=Seller.objects.get(code="S1").pk, shipper_id=other.pk)
    entry(shipper, today, "validated")
    violation(shipper, today)
    deliver()
    evaluate_due(limit=9)
    evaluate_shippers(shipper_ids=[shipper.pk], as_of=clock.add_months(today, -1))
    sellers_move(from_shipper_id=other.pk, to_shipper_id=shipper.pk)
    deliver()
    evaluate_due(limit=9)
    deliver()
    parcels(shipper, today, 1, drawn="clean")
    months_measure()
    for name, run in checks().items():
        assert run().differences == [], name
    return shipper


def planted(table: str, fault: str) -> None:
    """Plant a fault in the last row of a table, past the triggers that refuse it."""
    key = "ctid" if table == "ledger_tally" else connection.ops.quote_name(_key_of(table))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        last = f"SELECT {key} FROM {table} ORDER BY {key} DESC LIMIT 1"  # noqa: S608 - the words of this module
        cursor.execute(f"UPDATE {table} SET {fault} WHERE {key} = ({last})")  # noqa: S608 - the words of this module
        assert cursor.rowcount == 1


def _key_of(table: str) -> str:
    return {"ledger_watch": "shipper_id", "standing_standing": "shipper_id", "partners_feedentry": "seq"}.get(
        table, "id"
    )


def found(name: str, table: str, fault: str) -> VerificationResult:
    """Return what a check finds of a fault, which is taken back."""
    with transaction.atomic():
        planted(table, fault)
        verdict = checks()[name]()
        transaction.set_rollback(True)
    return verdict


@pytest.mark.slow
def test_every_check_names_each_fault_that_is_planted(program: Shipper) -> None:
    # Seals have tests of their own (`tests/seals/test_verification.py`), and so have files.
    assert FAULTS.keys() | {"files", "seals"} == checks().keys()
    for name, faults in FAULTS.items():
        for table, fault, words in faults:
            verdict = found(name, table, fault)
            assert verdict.compared > 0
            assert any(words in line for line in verdict.differences), (name, fault, verdict.differences)


def test_the_checks_compare_every_evaluation_of_every_member(program: Shipper) -> None:
    assert checks()["evaluations"]().compared == Evaluation.objects.count() > Shipper.objects.count()


def test_an_entry_that_came_after_its_evaluation_must_have_made_the_member_due(program: Shipper) -> None:
    violation(program, date(2026, 1, 5))

    verdict = found("watches", "ledger_watch", "due_since = NULL")

    assert verdict.differences == [f"watch of shipper {program.pk}: due is kept as False, expected True"]
