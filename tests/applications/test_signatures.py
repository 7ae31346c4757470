"""Requests to sign, and submissions by a signer who is not the preparer."""

import pytest
from django.utils import translation

from apps.accounts.models import User
from apps.applications import selectors, services
from apps.applications.models import Application, SignatureRequest
from apps.applications.signatories import ATTESTATION
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.events.models import Event
from apps.notices.models import Message
from apps.shippers.matches import matches_of
from apps.shippers.models import Consent, Invitation, Membership
from tests.applications import answers
from tests.people import seller


@pytest.fixture
def prepared(ada: User) -> Application:
    """Return a complete draft of a business that Ada owns."""
    return answers.filled(ada)


def on_team(application: Application, role: str, name: str = "Bo Li") -> User:
    user = seller(f"{role}@shop.example", name=name)
    Membership.objects.create(shipper=application.shipper, user=user, role=role)
    return user


def test_a_member_is_asked_by_a_message_that_links_to_the_answers(prepared: Application, ada: User):
    bo = on_team(prepared, "preparer")
    request_to_sign = services.signature_ask(actor=bo, application_id=prepared.pk, signer_id=ada.pk)
    assert selectors.signature_request_of(prepared) == request_to_sign
    message = Message.objects.get(kind="application.signature_asked")
    assert message.recipient == ada
    assert "Bo Li has filled in the application of Blue Kite Toys LLC" in message.body
    assert message.link.endswith(f"/apply/{prepared.pk}/review/")
    event = Event.objects.get(kind="application.signature_asked")
    assert event.payload == {"user_id": ada.pk}


def test_a_new_signatory_is_invited_for_this_application(prepared: Application, ada: User):
    request_to_sign = services.signature_ask(actor=ada, application_id=prepared.pk, email="li@shop.example")
    assert request_to_sign.invitation.role == Membership.Role.SIGNATORY
    assert selectors.signature_request_for(request_to_sign.invitation.pk) == request_to_sign


def test_a_new_request_to_sign_replaces_the_earlier_one(prepared: Application, ada: User):
    bo = on_team(prepared, "signatory")
    services.signature_ask(actor=ada, application_id=prepared.pk, email="li@shop.example")
    services.signature_ask(actor=ada, application_id=prepared.pk, signer_id=bo.pk)
    services.signature_ask(actor=ada, application_id=prepared.pk, email="li@shop.example")
    services.signature_ask(actor=ada, application_id=prepared.pk, email="li@shop.example")
    assert SignatureRequest.objects.get().invitation == Invitation.objects.get()


def test_a_cancelled_invitation_cancels_the_request_to_sign(prepared: Application, ada: User):
    services.signature_ask(actor=ada, application_id=prepared.pk, email="li@shop.example")
    Invitation.objects.all().delete()
    assert selectors.signature_request_of(prepared) is None


def test_a_request_ends_when_the_member_may_no_longer_sign(prepared: Application, ada: User):
    bo = on_team(prepared, "signatory")
    services.signature_ask(actor=ada, application_id=prepared.pk, signer_id=bo.pk)
    Membership.objects.filter(user=bo).update(role=Membership.Role.VIEWER)
    assert selectors.signature_request_of(prepared) is None


def test_only_members_who_may_sign_can_be_asked(prepared: Application, ada: User):
    viewer = on_team(prepared, "viewer")
    stranger = seller("eve@shop.example")
    for other in (viewer.pk, stranger.pk, ada.pk, None):
        with pytest.raises(InvalidInput, match="who may sign"):
            services.signature_ask(actor=ada, application_id=prepared.pk, signer_id=other)


def test_only_preparers_ask_and_only_owners_invite(prepared: Application, ada: User):
    with pytest.raises(NotFound):
        services.signature_ask(actor=seller("eve@shop.example"), application_id=prepared.pk, signer_id=ada.pk)
    with pytest.raises(NotAllowed):
        services.signature_ask(actor=on_team(prepared, "viewer"), application_id=prepared.pk, signer_id=ada.pk)
    with pytest.raises(NotAllowed):
        services.signature_ask(actor=on_team(prepared, "preparer"), application_id=prepared.pk, email="li@shop.example")
    assert not Invitation.objects.exists()


