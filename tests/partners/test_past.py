"""What the API says of a past day: the standing, the answers of the rules then and now, and what became known later."""

import pytest

from apps.core import clock
from apps.partners.models import FurtherLook, Look
from apps.shippers.models import Shipper
from apps.shippers.services import consent_give
from apps.standing.services import standing_enroll
from tests.evaluation.ledger import member, parcels, violation
from tests.partners.client import PartnerClient
from tests.people import seller, signed_in, staff
from tests.standing.evaluations import enrolled, owner_of


def address(shipper: Shipper) -> str:
    return f"/api/v1/shippers/{shipper.ksn}/past"


def consent(shipper: Shipper, *scopes: str) -> None:
    for scope in scopes:
        consent_give(actor=owner_of(shipper), shipper_id=shipper.pk, scope=scope, audience="carrier")


def refusal(partner: PartnerClient, shipper: Shipper) -> tuple[int, str]:
    answer = partner.get(address(shipper))
    return answer.status_code, answer.json()["type"].split("/")[-1]


def test_the_past_needs_the_consent_to_the_past_and_to_the_facts(partner):
    shipper = enrolled(tier=2)
    assert refusal(partner, shipper) == (403, "no-consent")
    consent(shipper, "past")
    assert refusal(partner, shipper) == (403, "no-consent")
    consent(shipper, "facts")

    told = partner.get(address(shipper))

    assert (told.status_code, told.json()["ksn"], told.json()["standing"]["tier"]) == (200, shipper.ksn, 2)
    looks = FurtherLook.objects.filter(partner=partner.credentials.partner).values_list("kind", "told")
    today = clock.today().isoformat()
    assert set(looks) == {("past", "no_consent"), ("past", today), ("facts", "no_consent"), ("facts", "told")}
    assert Look.objects.filter(partner=partner.credentials.partner, ksn=shipper.ksn).count() == 3


def test_what_became_known_later_stands_beside_the_rules_that_it_changed():
    start, day = clock.add_months(clock.today(), -8), clock.add_days(clock.today(), -40)
    with clock.at(clock.start_of(start)):
        shipper = member(start)
        standing_enroll(shipper_ids=[shipper.pk])
        parcels(shipper, start, 12, drawn="clean")
    with clock.at(clock.start_of(clock.add_days(day, 10))):
        violation(shipper, clock.add_days(day, -5), category="origin")

    officer = signed_in(staff("officer"))
    told = officer.get(address(shipper), {"as_of": day.isoformat()}).json()

    (entry,) = told["known_later"]
    assert (entry["kind"], entry["facts"]["category"]) == ("violation", "origin")
    assert "points" in entry["changed"]
    assert (told["as_of"], told["policy_version"], told["standing"]["status"]) == (day.isoformat(), 1, "active")
    assert told["by_then"]["known_at"] < entry["known_from"] < told["by_now"]["known_at"]
    points = [
        next(finding["observed"] for finding in told[side]["findings"] if finding["rule"] == "points")
        for side in ("by_then", "by_now")
    ]
    assert points[0] < points[1]
    known = {"as_of": day.isoformat(), "known_at": clock.add_days(day, 20).isoformat()}
    assert officer.get(address(shipper), known).json()["known_later"] == []


def test_the_own_team_reads_its_past_and_nobody_else_does():
    shipper = enrolled(tier=1)
    assert signed_in(owner_of(shipper)).get(address(shipper)).json()["standing"]["tier"] == 1
    assert signed_in(seller("other@shop.example")).get(address(shipper)).status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        {"as_of": "yesterday"},
        {"as_of": "2026-02-30"},
        {"as_of": "2026-01-31T12:00:00Z"},
        {"as_of": "2999-01-01"},
        {"known_at": "2999-01-01"},
        {"known_at": "noon"},
    ],
)
def test_days_that_can_not_be_are_refused_by_name(asked):
    shipper = enrolled()
    told = signed_in(owner_of(shipper)).get(address(shipper), asked)
    assert (told.status_code, list(told.json()["errors"])) == (422, list(asked))


def test_a_day_before_the_first_policy_is_not_known():
    shipper = enrolled()
    told = signed_in(owner_of(shipper)).get(address(shipper), {"as_of": "0001-01-01"})
    assert (told.status_code, told.json()["code"]) == (404, "no_policy")
