"""Everybody reads the seals, and a seller gets the proof of its own parcels."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.ledger.models import Parcel
from apps.seals.models import Seal
from apps.seals.services import seals_make
from apps.shippers.models import Shipper
from tests.markup import assert_valid
from tests.people import on_team, seller, signed_in
from tests.portal.members import settle
from tests.portal.pages import at
from tests.reading import assert_readable
from tests.seals.days import FIRST, MORNING, three_days


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> None:
    settings.SEALS_FOLDER = str(tmp_path)


@pytest.fixture
def shop() -> Shipper:
    shipper = three_days()
    on_team(shipper, "owner", seller())
    settle()
    with clock.at(MORNING):
        seals_make()
    return shipper


def test_the_public_reads_the_seals(shop: Shipper, client: Client) -> None:
    pages = {path: client.get(path).content.decode() for path in ("/seals/", f"/seals/{FIRST}/")}
    seal = Seal.objects.get(day=FIRST)
    assert seal.root_text[:16] in pages["/seals/"]
    assert seal.root_text in pages[f"/seals/{FIRST}/"]
    assert f"/seals/{clock.add_days(FIRST, 1)}/" in pages[f"/seals/{FIRST}/"]
    assert_readable(pages)
    assert_valid(pages)
    document = client.get(f"/seals/{FIRST}.json").json()
    assert (document["root"], document["statement"]) == (seal.root_text, seal.statement)
    assert [key["kid"] for key in client.get("/seals/keys.json").json()["keys"]] == [seal.kid]
    assert b"def root_of" in client.get("/seals/parcel_proof.py").getvalue()


@pytest.mark.parametrize("path", ["/seals/2031-01-01/", "/seals/2031-01-01.json", "/seals/yesterday/"])
def test_a_day_without_a_seal_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_site_without_seals_says_when_the_first_comes(client: Client) -> None:
    assert "No day is sealed yet" in client.get("/seals/").content.decode()


def test_a_seller_gets_the_proof_of_its_own_parcel(shop: Shipper) -> None:
    ada = signed_in(shop.team.get().user)
    answer = ada.get(at("parcel_proof", shop, Parcel.objects.get(reference="1Z003")))
    assert answer["Content-Disposition"].startswith("attachment")
    said = [json.loads(entry["content"]) for entry in answer.json()["entries"]]
    assert [(each["reference"], each["revision"]) for each in said] == [("1Z003", 1), ("1Z003", 2)]
    page = ada.get(reverse("portal:shipment", args=[shop.pk, Parcel.objects.get(reference="1Z003").pk]))
    assert at("parcel_proof", shop, Parcel.objects.get(reference="1Z003")) in page.content.decode()
