"""Who signs need not be who prepared; what is signed is what was read, and by whom it was prepared is kept."""

import pytest
from django.utils import translation

from apps.accounts.models import User
from apps.applications import selectors, services
from apps.applications.attestation import ATTESTATION
from apps.applications.models import Application, SignatureRequest
from apps.core.errors import Conflict, Invalid, NotAllowed, NotFound
from apps.events.models import Event
from apps.notices.models import Message
from apps.shippers.matches import matches_of
from apps.shippers.models import Invitation, Membership
from tests.applications import answers
from tests.people import seller


@pytest.fixture
def prepared(ada: User) -> Application:
    """A draft in which everything is done; Ada owns the business."""
    return answers.filled(ada)


def on_team(application: Application, role: str, name: str = "Bo Li") -> User:
    user = seller(f"{role}@shop.example", name=name)
    Membership.objects.create(shipper=application.shipper, user=user, role=role)
    return user


def test_a_member_is_asked_by_a_message_that_leads_to_the_answers(prepared: Application, ada: User):
    bo = on_team(prepared, "preparer")
    waits = services.signature_ask(actor=bo, application_id=prepared.pk, signer_id=ada.pk)
    assert selectors.signature_request_of(prepared) == waits
    message = Message.objects.get(kind="application.signature_asked")
    assert message.recipient == ada
    assert "Bo Li has filled in the application of Blue Kite Toys LLC" in message.body
    assert message.link.endswith(f"/apply/{prepared.pk}/review/")
    event = Event.objects.get(kind="application.signature_asked")
    assert event.payload == {"user_id": ada.pk}


def test_somebody_new_is_invited_as_a_signatory_for_this_application(prepared: Application, ada: User):
    waits = services.signature_ask(actor=ada, application_id=prepared.pk, email="li@shop.example")
    assert waits.invitation.role == Membership.Role.SIGNATORY
    assert selectors.signature_request_for(waits.invitation.pk) == waits


def test_asking_again_takes_the_place_of_the_first(prepared: Application, ada: User):
    bo = on_team(prepared, "signatory")
    services.signature_ask(actor=ada, application_id=prepared.pk, email="li@shop.example")
    services.signature_ask(actor=ada, application_id=prepared.pk, signer_id=bo.pk)
    services.signature_ask(actor=ada, application_id=prepared.pk, email="li@shop.example")
    services.signature_ask(actor=ada, application_id=prepared.pk, email="li@shop.example")
    assert SignatureRequest.objects.get().invitation == Invitation.objects.get()


def test_an_invitation_taken_back_leaves_nobody_asked(prepared: Application, ada: User):
    services.signature_ask(actor=ada, application_id=prepared.pk, email="li@shop.example")
    Invitation.objects.all().delete()
    assert selectors.signature_request_of(prepared) is None


def test_nobody_is_waited_on_who_may_no_longer_sign(prepared: Application, ada: User):
    bo = on_team(prepared, "signatory")
    services.signature_ask(actor=ada, application_id=prepared.pk, signer_id=bo.pk)
    Membership.objects.filter(user=bo).update(role=Membership.Role.VIEWER)
    assert selectors.signature_request_of(prepared) is None


def test_only_who_may_sign_is_asked(prepared: Application, ada: User):
    viewer = on_team(prepared, "viewer")
    stranger = seller("eve@shop.example")
    for other in (viewer.pk, stranger.pk, ada.pk, None):
        with pytest.raises(Invalid, match="who may sign"):
            services.signature_ask(actor=ada, application_id=prepared.pk, signer_id=other)


def test_who_may_ask(prepared: Application, ada: User):
    with pytest.raises(NotFound):
        services.signature_ask(actor=seller("eve@shop.example"), application_id=prepared.pk, signer_id=ada.pk)
    with pytest.raises(NotAllowed):
        services.signature_ask(actor=on_team(prepared, "viewer"), application_id=prepared.pk, signer_id=ada.pk)
    with pytest.raises(NotAllowed):
        services.signature_ask(actor=on_team(prepared, "preparer"), application_id=prepared.pk, email="li@shop.example")
    assert not Invitation.objects.exists()


def test_nobody_is_asked_to_sign_what_is_not_complete_or_was_sent(prepared: Application, ada: User):
    bo = on_team(prepared, "signatory")
    services.section_save(actor=ada, application_id=prepared.pk, key="volumes", typed={}, version=1)
    with pytest.raises(Conflict, match="not complete"):
        services.signature_ask(actor=ada, application_id=prepared.pk, signer_id=bo.pk)
    services.section_save(
        actor=ada, application_id=prepared.pk, key="volumes", typed=answers.ANSWERS["volumes"], version=2
    )
    services.application_submit(actor=ada, application_id=prepared.pk, signed_name="Ada Park")
    with pytest.raises(Conflict, match="sent already"):
        services.signature_ask(actor=ada, application_id=prepared.pk, signer_id=bo.pk)


def test_what_was_changed_after_it_was_read_is_not_signed(prepared: Application, ada: User):
    bo = on_team(prepared, "preparer")
    read = selectors.last_change(prepared)
    typed = answers.ANSWERS["volumes"] | {"monthly_parcels": "401"}
    services.section_save(actor=bo, application_id=prepared.pk, key="volumes", typed=typed, version=1)
    sign = {"actor": ada, "application_id": prepared.pk, "signed_name": "Ada Park"}
    with pytest.raises(Conflict, match="Parcels a month"):
        services.application_submit(**sign, read_up_to=read)
    services.application_submit(**sign, read_up_to=selectors.last_change(prepared))


def test_who_prepared_who_signed_and_the_words_as_they_were_read_are_kept(prepared: Application, ada: User):
    bo = on_team(prepared, "preparer")
    cy = on_team(prepared, "signatory", name="Cy Duarte")
    typed = answers.ANSWERS["volumes"] | {"monthly_parcels": "401"}
    services.section_save(actor=bo, application_id=prepared.pk, key="volumes", typed=typed, version=1)
    services.section_save(actor=ada, application_id=prepared.pk, key="volumes", typed={**typed}, version=2)
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


def test_consents_and_those_who_ship_go_to_the_business(prepared: Application, ada: User):
    services.application_submit(actor=ada, application_id=prepared.pk, signed_name="Ada Park")
    shipper = prepared.shipper
    shipper.refresh_from_db()
    assert shipper.consents == ["use", "public_status", "name"]
    party = shipper.shipping_parties.get()
    assert (party.kind, party.name, party.code) == ("carrier", "Swift Parcels", "SWPA")


def test_a_bank_account_that_others_gave_too_is_found(prepared: Application, ada: User):
    services.application_submit(actor=ada, application_id=prepared.pk, signed_name="Ada Park")
    other = answers.submitted(seller("cy@shop.example"))
    (match,) = matches_of(other.shipper_id)
    assert match.shipper == prepared.shipper
    assert "bank" in {each.kind for each in match.evidence}
