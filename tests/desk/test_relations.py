"""The panel of related businesses: the cluster as a picture and as tables, and ties that officers dismiss."""

import hashlib
from math import hypot

import pytest
from django.test import RequestFactory
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.desk.relations import HEIGHT, MAX_DRAWN, MAX_NAMED, MAX_VALUES, OUTER, WIDTH, picture_of, related_for
from apps.desk.risk import risk_of
from apps.shippers.models import MatchDismissal, MatchKey, Shipper
from apps.shippers.relations import SharedValue
from tests.applications.removed_businesses import bar
from tests.browser.look import look_at, sign_in
from tests.desk.pages import page_of
from tests.people import on_team, signed_in, staff

pytestmark = pytest.mark.shipper(applied=True)

RING = ("phone", "bank", "device", "storefront", "sale", "parent", "ein", "email")


def share(kind: str, *shippers: Shipper, value: str = "") -> None:
    digest = hashlib.sha256(f"{kind} {value}".encode()).digest()
    MatchKey.objects.bulk_create(
        MatchKey(shipper=each, kind=kind, digest=digest, shown=f"shared {kind}") for each in shippers
    )


def ring_of(shipper: Shipper) -> list[Shipper]:
    """Tie a business to further ones in a chain, each by another kind of value; the last but one was removed."""
    chain = [shipper, *(Shipper.objects.create(name=f"Ring {kind}") for kind in RING)]
    for kind, one, other in zip(RING, chain, chain[1:], strict=False):
        share(kind, one, other)
    bar(chain[-2])
    return chain


def test_a_business_on_whose_team_the_reader_is_is_no_part_of_the_cluster_of_another(
    shipper: Shipper, officer: User, rf: RequestFactory
) -> None:
    own = Shipper.objects.create(name="Own shop")
    other = Shipper.objects.create(name="Other shop")
    share("bank", shipper, own)
    share("ein", shipper, other)
    on_team(own, "owner", officer)

    def seen(reader: User) -> tuple[set[str], set[str]]:
        request = rf.get("/")
        request.user = reader
        risk = risk_of(request, shipper, "")
        assert risk is not None
        listed = {one.shipper.name for one in related_for(request, shipper).listed if not one.is_own}
        return listed, {one.name for one in risk.tied}

    assert seen(officer) == ({"Other shop"}, {"Other shop"})
    both = {"Own shop", "Other shop"}
    assert seen(staff("supervisor")) == (both, both)


def request_of(user: User):
    request = RequestFactory().get("/")
    request.user = user
    return request


class TestPanel:
    def test_shows_each_business_and_each_tie_with_its_evidence(self, officer: User, shipper: Shipper):
        chain = ring_of(shipper)
        panel = related_for(request_of(officer), shipper)
        assert [one.shipper for one in panel.listed] == chain
        assert panel.removed == 1
        assert [len(tie.numbers) for tie in panel.ties] == [2] * len(RING)
        text = signed_in(officer).get(page_of(shipper, "related")).content.decode()
        for shipper in chain:
            assert str(shipper) in text
        for kind in RING:
            assert f"shared {kind}" in text
        assert "1 other was removed before" in text
        assert "<svg" in text

    def test_says_so_where_nothing_is_shared(self, officer: User, shipper: Shipper):
        assert "No other business shares enough" in signed_in(officer).get(page_of(shipper, "related")).content.decode()

    def test_is_closed_to_people_of_the_business(self, officer: User, shipper: Shipper):
        ring_of(shipper)
        on_team(shipper, "viewer", officer)
        text = signed_in(officer).get(page_of(shipper, "related")).content.decode()
        assert "Ring phone" not in text
        assert "Not related" not in text

    def test_takes_as_many_queries_for_many_as_for_few(
        self, officer: User, shipper: Shipper, django_assert_num_queries
    ):
        share("bank", shipper, Shipper.objects.create(name="One"))
        with django_assert_num_queries(5):
            related_for(request_of(officer), shipper)
        ring_of(shipper)
        with django_assert_num_queries(5):
            assert len(related_for(request_of(officer), shipper).listed) == len(RING) + 2

    def test_is_read_by_whoever_reads_everything_and_acted_on_by_officers(self, shipper: Shipper):
        share("bank", shipper, Shipper.objects.create(name="One"))
        text = signed_in(staff("auditor")).get(page_of(shipper, "related")).content.decode()
        assert "shared bank" in text
        assert "dismiss_tie" not in text


