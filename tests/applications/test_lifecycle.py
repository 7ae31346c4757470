"""The actions on an application: what each changes, records, announces and requires."""

from datetime import timedelta

import pytest

from apps.accounts.models import User
from apps.applications import selectors, services
from apps.applications.models import Application, ApplicationState, Decision
from apps.applications.timeline import CHANGE_KINDS, timeline_full
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from apps.events.kinds import MEMBER_WORDS
from apps.events.models import Event
from apps.notices.models import Message
from apps.shippers.ksn import is_ksn
from apps.shippers.models import Shipper
from apps.work.models import Item
from tests.applications import answers
from tests.applications.answers import EIN, approved, checked, countersigned, denied, filled, in_review, submitted
from tests.people import on_team, seller, staff
from tests.refusals import refused

ASK = {"fields": ["identifiers:ein", "criterion-6.1:explanation"], "text": "Please send the letter of the IRS."}


def event_kinds(application: Application) -> list[str]:
    """Return the kinds of the events of the application as a whole, the latest last."""
    events = Event.objects.filter(
        subject_type="application", subject_id=application.pk, kind__in=MEMBER_WORDS.keys() - CHANGE_KINDS
    )
    return [event.kind.removeprefix("application.") for event in events.order_by("pk")]


def item(application: Application, kind: str = "application") -> Item:
    return Item.objects.get(kind=kind, subject_type="application", subject_id=application.pk)


def message_kinds(user: User) -> list[str]:
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


def test_submitting_keeps_the_answers_fills_the_profile_and_starts_the_time_to_decide(ada: User):
    application = submitted(ada)
    days = selectors.clocks().decision_days
    assert application.state == "submitted"
    assert application.decide_by == application.submitted_at + timedelta(days=days)
    submission = application.submissions.get()
    assert (submission.version, submission.attested_by, submission.signed_name) == (1, ada, "Ada Park")
    assert "true and complete" in submission.attestation
    assert submission.content["sections"]["identifiers"]["ein"] == EIN

    shipper = Shipper.objects.get(pk=application.shipper_id)
    assert (shipper.name, shipper.country.code, shipper.phone) == ("Blue Kite Toys LLC", "US", "+12025550143")
    assert shipper.website == "https://bluekite.example"
    assert shipper.monthly_parcels == 400
    assert shipper.identifiers.get().value == "421103331"
    assert shipper.addresses.count() == 2
    assert shipper.product_lines.get().agencies == ["CPSC", "FCC", "PHMSA"]

    assert item(application).due_at == application.decide_by
    assert item(application).title == "Blue Kite Toys LLC"
    assert event_kinds(application) == ["started", "submitted"]
    assert message_kinds(ada) == ["application.submitted"]


def test_an_incomplete_application_is_not_submitted(ada: User):
    application = filled(ada)
    answers.save(ada, application, "volumes", {"monthly_parcels": ""})
    with pytest.raises(Conflict, match="not complete"):
        services.application_submit(actor=ada, application_id=application.pk, signed_name="Ada Park")
    application.refresh_from_db()
    assert application.state == "draft"
    assert not application.submissions.exists()


def test_nobody_signs_without_a_name(ada: User):
    application = filled(ada)
    with pytest.raises(InvalidInput) as refused:
        services.application_submit(actor=ada, application_id=application.pk, signed_name="  ")
    assert "signed_name" in refused.value.fields
    application.refresh_from_db()
    assert application.state == "draft"


def test_a_preparer_fills_in_but_does_not_sign(ada: User):
    application = filled(ada)
    preparer = on_team(application.shipper, "preparer", seller("pat@shop.example"))
    answers.save(preparer, application, "volumes", {"monthly_parcels": "9"})
    with pytest.raises(NotAllowed):
        services.application_submit(actor=preparer, application_id=application.pk, signed_name="Pat")


def test_an_officer_takes_the_review_and_returns_it_to_the_queue(ada: User, officer: User):
    application = in_review(officer, ada)
    assert (application.state, application.reviewer) == ("in_review", officer)
    assert item(application).holder == officer
    other = staff("officer", email="other@staff.example")
    with pytest.raises(Conflict):
        services.application_take(actor=other, application_id=application.pk)
    services.application_release(actor=officer, application_id=application.pk)
    assert item(application).holder is None
    assert services.application_take(actor=other, application_id=application.pk).reviewer == other
    assert event_kinds(application) == ["started", "submitted", "taken", "released", "taken"]


