"""The export of the facts of a shipper holds what the rules read, and nothing of others."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.core import clock
from apps.evaluation.facts_export import facts_document
from apps.evaluation.services import evaluate_due
from apps.ledger.models import Parcel, Seller
from apps.ledger.services import parcels_disown, seller_link, sellers_move
from apps.ledger.verification import tallies
from tests.evaluation.ledger import CARRIER, member, parcels, report, violation
from tests.people import staff


def test_the_export_holds_each_fact_with_the_time_from_which_it_is_known():
    shipper = member(clock.add_months(clock.today(), -6))
    day = clock.add_months(clock.today(), -2)
    parcels(shipper, day, 5, drawn="clean")
    violation(shipper, day, category="origin")
    evaluate_due(limit=1)

    told = facts_document(shipper)

    (month,) = told["months"]
    assert (month["month"], month["counts_from"]) == (f"{day:%Y-%m}", day.isoformat())
    assert (month["counts"]["parcels"], month["counts"]["examined"], month["counts"]["discrepant"]) == (5, 5, 0)
    (entry,) = told["violations"]
    assert (entry["category"], entry["determination"], entry["voided"]) == ("origin", "sustained", False)
    assert [entry["kind"] for entry in told["program_entries"]] == ["enrolled"]
    assert [link["reason"] for link in told["links"]] == ["number"]
    (evaluation,) = told["evaluations"]
    assert evaluation["known_at"] >= max(month["known_from"], entry["known_from"])
    assert json.loads(json.dumps(told)) == told


def test_the_export_tells_parcels_drawn_after_a_wrong_one_apart():
    shipper = member(clock.add_months(clock.today(), -6))
    day = clock.add_months(clock.today(), -2)
    (reference,) = parcels(shipper, day, 1, drawn="discrepant", basis="follow_up")
    violation(shipper, day, category="origin", shipment=f"{CARRIER}:{reference}")

    told = facts_document(shipper)

    (month,) = told["months"]
    counts = ("drawn", "drawn_discrepant", "followed", "followed_discrepant")
    assert [month["counts"][name] for name in counts] == [0, 0, 1, 1]
    (parcel,) = told["parcels"]
    assert (parcel["drawn"], parcel["followed"], parcel["discrepant"]) == (False, True, True)


def test_the_export_of_an_earlier_time_leaves_out_what_came_later():
    shipper = member(clock.add_months(clock.today(), -6))
    before = clock.now()
    with clock.at(before + timedelta(hours=1)):
        parcels(shipper, clock.today(), 5)
        violation(shipper, clock.today())
        evaluate_due(limit=1)

    told = facts_document(shipper, known_at=before)

    assert (told["months"], told["violations"], told["evaluations"]) == ([], [], [])
    assert len(told["program_entries"]) == 1


def test_an_allegation_that_was_never_decided_is_not_exported():
    shipper = member(clock.add_months(clock.today(), -6))
    violation(shipper, clock.today(), determination="alleged")

    assert facts_document(shipper)["violations"] == []


def test_a_parcel_that_was_disowned_is_taken_from_its_month():
    shipper = member(clock.add_months(clock.today(), -6))
    parcels(shipper, clock.today(), 2, drawn="clean", basis="follow_up")
    parcels_disown(actor=staff("officer"), parcel_ids=[Parcel.objects.latest("pk").pk], shipper_id=shipper.pk)

    changes = [month["counts"] for month in facts_document(shipper)["months"]]
    assert [(counts["parcels"], counts["followed"]) for counts in changes] == [(2, 2), (-1, -1)]
    assert Parcel.objects.latest("pk").followed
    assert tallies().differences == []


def test_what_is_reported_of_an_identity_after_it_left_is_not_told():
    first, second = member(clock.today()), member(clock.today())
    report([{"seller": "S1", "date": clock.today(), "reference": "A"}])
    seller = Seller.objects.get(code="S1")
    seller_link(seller_id=seller.pk, shipper_id=first.pk)
    sellers_move(from_shipper_id=first.pk, to_shipper_id=second.pk)
    report([{"seller": "S1", "date": clock.today(), "reference": "B"}])

    told = facts_document(first)

    assert [month["counts"]["parcels"] for month in told["months"]] == [1]
    assert [(link["mine"], link["reason"]) for link in told["links"] if link["identity"] == seller.pk] == [
        (True, "proved"),
        (False, None),
    ]
    assert sum(month["counts"]["parcels"] for month in facts_document(second)["months"]) == 2


def test_the_command_prints_the_export_as_json_or_for_people():
    shipper = member(clock.add_months(clock.today(), -6))
    parcels(shipper, clock.today(), 3)

    def run(*arguments: str) -> str:
        output = StringIO()
        call_command("facts_export", *arguments, stdout=output)
        return output.getvalue()

    assert json.loads(run(shipper.ksn, "--json"))["months"][0]["counts"]["parcels"] == 3
    assert "program_entries: 1" in run(shipper.ksn)
    assert "months: 0" in run(shipper.ksn, "--known-at", "2020-01-31T15:00")
    with pytest.raises(CommandError, match="No member has the Known Shipper Number"):
        run("KS0000000000")
    with pytest.raises(CommandError, match="Give a time as"):
        run(shipper.ksn, "--known-at", "yesterday")
