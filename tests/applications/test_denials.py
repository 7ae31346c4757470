"""Denials: countersigning by a second officer, and the refusal of duplicates."""

from datetime import timedelta

import pytest

from apps.accounts.models import User
from apps.applications import selectors, services
from apps.applications.models import Application, ApplicationState
from apps.applications.timeline import timeline_public
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.events.services import record
from apps.notices.models import Message
from apps.policy.procedures import Decisions
from apps.shippers.models import Membership, Role, Shipper
from apps.work.models import Item
from apps.work.services import colleague_answer, colleague_ask
from tests.applications import answers
from tests.outbox import deliver
from tests.people import seller, staff
from tests.refusals import refused


@pytest.fixture
def policy(monkeypatch):
    def set_to(**numbers: float) -> None:
        terms = Decisions(**{"countersign_denials": 1, "second_look": 0.0} | numbers)
        monkeypatch.setattr("apps.applications.selectors.decision_terms", lambda: terms)
        monkeypatch.setattr("apps.applications.selectors.decisions.decision_terms", lambda: terms)

    return set_to


def test_the_applicant_learns_nothing_of_a_denial_before_it_is_countersigned(ada: User, officer: User):
    told = Message.objects.filter(recipient=ada).count()
    application = answers.proposed(officer, ada)
    assert application.state == ApplicationState.DENIAL_PROPOSED
    assert (application.public_state, application.get_state_display()) == ("in_review", "In review")
    assert not application.decisions.exists()
    assert Message.objects.filter(recipient=ada).exclude(kind="application.submitted").count() == told
    assert not any("enial" in str(told.title) for told in timeline_public(application))
    assert answers.work_holders(application) == {"application_countersign": None}
    assert selectors.deadline_of(application) == application.decide_by
    with pytest.raises(Conflict, match="in review") as refused:
        answers.reply(ada, application, "Well?")
    assert "denial" not in str(refused.value.message)


def test_a_countersigned_denial_names_both_officers(ada: User, officer: User):
    application = answers.proposed(officer, ada)
    with pytest.raises(Conflict, match="an officer who did not propose"):
        services.denial_countersign(actor=officer, application_id=application.pk)
    answers.countersigned(application)
    application.refresh_from_db()
    decision = application.decisions.get()
    assert (application.state, decision.by, decision.countersigned_by) == ("denied", officer, answers.second())
    assert "Criterion 6.1" in Message.objects.get(kind="application.denied", recipient=ada).body
    assert selectors.appeal_until(application) > clock.now()
    assert answers.work_holders(application) == {}
    assert application.denials_proposed.get().outcome == "countersigned"


def test_time_to_appeal_a_denial_begins_when_it_reaches_somebody_who_signs(ada: User, officer: User):
    application = answers.proposed(officer, ada)
    place = Membership.objects.get(shipper=application.shipper, user=ada)
    role, place.role = place.role, Role.PREPARER
    place.save()
    answers.countersigned(application)
    application.refresh_from_db()
    assert (application.decisions.get().delivered_at, selectors.appeal_until(application)) == (None, None)
    assert "Nobody signs for your business now" in Message.objects.get(kind="application.denied").body
    with clock.at(clock.now() + timedelta(days=200)):
        services.denials_deliver(shipper_id=application.shipper_id)
        assert Message.objects.filter(kind="application.denied").count() == 1, "there is still nobody"
        place.role = role
        place.save()
        record("shippers.member_role_changed", subject=("membership", place.pk), shipper_id=application.shipper_id)
        deliver()
        application = Application.objects.get(pk=application.pk)
        assert selectors.appeal_until(application) >= clock.now() + timedelta(days=selectors.clocks().appeal_days)
        assert "You can appeal until" in Message.objects.filter(kind="application.denied").latest("pk").body
        services.application_appeal(actor=ada, application_id=application.pk, text="We do check.")


def test_time_to_appeal_a_denial_that_reached_a_signer_at_once_ends_with_its_day(ada: User, officer: User):
    application = answers.denied(officer, ada)
    decision = application.decisions.get()
    assert decision.delivered_at == decision.at
    until = selectors.appeal_until(application)
    with clock.at(until + timedelta(seconds=1)), pytest.raises(Conflict, match="time to appeal has ended"):
        services.application_appeal(actor=ada, application_id=application.pk, text="Late.")