def test_nobody_reviews_their_own_business(officer: User, ada: User):
    application = submitted(ada)
    on_team(application.shipper, "viewer", officer)
    with pytest.raises(Conflict, match="on this business's team"):
        services.application_take(actor=officer, application_id=application.pk)


@pytest.mark.parametrize("role", ["auditor", "analyst", "policy manager"])
def test_other_staff_do_not_review(role: str, ada: User):
    application = submitted(ada)
    with pytest.raises(NotAllowed):
        services.application_take(actor=staff(role), application_id=application.pk)


def test_the_time_to_decide_is_paused_while_the_applicant_is_asked(ada: User, officer: User):
    application = in_review(officer, ada)
    promised = application.decide_by
    began = clock.now()
    with clock.at(began):
        inquiry = services.info_request(actor=officer, application_id=application.pk, **ASK)
    assert inquiry.reply_by == began + timedelta(days=selectors.clocks().information_days)
    application.refresh_from_db()
    assert application.state == "info_requested"
    assert selectors.sections_open(application) == {"identifiers", "criterion-6.1"}
    assert item(application).paused_at == began

    answers.save(ada, application, "criterion-6.1", {"answer": "no", "explanation": "Soon."})
    with pytest.raises(Conflict):
        answers.save(ada, application, "business", {})
    with clock.at(began + timedelta(days=5)):
        replied = answers.reply(ada, application, "Here it is.")
    assert (replied.state, replied.paused_at) == ("in_review", None)
    assert replied.decide_by == promised + timedelta(days=5)
    assert item(application).due_at == replied.decide_by
    assert [s.content["sections"]["criterion-6.1"]["answer"] for s in replied.submissions.order_by("version")] == [
        "yes",
        "no",
    ]
    assert event_kinds(application)[-2:] == ["info_requested", "info_replied"]
    assert message_kinds(ada)[-2:] == ["application.info_requested", "application.info_replied"]


def test_without_a_reply_the_officer_continues_after_the_time_to_reply(ada: User, officer: User):
    application = in_review(officer, ada)
    inquiry = services.info_request(actor=officer, application_id=application.pk, **ASK)
    with pytest.raises(Conflict, match="has not ended"):
        services.application_resume(actor=officer, application_id=application.pk)
    with clock.at(inquiry.reply_by):
        assert services.application_resume(actor=officer, application_id=application.pk).state == "in_review"
    assert selectors.inquiry_open(application) is None


@pytest.mark.parametrize(
    ("fields", "text"), [([], "Why?"), (["business:secret"], "Why?"), (["nothing"], "Why?"), (["business:name"], " ")]
)
def test_a_request_for_information_needs_fields_and_a_text(fields: list[str], text: str, ada: User, officer: User):
    application = in_review(officer, ada)
    with pytest.raises(InvalidInput):
        services.info_request(actor=officer, application_id=application.pk, fields=fields, text=text)
    application.refresh_from_db()
    assert application.state == "in_review"


def test_approval_issues_the_known_shipper_number(ada: User, officer: User):
    application = approved(officer, ada)
    assert application.state == "approved"
    assert is_ksn(application.shipper.ksn)
    assert item(application).closed_at
    (event,) = Event.objects.filter(kind="application.approved")
    assert (event.subject_id, event.shipper_id, event.actor) == (application.pk, application.shipper_id, officer)
    assert application.shipper.ksn in Message.objects.get(kind="application.approved").body


def test_an_approved_business_does_not_apply_again(ada: User, officer: User):
    application = approved(officer, ada)
    with pytest.raises(Conflict):
        services.application_start(actor=ada, shipper_id=application.shipper_id)


def test_a_denial_gives_its_reasons(ada: User, officer: User):
    application = in_review(officer, ada)
    for reason in ("mood", "duplicate"):
        with refused("reasons", "text"):
            services.application_deny(actor=officer, application_id=application.pk, reasons=[reason], text="")
    checked(officer, application, unmet=["6.1"])
    services.application_deny(
        actor=officer, application_id=application.pk, reasons=["criteria"], text="Criterion 6.1 is not met."
    )
    countersigned(application)
    decision = application.decisions.get()
    assert (decision.outcome, decision.reasons, decision.by) == (Decision.Outcome.DENIED, ["criteria"], officer)
    assert "Criterion 6.1" in Message.objects.get(kind="application.denied").body
    assert application.shipper.ksn is None