def test_officer_dismisses_a_tie_and_takes_it_up_again(officer: User, shipper: Shipper):
    other = Shipper.objects.create(name="One")
    share("bank", shipper, other)
    client, url = signed_in(officer), page_of(shipper, "related")
    assert client.post(url, {"act": "dismiss_tie", "dismiss_tie-other_id": other.pk}).status_code == 422
    given = {"dismiss_tie-other_id": other.pk, "dismiss_tie-reason": "The bank says that the number was mistyped."}
    assert client.post(url, {"act": "dismiss_tie"} | given).status_code == 302
    text = client.get(url).content.decode()
    assert "the number was mistyped" in text
    assert "No other business shares enough" in text
    dismissal = MatchDismissal.objects.get()
    undo = {"undo_tie-dismissal_id": dismissal.pk, "undo_tie-reason": "It was not mistyped."}
    assert client.post(url, {"act": "undo_tie"} | undo).status_code == 302
    assert "shared bank" in client.get(url).content.decode()


def test_tie_with_a_removed_business_is_dismissed_by_somebody_who_oversees_changes(officer: User, shipper: Shipper):
    other = Shipper.objects.create(name="One")
    share("bank", shipper, other)
    bar(other)
    assert "dismiss_tie" not in signed_in(officer).get(page_of(shipper, "related")).content.decode()
    assert "dismiss_tie" in signed_in(staff("supervisor")).get(page_of(shipper, "related")).content.decode()


def test_removed_seller_that_comes_back_is_named_at_the_top_of_its_application(officer: User, shipper: Shipper):
    removed, between = (Shipper.objects.create(name=name) for name in ("Removed", "Between"))
    share("device", shipper, between)
    share("phone", between, removed)
    bar(removed)
    risk = risk_of(request_of(officer), shipper, "?panel=vetting")
    assert [other.pk for other in risk.tied_removed] == [removed.pk]
    application = reverse("admin:applications_application_change", args=[shipper.applications.get().pk])
    text = signed_in(officer).get(application).content.decode()
    assert "1 of them removed before" in text
    assert f"{page_of(shipper, 'related')}#panel" in text


def test_picture_spreads_businesses_on_a_circle_and_draws_no_more_than_it_has_room_for():
    removed = {pk: pk % 7 == 0 for pk in range(1, 101)}
    values = [SharedValue("phone", str(place), 3, (place + 1, place + 2, 90), 0.9) for place in range(40)]
    names = {pk: f"Business {pk}" for pk in removed}
    picture = picture_of(1, removed, values, names)
    assert (len(picture.dots), len(picture.shared_values), picture.is_partial) == (MAX_DRAWN, MAX_VALUES, True)
    assert not picture_of(1, {1: False, 2: True}, values[:1], names).is_partial
    assert all(abs(hypot(dot.x - WIDTH / 2, dot.y - HEIGHT / 2) - OUTER) < 0.2 for dot in picture.dots)
    assert [dot.number for dot in picture.dots if dot.is_own] == [1]
    places = {(dot.x, dot.y) for dot in picture.dots}
    assert len(places) == MAX_DRAWN
    assert all((line.x2, line.y2) in places for value in picture.shared_values for line in value.lines)
    assert picture == picture_of(1, removed, values, names)


def test_picture_names_businesses_outside_of_the_circle_while_there_is_room():
    names = {pk: f"A name of more than thirty letters, number {pk}" for pk in range(1, MAX_NAMED + 2)}
    few = picture_of(1, dict.fromkeys(list(names)[:MAX_NAMED], False), [], names)
    labels = [dot.label for dot in few.dots]
    assert [label.text for label in labels] == ["A name of more than thirty lett…"] * MAX_NAMED
    for dot, label in zip(few.dots, labels, strict=True):
        assert hypot(label.x - WIDTH / 2, label.y - HEIGHT / 2) > OUTER, dot
        assert {"start": label.x > WIDTH / 2, "end": label.x < WIDTH / 2, "middle": True}[label.anchor]
    many = picture_of(1, dict.fromkeys(names, False), [], names)
    assert [(dot.name, dot.label) for dot in many.dots] == [(name, None) for name in names.values()]


@pytest.mark.slow
def test_panel_fits_a_phone_and_axe_finds_nothing(page: Page, site: LiveServer):
    officer = staff("officer")
    shipper = Shipper.objects.create(name="Blue Kite Trading")
    for number in range(30):
        share(
            "bank", shipper, Shipper.objects.create(name=f"Long Name of a Trading Company {number}"), value=str(number)
        )
    ring_of(shipper)
    sign_in(page.context, officer, site.url)
    look_at(page, page_of(shipper, "related"))