def test_nobody_is_asked_to_sign_an_incomplete_or_submitted_application(prepared: Application, ada: User):
    bo = on_team(prepared, "signatory")
    answers.save(ada, prepared, "volumes", {})
    with pytest.raises(Conflict, match="not complete"):
        services.signature_ask(actor=ada, application_id=prepared.pk, signer_id=bo.pk)
    answers.save(ada, prepared, "volumes", answers.ANSWERS["volumes"], version=2)
    services.application_submit(actor=ada, application_id=prepared.pk, signed_name="Ada Park")
    with pytest.raises(Conflict, match="sent already"):
        services.signature_ask(actor=ada, application_id=prepared.pk, signer_id=bo.pk)


def test_answers_that_changed_after_the_signer_read_them_are_not_signed(prepared: Application, ada: User):
    bo = on_team(prepared, "preparer")
    read = selectors.last_change(prepared)
    typed = answers.ANSWERS["volumes"] | {"monthly_parcels": "401"}
    answers.save(bo, prepared, "volumes", typed)
    sign = {"actor": ada, "application_id": prepared.pk, "signed_name": "Ada Park"}
    with pytest.raises(Conflict, match="Parcels a month"):
        services.application_submit(**sign, read_up_to=read)
    services.application_submit(**sign, read_up_to=selectors.last_change(prepared))


def test_a_submission_keeps_its_preparers_its_signer_and_the_statement(prepared: Application, ada: User):
    bo = on_team(prepared, "preparer")
    cy = on_team(prepared, "signatory", name="Cy Duarte")
    typed = answers.ANSWERS["volumes"] | {"monthly_parcels": "401"}
    answers.save(bo, prepared, "volumes", typed)
    answers.save(ada, prepared, "volumes", {**typed}, version=2)
    with translation.override("es"):
        services.application_submit(actor=cy, application_id=prepared.pk, signed_name="Cy Duarte")
        words = str(ATTESTATION)
    submission = prepared.submissions.get()
    assert submission.attested_by == cy
    assert (submission.language, submission.attestation) == ("es", words)
    assert submission.prepared_by == [{"id": user.pk, "name": str(user)} for user in (ada, bo)]
    bo.name = "Bo Renamed"
    bo.save()
    submission.refresh_from_db()
    assert submission.preparers == [str(ada), "Bo Li"]


def test_a_preparer_does_not_sign(prepared: Application):
    with pytest.raises(NotAllowed):
        services.application_submit(
            actor=on_team(prepared, "preparer"), application_id=prepared.pk, signed_name="Bo Li"
        )


def test_consents_and_shipping_companies_are_copied_to_the_business(prepared: Application, ada: User):
    services.application_submit(actor=ada, application_id=prepared.pk, signed_name="Ada Park")
    shipper = prepared.shipper
    shipper.refresh_from_db()
    assert shipper.consents == ["use", "public_status"]
    given = Consent.objects.filter(shipper=shipper, withdrawn_at=None).values_list("scope", "audience", "given_by")
    assert set(given) == {("name", "marketplace", ada.pk), ("name", "carrier", ada.pk)}
    party = shipper.shipping_parties.get()
    assert (party.kind, party.name, party.code) == ("carrier", "Swift Parcels", "SWPA")


@pytest.mark.slow
def test_two_businesses_with_the_same_bank_account_match(prepared: Application, ada: User):
    services.application_submit(actor=ada, application_id=prepared.pk, signed_name="Ada Park")
    other = answers.submitted(seller("cy@shop.example"))
    (match,) = matches_of(other.shipper_id)
    assert match.shipper == prepared.shipper
    assert "bank" in {each.kind for each in match.evidence}