def test_a_denial_can_be_appealed_and_granted_by_somebody_else(ada: User, officer: User, supervisor: User):
    application = denied(officer, ada)
    services.application_appeal(actor=ada, application_id=application.pk, text="We do check, see the file.")
    assert item(application, "application_appeal").closed_at is None
    with pytest.raises(NotAllowed):
        services.appeal_decide(actor=officer, application_id=application.pk, grant=True, text="I was wrong.")
    granted = services.appeal_decide(actor=supervisor, application_id=application.pk, grant=True, text="It is met.")
    assert granted.state == "approved"
    assert is_ksn(granted.shipper.ksn)
    assert item(application, "application_appeal").closed_at
    assert event_kinds(application)[-3:] == ["denied", "appealed", "approved"]


def test_the_officer_who_denied_may_not_decide_the_appeal(ada: User, supervisor: User):
    application = denied(supervisor, ada)
    services.application_appeal(actor=ada, application_id=application.pk, text="We do.")
    with pytest.raises(Conflict, match="somebody who took no part in the review"):
        services.appeal_decide(actor=supervisor, application_id=application.pk, grant=False, text="No.")


def test_a_denial_is_not_appealed_once_a_newer_application_was_approved(ada: User, officer: User):
    application = denied(officer, ada)
    Application.objects.create(shipper=application.shipper, created_by=ada, state=ApplicationState.APPROVED)
    with pytest.raises(Conflict, match="newer application"):
        services.application_appeal(actor=ada, application_id=application.pk, text="We do.")


def test_an_upheld_denial_is_final_and_the_business_may_apply_again(ada: User, officer: User, supervisor: User):
    application = denied(officer, ada)
    services.application_appeal(actor=ada, application_id=application.pk, text="We do.")
    upheld = services.appeal_decide(actor=supervisor, application_id=application.pk, grant=False, text="Not so.")
    assert upheld.state == "denied"
    assert list(upheld.decisions.order_by("pk").values_list("on_appeal", "reasons")) == [
        (False, ["criteria"]),
        (True, ["criteria"]),
    ]
    with pytest.raises(Conflict, match="once"):
        services.application_appeal(actor=ada, application_id=application.pk, text="Again.")
    assert services.application_start(actor=ada, shipper_id=application.shipper_id).state == "draft"


@pytest.mark.parametrize("reason", ["criteria", "false"])
def test_the_time_to_appeal_is_the_same_for_each_reason_and_ends(reason: str, ada: User, officer: User):
    application = denied(officer, ada, reasons=(reason,))
    ends = selectors.appeal_until(application)
    assert ends >= application.decisions.get().delivered_at + timedelta(days=selectors.clocks().appeal_days)
    with clock.at(ends + timedelta(seconds=1)), pytest.raises(Conflict, match="has ended"):
        services.application_appeal(actor=ada, application_id=application.pk, text="We do.")
    with clock.at(ends):
        assert services.application_appeal(actor=ada, application_id=application.pk, text="We do.").state == "appealed"


def test_withdrawing_ends_the_review(ada: User, officer: User):
    application = in_review(officer, ada)
    assert services.application_withdraw(actor=ada, application_id=application.pk).state == "withdrawn"
    assert item(application).closed_at
    with pytest.raises(Conflict):
        services.application_approve(actor=officer, application_id=application.pk)


def test_notes_are_for_staff_only(ada: User, officer: User):
    application = submitted(ada)
    note = services.note_add(actor=officer, application_id=application.pk, text="Rang the register.")
    assert note.author == officer
    with pytest.raises(NotAllowed):
        services.note_add(actor=ada, application_id=application.pk, text="Me too.")
    assert "note_added" not in event_kinds(application)
    assert timeline_full(application)[0].event.kind == "application.note_added"


def test_events_hold_no_personal_data(ada: User, officer: User):
    application = denied(officer, ada)
    services.note_add(actor=officer, application_id=application.pk, text="Ada Park")
    texts = " ".join(str(payload) for payload in Event.objects.values_list("payload", flat=True))
    for personal in ("Ada", "Park", "1103331", "bluekite", "Criterion 6.1 is"):
        assert personal not in texts