def test_target_of_a_review_stays_where_it_was_when_a_denial_is_sent_back(ada: User, officer: User):
    application = answers.in_review(officer, ada)
    review = Item.objects.get(kind="application", subject_id=application.pk)
    answers.checked(officer, application, unmet=["6.1"])
    services.application_deny(actor=officer, application_id=application.pk, reasons=["criteria"], text="Not shown.")
    with clock.at(clock.now() + timedelta(days=20)):
        services.denial_send_back(actor=answers.second(), application_id=application.pk, text="6.1 is shown.")
        reopened = Item.objects.get(kind="application", subject_id=application.pk, closed_at=None)
    assert reopened.target_on == review.target_on, "the review is as old as it was"
    assert (reopened.opened_at, reopened.due_at) == (review.opened_at, review.due_at)
    assert (reopened.holder, reopened.state) == (officer, "in_review")


class TestGrounds:
    """The grounds of a denial are compared with what is known of the application."""

    def deny(self, officer: User, application: Application, **given: object) -> Application:
        words = {"reasons": ["criteria"], "text": "Not shown."} | given
        return services.application_deny(actor=officer, application_id=application.pk, **words)

    def test_grounds_that_the_application_contradicts_are_refused_with_what_is_known(self, ada: User, officer: User):
        application = answers.ready(officer, ada)
        with pytest.raises(InvalidInput) as refused:
            self.deny(officer, application, canned=["must_not_met"])
        [said] = refused.value.fields["explanation"]
        assert "No criterion marked must was found unmet." in said
        assert "The applicant answered no to none of the criteria marked must" in said
        assert application.denials_proposed.count() == 0

    @pytest.mark.parametrize(
        ("given", "known"),
        [
            ({"reasons": ["identity"]}, "Criterion 1.1, the registered business, was found met"),
            ({"reasons": ["incomplete"]}, "Nobody asked the applicant for information."),
            ({"reasons": ["false"]}, "No criterion was found unmet"),
            ({"reasons": ["record"]}, "No violation that counts"),
            ({"reasons": ["not_eligible"]}, "names a storefront"),
            ({"canned": ["no_reply"]}, "No request for information was left without a reply."),
            ({"canned": ["reply_incomplete"]}, "did not reply to any request"),
            ({"text": "Criterion 7.1 is not met."}, "The text names criterion 7.1, which was found met."),
        ],
    )
    def test_each_ground_is_compared_with_what_is_known(self, given: dict, known: str, ada: User, officer: User):
        application = answers.ready(officer, ada)
        with pytest.raises(InvalidInput, match=known):
            self.deny(officer, application, **given)

    def test_contradicted_grounds_are_explained_by_both_officers(self, ada: User, officer: User):
        application = self.deny(
            officer, answers.ready(officer, ada), reasons=["identity"], explanation="The extract is of another firm."
        )
        assert selectors.grounds_contradicted(
            application, application.denials_proposed.get(), selectors.checklist_of(application)
        )
        with pytest.raises(InvalidInput, match="The program has other information"):
            services.denial_countersign(actor=answers.second(), application_id=application.pk)
        services.denial_countersign(
            actor=answers.second(), application_id=application.pk, explanation="I called the register."
        )
        decision = application.decisions.get()
        assert "The extract is of another firm." in decision.explanation
        assert f"{answers.second()}: I called the register." in decision.explanation
        assert "another firm" not in Message.objects.get(kind="application.denied").body, "only staff read it"

    def test_grounds_that_became_false_are_seen_by_the_second_officer(self, ada: User, officer: User):
        application = answers.proposed(officer, ada)
        application.checks.filter(criterion="6.1").update(outcome="met")
        with pytest.raises(InvalidInput, match="No criterion marked must was found unmet"):
            services.denial_countersign(actor=answers.second(), application_id=application.pk)


def test_a_denial_is_sent_back_to_its_officer_with_the_reason_as_a_note(ada: User, officer: User):
    application = answers.proposed(officer, ada)
    second = answers.second()
    with pytest.raises(InvalidInput):
        services.denial_send_back(actor=second, application_id=application.pk, text=" ")
    application = services.denial_send_back(actor=second, application_id=application.pk, text="6.1 is shown.")
    assert (application.state, application.reviewer) == ("in_review", officer)
    assert answers.work_holders(application) == {"application": officer}
    assert application.notes.get().text == "6.1 is shown."
    assert (
        services.application_deny(
            actor=officer, application_id=application.pk, reasons=["criteria"], text="Not so."
        ).state
        == "denial_proposed"
    )
    assert application.denials_proposed.count() == 2


def test_an_application_can_be_withdrawn_while_a_denial_is_proposed(ada: User, officer: User):
    application = answers.proposed(officer, ada)
    assert services.application_withdraw(actor=ada, application_id=application.pk).state == "withdrawn"
    assert answers.work_holders(application) == {}
    assert application.denials_proposed.get().outcome == "withdrawn"


