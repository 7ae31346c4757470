"""Signature requests: from the page of the preparer, by mail, to the signature."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.applications import services
from apps.applications.models import Application
from tests.applications import answers
from tests.outbox import deliver
from tests.people import on_team, seller, signed_in
from tests.portal.pages import at


@pytest.fixture
def application(ada: User) -> Application:
    return answers.filled(ada)


@pytest.mark.slow
def test_somebody_invited_to_sign_comes_to_the_answers_and_signs(application: Application, ada: User, portal: Client):
    assert at("apply_signer", application) in portal.get(at("apply_review", application)).content.decode()
    asked = portal.post(at("apply_signer", application), {"email": "li@shop.example"}, follow=True)
    assert "Waiting on li@shop.example to join the team and sign" in asked.content.decode()
    for shown in (at("application", application), reverse("portal:home")):
        text = portal.get(shown).content.decode()
        assert "<dd>Waiting on li@shop.example</dd>" in text
        assert "Waiting on you" not in text
    deliver()
    path = re.search(r"http://\S+?(/invitations/\S+)", mail.outbox[-1].body)[1]

    assert "join the team of Blue Kite Toys LLC." in mail.outbox[-1].body

    signatory = signed_in(seller("li@shop.example", name="Li Wei"))
    assert "Join the team of Blue Kite Toys LLC?" in signatory.get(path).content.decode()
    joined = signatory.post(path)
    assert joined.url == at("apply_review", application)
    assert "<dd>Waiting on you</dd>" in signatory.get(at("application", application)).content.decode()
    text = signatory.get(joined.url).content.decode()
    assert "Ada Park asked you" in text
    assert "Prepared by: Ada Park." in text
    read = re.search(r'name="read_up_to" value="(\d+)"', text)[1]
    signed = {"attested": "on", "signed_name": "Li Wei", "read_up_to": read}
    warned = signatory.post(joined.url, signed)
    assert warned.status_code == 422
    assert "No owner or officer in this application is named “Li Wei”. It names: Ada Park." in warned.content.decode()
    assert not application.submissions.exists()
    signatory.post(joined.url, signed | {"not_named": "on"})
    submission = application.submissions.get()
    assert (submission.attested_by.name, submission.preparers) == ("Li Wei", ["Ada Park"])


def test_a_preparer_asks_the_owner_and_is_told_whom_it_waits_on(application: Application, ada: User):
    preparer = signed_in(on_team(application.shipper, "preparer", seller("bo@shop.example", name="Bo Li")))
    text = preparer.get(at("apply_review", application)).content.decode()
    assert "signed_name" not in text
    assert "Ask somebody to sign" in text
    form = preparer.get(at("apply_signer", application)).content.decode()
    assert "Ada Park" in form
    assert 'name="email"' not in form, "who does not manage the team invites nobody"
    nobody = preparer.post(at("apply_signer", application), {})
    assert nobody.status_code == 422
    asked = preparer.post(at("apply_signer", application), {"signer": ada.pk}, follow=True)
    assert "Waiting on Ada Park to sign" in asked.content.decode()
    signing = preparer.post(at("apply_review", application), {"attested": "on", "signed_name": "Bo"})
    assert signing.status_code == 403
    assert not application.submissions.exists()


def test_a_request_to_sign_waits_on_the_preparer_again_once_a_section_is_not_complete(
    application: Application, ada: User, portal: Client
):
    portal.post(at("apply_signer", application), {"email": "li@shop.example"})
    business = application.sections.get(key="business")
    answers.save(ada, application, "business", {"name": ""}, version=business.version)
    assert "<dd>Waiting on you</dd>" in portal.get(at("application", application)).content.decode()


def test_an_invitation_before_there_is_a_name_says_who_invites(ada: User):
    application = services.application_start(actor=ada)
    signed_in(ada).post(
        reverse("portal:team", args=[application.shipper_id]), {"email": "li@shop.example", "role": "preparer"}
    )
    team = signed_in(ada).get(reverse("portal:team", args=[application.shipper_id])).content.decode()
    assert "<h1>Your team</h1>" in team
    deliver()
    assert "Ada Park invites you to join their team." in mail.outbox[-1].body
    path = re.search(r"http://\S+?(/invitations/\S+)", mail.outbox[-1].body)[1]
    text = signed_in(seller("li@shop.example", name="Li Wei")).get(path).content.decode()
    assert "Join the team of Ada Park?" in text
    assert "Shipper" not in re.search("<h1>.*?</h1>", text)[0]


def test_a_viewer_asks_nobody(application: Application):
    viewer = signed_in(on_team(application.shipper, "viewer", seller("vi@shop.example")))
    answers_read = viewer.get(at("apply_review", application)).content.decode()
    assert at("apply_signer", application) not in answers_read
    assert "••••3331" in answers_read, "who only reads needs no numbers of identity"
    assert viewer.get(at("apply_signer", application)).status_code == 403


def test_an_owner_who_asks_somebody_new_gives_an_address(application: Application, ada: User, portal: Client):
    bo = on_team(application.shipper, "signatory", seller("bo@shop.example", name="Bo Li"))
    for typed, said in (("", "Enter the address"), ("li", "such as name@example.com")):
        refused = portal.post(at("apply_signer", application), {"signer": "new", "email": typed})
        assert refused.status_code == 422
        assert said in refused.content.decode()
    taken = portal.post(at("apply_signer", application), {"signer": "new", "email": bo.email})
    assert taken.status_code == 409
    assert "on the team already" in taken.content.decode()


def test_changes_since_the_page_was_opened_are_shown_before_signing(
    application: Application, ada: User, portal: Client
):
    text = portal.get(at("apply_review", application)).content.decode()
    read = re.search(r'name="read_up_to" value="(\d+)"', text)[1]
    bo = on_team(application.shipper, "preparer", seller("bo@shop.example", name="Bo Li"))
    typed = answers.ANSWERS["volumes"] | {"monthly_parcels": "401"}
    answers.save(bo, application, "volumes", typed)
    signature = {"attested": "on", "signed_name": "Ada Park"}
    refused = portal.post(at("apply_review", application), signature | {"read_up_to": read})
    text = refused.content.decode()
    assert refused.status_code == 409
    assert "Parcels a month" in text
    assert "401" in text
    read = re.search(r'name="read_up_to" value="(\d+)"', text)[1]
    assert portal.post(at("apply_review", application), signature | {"read_up_to": read}).status_code == 302
