"""What partners may see of a business, who looked, and the corrections that partners were told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.partners.models import PartnerCorrection
from apps.shippers.models import Consent, Shipper
from apps.shippers.services import consent_give
from tests.disputes.sources import at
from tests.markup import assert_valid
from tests.partners.client import PartnerClient, partner_client
from tests.people import on_team, signed_in
from tests.standing.evaluations import enrolled, evaluated, owner_of
from tests.standing.process import days_on


@pytest.fixture
def lotus() -> Shipper:
    shipper = enrolled(tier=1)
    Shipper.objects.filter(pk=shipper.pk).update(name="Lotus Trading, Inc.")
    return shipper


@pytest.fixture
def portal(lotus: Shipper) -> Client:
    return signed_in(owner_of(lotus))


def page(client: Client, name: str, shop: Shipper, *rest: object, **query: object) -> str:
    answer = client.get(reverse(f"portal:{name}", args=[shop.pk, *rest]), query)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert_valid(text)
    return text


def send(client: Client, shop: Shipper, **typed: object) -> int:
    return client.post(reverse("portal:consents", args=[shop.pk]), typed).status_code


def ask(partner: PartnerClient, shop: Shipper, **query: str) -> dict:
    return partner.get(f"/api/v1/shippers/{shop.ksn}", query).json()


@pytest.mark.slow
def test_a_consent_is_given_and_withdrawn_and_counts_at_once(
    portal: Client, lotus: Shipper, partner: PartnerClient
) -> None:
    name = partner.credentials.partner.name
    assert page(portal, "consents", lotus).count("Nobody may.") == 5
    assert ask(partner, lotus, name="Lotus Trading")["name_match"] is None

    assert send(portal, lotus, scope="name", who=f"partner-{partner.credentials.partner.pk}") == 302
    shown = page(portal, "consents", lotus)
    assert shown.count("Nobody may.") == 4
    assert f"<strong>{name}</strong>" in shown
    assert ask(partner, lotus, name="Lotus Trading")["name_match"] == "yes"

    assert send(portal, lotus, withdraw=Consent.objects.get().pk) == 302
    assert ask(partner, lotus, name="Lotus Trading")["name_match"] is None
    shown = page(portal, "consents", lotus)
    assert shown.count("Nobody may.") == 5
    assert "Withdrawn by" in shown


@pytest.mark.parametrize("who", ["", "partner-999999", "partner", "partner-x", "everybody", "partner-1e9"])
def test_whom_there_is_not_can_not_be_allowed(portal: Client, lotus: Shipper, who: str) -> None:
    assert send(portal, lotus, scope="name", who=who) == 422
    assert not Consent.objects.exists()


@pytest.mark.parametrize("scope", ["", "everything", "NAME"])
def test_an_unknown_scope_gives_no_consent_to_another(portal: Client, lotus: Shipper, scope: str) -> None:
    assert send(portal, lotus, scope=scope, who="carrier") == 422
    assert not Consent.objects.exists()


@pytest.mark.parametrize("number", ["", "x", "0", "999999", "9" * 30])
def test_a_consent_that_is_not_there_is_not_found(portal: Client, lotus: Shipper, number: str) -> None:
    other = enrolled()
    consent_give(actor=owner_of(other), shipper_id=other.pk, scope="name", audience="carrier")
    assert send(portal, lotus, withdraw=number) == 404


def test_who_reads_sees_and_does_not_change(lotus: Shipper) -> None:
    consent_give(actor=owner_of(lotus), shipper_id=lotus.pk, scope="facts", audience="agency")
    client = signed_in(on_team(lotus))

    shown = page(client, "consents", lotus)
    assert "Every agency" in shown
    assert "<button" not in shown.partition("<main")[2].partition("</main>")[0]
    assert send(client, lotus, scope="name", who="carrier") == 403
    assert send(client, lotus, withdraw=Consent.objects.get().pk) == 403


@pytest.mark.slow
def test_who_looked_is_shown_by_day_with_what_was_told(portal: Client, lotus: Shipper) -> None:
    assert "Nobody has asked for your number." in page(portal, "looks", lotus)
    first, second = partner_client(), partner_client()
    for _ in range(3):
        ask(first, lotus)
    ask(first, lotus, name="Lotus Trading")
    ask(first, lotus, as_of=clock.today().isoformat())
    ask(partner_client(), enrolled())
    with at(days_on(20)):
        evaluated(lotus, enter=2, keep=2)
        ask(second, lotus)
        latest = page(portal, "looks", lotus)
        today = clock.today()
        assert (first.credentials.partner.name in latest, second.credentials.partner.name in latest) == (False, True)
        assert "Active, tier 2" in latest
        earlier = clock.day_of(clock.now() - timedelta(days=20))
        assert f"?until={earlier}" in latest
        shown = page(portal, "looks", lotus, until=earlier)
        assert "Active, tier 1" in shown
        assert ">5</td>" in shown
        assert "Asked whether a name is yours. Not answered" in shown
        assert "Asked for your status on a past day. Not told" in shown
        day = page(portal, "looks_of_day", lotus, earlier, first.credentials.partner.pk)
        assert "5 questions" in day
        assert day.count("Active, tier 1") == 5
        absent = reverse("portal:looks_of_day", args=[lotus.pk, today, first.credentials.partner.pk])
        assert portal.get(absent).status_code == 404


def test_ten_thousand_questions_are_counted_and_opened_in_pages(
    portal: Client, lotus: Shipper, django_assert_max_num_queries, partner: PartnerClient
) -> None:
    partner.send("/api/v1/status-checks", {"ksns": [lotus.ksn] * 1000})

    with django_assert_max_num_queries(16):
        assert ">1,000</td>" in page(portal, "looks", lotus)
    opened = page(portal, "looks_of_day", lotus, clock.today(), partner.credentials.partner.pk, page=20)
    assert "Page 20 of 20" in opened


@pytest.mark.parametrize("day", ["x", "2026-13-01", "0001-01-01", "9999-12-31", "2026-1-1"])
def test_a_day_that_can_not_be_is_not_found(portal: Client, lotus: Shipper, day: str) -> None:
    assert portal.get(reverse("portal:looks", args=[lotus.pk]), {"until": day}).status_code == 404
    assert portal.get(reverse("portal:looks_of_day", args=[lotus.pk, day, 1])).status_code == 404


def test_which_partners_were_told_of_a_correction_is_shown(portal: Client, lotus: Shipper) -> None:
    assert "There was nothing to correct." in page(portal, "corrections", lotus)
    partner = partner_client().credentials.partner
    correction = PartnerCorrection.objects.create(
        partner=partner, seq=1, shipper=lotus, event_id=1, reasons=["standing_restored"], at=clock.now()
    )

    assert page(portal, "corrections", lotus).count("Not yet") == 2
    correction.told_at = correction.acknowledged_at = clock.now()
    correction.save()
    shown = page(portal, "corrections", lotus)
    assert "Not yet" not in shown
    assert "Your standing was restored" in shown
    assert partner.name in shown
