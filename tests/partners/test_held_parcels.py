"""One answer about one number: while a party of a list is confirmed, whoever asks reads that parcels are examined."""

import gzip
import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from joserfc import jws

from apps.core import clock
from apps.core.verification import checks
from apps.ledger.services import violation_determine
from apps.partners.snapshots.services import snapshot_make
from apps.screening.models import BusinessHit, HitState
from apps.shippers.models import Shipper
from apps.standing.members.services import standing_enroll
from apps.standing.models import Change, Standing
from tests.outbox import deliver
from tests.partners.client import PartnerClient, partner_client
from tests.people import signed_in, staff
from tests.screening.hits import confirmed, found
from tests.standing.evaluations import enrolled, owner_of
from tests.targeting.declarations import assessed, declaration

# What pages say of a business whose parcels are all examined.
EXAMINED = re.compile("Every parcel is examined|All your parcels are examined")
ABOUT_EXAMS = {"exam_rate", "front_of_line"}


@pytest.fixture
def partner() -> PartnerClient:
    return partner_client("status:read", "risk:assess")


@pytest.fixture
def member(partner: PartnerClient) -> Shipper:
    made = enrolled(tier=2)
    partner.follow(made)
    deliver()
    return made


def status(partner: PartnerClient, member: Shipper) -> dict:
    return partner.get(f"/api/v1/shippers/{member.ksn}").json()


def codes(answer: dict) -> set[str]:
    return {benefit["code"] for benefit in answer["benefits"]}


def test_every_answer_about_a_number_says_that_its_parcels_are_examined(partner, member):
    before = status(partner, member)
    assert codes(before) >= ABOUT_EXAMS
    assert "examine_all" not in before
    confirmed(staff("officer"), member)
    deliver()
    (parcel,) = assessed(partner, declaration(ksn=member.ksn))
    assert (parcel.outcome, parcel.must_open) == ("do_not_load", True)

    single = status(partner, member)
    (batch,) = partner.send("/api/v1/status-checks", {"ksns": [member.ksn]}).json()["results"]
    token = partner.get(f"/api/v1/shippers/{member.ksn}", headers={"Accept": "application/jwt"}).content.decode()
    signed = json.loads(jws.extract_compact(token.encode()).payload)
    place = partner.feed()["results"][-1]
    snapshot = snapshot_make(partner_id=partner.credentials.partner.pk)
    assert snapshot
    (line,) = [each for each in gzip.decompress(bytes(snapshot.content)).splitlines() if member.ksn.encode() in each]
    for answer in (single, batch, signed, place, json.loads(line)):
        assert answer["examine_all"] is True
    for answer in (single, batch, signed):
        assert not codes(answer) & ABOUT_EXAMS
        assert (answer["status"], answer["tier"]) == ("active", 2)
    assert place["reasons"] == ["examined_fully"]
    for told in (json.dumps([single, batch, signed, place]), line.decode()):
        assert "list" not in told
        assert "screen" not in told


def test_people_who_verify_a_number_and_the_business_read_that_parcels_are_examined(partner, member):
    addresses = [
        (Client(), f"{reverse('portal:verify')}?ksn={member.ksn}"),
        (signed_in(owner_of(member)), reverse("portal:certificate", args=[member.pk])),
        (signed_in(owner_of(member)), reverse("portal:shipper", args=[member.pk])),
    ]
    for client, address in addresses:
        assert not EXAMINED.search(client.get(address).content.decode())
    confirmed(staff("officer"), member)
    deliver()
    for client, address in addresses:
        assert EXAMINED.search(client.get(address).content.decode())
    assert "restricted" not in Client().get(addresses[0][1]).content.decode()


def test_parcels_are_examined_as_before_once_the_party_is_found_to_be_another(partner, member):
    before, officer = status(partner, member), staff("officer")
    hit = confirmed(officer, member)
    deliver()
    violation_determine(actor=officer, case_id=hit.case_id, fact={"determination": "reversed"}, reason="Another one.")
    deliver()
    after = status(partner, member)
    assert (after["benefits"], "examine_all" in after) == (before["benefits"], False)
    assert partner.feed()["results"][-1]["reasons"] == ["examined_as_before"]
    assert checks()["standings"]().differences == []


def test_a_possible_match_changes_no_answer_until_an_officer_decides(partner, member):
    before = status(partner, member)
    found(member)
    deliver()
    assert status(partner, member) | {"as_of": 0, "valid_until": 0} == before | {"as_of": 0, "valid_until": 0}


def test_a_business_that_joins_with_a_confirmed_party_begins_with_every_parcel_examined():
    shipper = enrolled()
    joining = Shipper.objects.create(name="Quiet Harbor Goods", country="US", ksn="KS7Q4M2XWA9V")
    BusinessHit.objects.create(
        **{name: getattr(found(shipper), name) for name in ("entry", "name", "roles", "party_digest", "entry_version")},
        shipper=joining,
        state=HitState.CONFIRMED,
        score=1,
        probability=1,
        parts=[],
        found_at=clock.now(),
    )
    standing_enroll(shipper_ids=[joining.pk])
    assert Standing.objects.get(pk=joining.pk).parcels_held
    assert Change.objects.filter(shipper=joining).latest("pk").examine_all
