"""The parents of companies are loaded from a file, and tie businesses to their parent and to its other companies."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from apps.screening.registers.models import RegisterLoad, RegisterParent
from apps.shippers.models import MatchKey, Shipper
from apps.shippers.relations import members_of, values_shared
from apps.shippers.services import profile_part_replace, shipper_create
from tests.people import seller
from tests.screening.registers.gleif import lei_of

DIRECT, ULTIMATE = "IS_DIRECTLY_CONSOLIDATED_BY", "IS_ULTIMATELY_CONSOLIDATED_BY"
NUMBERS = dict.fromkeys(["ein", "lei", "duns", "gln", "eori", "tin", "tax"], "")
COLUMNS = (
    "Relationship.StartNode.NodeID",
    "Relationship.StartNode.NodeIDType",
    "Relationship.EndNode.NodeID",
    "Relationship.EndNode.NodeIDType",
    "Relationship.RelationshipType",
    "Relationship.RelationshipStatus",
    "Registration.InitialRegistrationDate",
    "Registration.LastUpdateDate",
    "Registration.RegistrationStatus",
)


def line(child: str, parent: str, kind: str = DIRECT, status: str = "ACTIVE", day: str = "2026-03-01") -> list[str]:
    return [child, "LEI", parent, "LEI", kind, status, "2020-01-01T00:00:00Z", f"{day}T10:00:00Z", "PUBLISHED"]


@pytest.fixture
def load(tmp_path: Path):
    def loaded(*lines: list[str]) -> dict[str, Any]:
        file, told = io.StringIO(), io.StringIO()
        csv.writer(file).writerows([COLUMNS, *lines])
        path = tmp_path / "rr.csv"
        path.write_text(file.getvalue())
        rejected = tmp_path / "rejected.csv"
        call_command("register_load", path, source="gleif_parents", rejected=rejected, json=True, stdout=told)
        return json.loads(told.getvalue())

    return loaded


def business(number: int) -> Shipper:
    shipper = shipper_create(actor=seller(f"owner{number}@mail.example"))
    profile_part_replace(shipper_id=shipper.pk, part="identifiers", clean=NUMBERS | {"lei": lei_of(number)})
    return shipper


def test_lines_about_parents_are_taken_once_and_later_changes_count(load) -> None:
    lines = [
        line(lei_of(1), lei_of(9)),
        line(lei_of(1), lei_of(9), ULTIMATE),
        line(lei_of(2), lei_of(9), "IS_FUND-MANAGED_BY"),
        line("not an LEI", lei_of(9)),
    ]
    first = load(*lines)
    assert first.items() >= {"read": 4, "added": 2, "changed": 0, "unchanged": 1, "rejected": 1}.items()
    assert load(*lines).items() >= {"added": 0, "changed": 0, "rejected": 1}.items()
    ended = line(lei_of(1), lei_of(9), status="INACTIVE", day="2026-05-01")
    assert load(ended)["changed"] == 1
    assert load(lines[0])["changed"] == 0, "an older file changes nothing"
    assert list(RegisterParent.objects.order_by("kind").values_list("kind", "is_current")) == [
        (DIRECT, False),
        (ULTIMATE, True),
    ]
    assert RegisterLoad.objects.filter(register="gleif_parents").count() == 4


def test_companies_of_one_parent_and_the_parent_itself_are_related(load) -> None:
    one, other, parent, stranger = (business(number) for number in (1, 2, 9, 5))
    load(line(lei_of(1), lei_of(9)), line(lei_of(2), lei_of(9), ULTIMATE), line(lei_of(5), lei_of(8)))
    assert {each.pk for each in members_of(one.pk)} == {other.pk, parent.pk}
    assert members_of(stranger.pk) == []
    (value,) = values_shared([one.pk, other.pk, parent.pk])
    assert (value.kind, value.shown, value.holders) == ("parent", lei_of(9), 3)


def test_business_that_gives_its_number_after_the_load_is_tied_at_once(load) -> None:
    one = business(1)
    load(line(lei_of(1), lei_of(9)), line(lei_of(2), lei_of(9)))
    other = business(2)
    assert [each.pk for each in members_of(other.pk)] == [one.pk]


def test_parent_that_holds_the_company_no_longer_ties_nobody(load) -> None:
    one = business(1)
    business(2)
    load(line(lei_of(1), lei_of(9)), line(lei_of(2), lei_of(9)))
    load(line(lei_of(2), lei_of(9), status="INACTIVE", day="2026-06-01"))
    assert members_of(one.pk) == []
    assert MatchKey.objects.filter(kind="parent").count() == 1