@pytest.mark.parametrize("who", ["proposed", "countersigned"])
def test_the_proposer_and_the_countersigner_may_not_decide_the_appeal(who: str, ada: User):
    proposer, second = staff("supervisor"), staff("supervisor", email="second@staff.example")
    application = answers.denied(proposer, ada)
    services.application_appeal(actor=ada, application_id=application.pk, text="We do.")
    with pytest.raises(Conflict, match="took no part in the review"):
        services.appeal_decide(
            actor=proposer if who == "proposed" else second, application_id=application.pk, grant=True, text="Yes."
        )


@pytest.mark.parametrize("part", ["checked", "sent back", "advised"])
def test_appeal_is_not_decided_by_somebody_who_took_part_in_the_review(part: str, ada: User, officer: User):
    supervisor, other = staff("supervisor"), staff("deputy")
    if part == "checked":
        application = answers.checked(supervisor, answers.in_review(supervisor, ada), unmet=["6.1"])
        services.application_assign(actor=other, application_id=application.pk, holder=officer)
    elif part == "advised":
        application = answers.checked(officer, answers.in_review(officer, ada), unmet=["6.1"])
        case = {"subject": ("application", application.pk), "title": "It", "shipper_id": application.shipper_id}
        [note] = colleague_ask(actor=officer, colleagues=[supervisor], text="Is this shown?", **case)
        colleague_answer(actor=supervisor, note_id=note.pk, text="It is not.")
    else:
        application = answers.proposed(officer, ada)
        services.denial_send_back(actor=supervisor, application_id=application.pk, text="Say more.")
    services.application_deny(actor=officer, application_id=application.pk, reasons=["criteria"], text="Not shown.")
    answers.countersigned(application)
    services.application_appeal(actor=ada, application_id=application.pk, text="We do.")
    with pytest.raises(Conflict, match="took no part in the review"):
        services.appeal_decide(actor=supervisor, application_id=application.pk, grant=True, text="Yes.")
    services.appeal_decide(actor=other, application_id=application.pk, grant=True, text="Yes.")


def test_without_countersigning_in_the_policy_a_denial_takes_effect_at_once(policy, ada: User, officer: User):
    policy(countersign_denials=0)
    application = answers.proposed(officer, ada)
    decision = application.decisions.get()
    assert (application.state, decision.by, decision.countersigned_by) == ("denied", officer, None)
    assert not application.denials_proposed.exists()


def test_a_proposer_who_ends_the_wait_is_not_recorded_as_countersigner(policy, ada, officer):
    application = answers.proposed(officer, ada)
    policy(countersign_denials=0)
    services.denial_countersign(actor=officer, application_id=application.pk)
    decision = application.decisions.get()
    assert (decision.by, decision.countersigned_by) == (officer, None)


def test_only_a_matching_record_can_be_the_duplicate_and_the_applicant_is_not_told_which(ada: User, officer: User):
    other = answers.submitted(seller("bo@shop.example")).shipper
    Shipper.objects.filter(pk=other.pk).update(name="Secret Twin LLC")
    application = answers.in_review(officer, ada)
    stranger = Shipper.objects.create(name="Stranger")
    for wrong in (stranger.pk, application.shipper_id):
        with refused("duplicate_of"):
            services.application_refuse(
                actor=officer, application_id=application.pk, duplicate_of=wrong, text="The same."
            )
    with pytest.raises(InvalidInput):
        services.application_refuse(actor=officer, application_id=application.pk, duplicate_of=other.pk)
    services.application_refuse(
        actor=officer, application_id=application.pk, duplicate_of=other.pk, canned=["duplicate_same"]
    )
    answers.countersigned(application)
    decision = application.decisions.get()
    assert (decision.reasons, decision.duplicate_of) == (["duplicate"], other)
    body = Message.objects.get(kind="application.denied", recipient=ada).body
    assert "another record" in body
    assert "Secret Twin" not in body


def test_one_must_that_is_not_met_and_a_paragraph_are_enough_for_a_denial(ada: User, officer: User):
    application = answers.in_review(officer, ada)
    deny = {"actor": officer, "application_id": application.pk, "reasons": ["criteria"], "canned": ["must_not_shown"]}
    with pytest.raises(Conflict, match="must be checked"):
        services.application_deny(**deny)
    unmet = services.CriterionVerdict("6.1", "not_met", "Nothing shows it.")
    services.checks_save(actor=officer, application_id=application.pk, version=1, verdicts=[unmet])
    services.application_deny(**deny)
    proposal = application.denials_proposed.get()
    assert (proposal.text, proposal.canned) == ("", ["must_not_shown"])
