"""The copy of a submitted application: complete, as it was signed, and for the team alone."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.applications.models import Application
from apps.applications.selectors import sections_of
from apps.core.days_text import zone_text
from apps.portal.templatetags.answers import glance
from apps.shippers.zones import zone_of
from tests.applications import answers
from tests.people import seller, signed_in


def copy_of(application: Application, version: object = None) -> str:
    address = reverse("portal:apply_copy", args=[application.pk])
    return address if version is None else f"{address}?version={version}"


def test_the_copy_has_all_that_was_signed(portal: Client, ada: User, django_assert_max_num_queries):
    application = answers.submitted(ada)
    (file,) = application.evidence.all()
    (submission,) = application.submissions.all()
    with django_assert_max_num_queries(12):
        text = portal.get(copy_of(application)).content.decode()
    for section in sections_of(application):
        assert str(section.title) in text
    for told in ("Ada Park", ada.email, submission.attestation.split(".")[0], "license.pdf", file.sha256, "Submitted"):
        assert told in text
    assert f"({zone_text(zone_of(application.shipper))})" in text
    assert copy_of(application) in portal.get(reverse("portal:application", args=[application.pk])).content.decode()


def test_sections_are_closed_until_the_reader_opens_them(portal: Client, ada: User):
    application = answers.submitted(ada)
    for address in (copy_of(application), reverse("portal:apply_review", args=[application.pk])):
        closed = portal.get(address).content.decode()
        assert closed.count('<details class="ks-fold">') == len(sections_of(application))
        shown = portal.get(address, {"all": "1"}).content.decode()
        assert shown.count('<details class="ks-fold" open>') == len(sections_of(application))


def test_the_show_of_all_answers_keeps_the_version(portal: Client, ada: User):
    text = portal.get(copy_of(answers.submitted(ada), 1)).content.decode()
    assert 'href="?version=1&amp;all=1"' in text


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], ""),
        ([[("Name", "Kite"), ("Web", ""), ("Country", "US")]], "Kite; US"),
        ([[("Text", "One\n two")], [("Text", "three")]], "One two; three"),
        ([[("Text", "a" * 100)]], "a" * 60 + "…"),
    ],
)
def test_a_closed_section_is_known_by_its_first_answers(rows: list[list[tuple[str, str]]], told: str):
    assert glance(rows) == told


def test_numbers_that_are_masked_stay_masked(portal: Client, ada: User):
    text = portal.get(copy_of(answers.submitted(ada))).content.decode()
    assert "••••3331" in text
    assert answers.EIN not in text


@pytest.mark.slow
def test_each_version_stays_as_it_was_sent(portal: Client, ada: User, officer: User):
    application = answers.in_review(officer, ada)
    answers.ask(officer, application, "volumes:monthly_parcels", text="How many?")
    answers.save(ada, application, "volumes", {"monthly_parcels": "77123"})
    answers.reply(ada, application, "More.", signed_name="Ada Maria Park")
    latest, first = (portal.get(copy_of(application, version)).content.decode() for version in (None, 1))
    assert "77123" in latest
    assert "Ada Maria Park" in latest
    assert 'href="?version=1"' in latest
    assert "77123" not in first
    assert "Ada Maria Park" not in first


def test_an_unsent_application_has_no_copy(portal: Client, ada: User):
    draft = answers.filled(ada)
    assert portal.get(copy_of(draft)).status_code == 404
    assert copy_of(draft) not in portal.get(reverse("portal:application", args=[draft.pk])).content.decode()


@pytest.mark.parametrize("version", ["2", "0", "-1", "x", "9" * 30, ""])
def test_there_are_no_other_versions(portal: Client, ada: User, version: str):
    application = answers.submitted(ada)
    assert portal.get(copy_of(application, version)).status_code == 404


def test_other_businesses_do_not_see_the_page(ada: User):
    application = answers.submitted(ada)
    assert signed_in(seller("eve@shop.example")).get(copy_of(application)).status_code == 404
    assert signed_in(answers.officer()).get(copy_of(application)).status_code == 404
