"""The checklist, the second officer, the refusal of duplicates and the second look."""

from datetime import timedelta

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.applications import selectors, services
from apps.applications.criteria import CRITERIA
from apps.applications.models import Application, Check
from apps.applications.services import Verdict
from apps.applications.services.second_looks import is_drawn as by_chance
from apps.applications.states import ApplicationState
from apps.applications.timeline import timeline_public
from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed, NotFound
from apps.events.models import Event
from apps.notices.models import Message
from apps.policy.terms import Decisions
from apps.shippers.models import Membership, Shipper
from apps.work.models import Item
from tests.applications import answers
from tests.people import seller, staff

MUST, SHOULD, OPTIONAL = "4.1", "6.2", "3.1"


def save(actor: User, application: Application, *verdicts: Verdict, version: int = 1) -> list[Check]:
    return services.checks_save(actor=actor, application_id=application.pk, version=version, verdicts=verdicts)


def blocked(application: Application, actor: User) -> list[tuple[str, str]]:
    facts = selectors.facts_of(application, actor)
    return [(blocker.criterion, str(blocker.text)) for blocker in selectors.blockers(application.state, facts)]


def waits(application: Application) -> dict[str, User | None]:
    items = Item.objects.filter(subject_type="application", subject_id=application.pk, closed_at=None)
    return {item.kind: item.holder for item in items}


@pytest.fixture
def policy(monkeypatch):
    def set_to(**numbers: float) -> None:
        terms = Decisions(**{"countersign_denials": 1, "second_look": 0.0} | numbers)
        monkeypatch.setattr("apps.applications.selectors.decision_terms", lambda: terms)
        monkeypatch.setattr("apps.applications.selectors.decisions.decision_terms", lambda: terms)

    return set_to


class TestChecklist:
    def test_it_is_filled_in_part_by_part_and_only_what_changed_is_saved(self, ada: User, officer: User):
        application = answers.in_review(officer, ada)
        assert len(save(officer, application, Verdict(MUST, "met"), Verdict(SHOULD, "not_met", "No locks."))) == 2
        other = staff("officer", email="other@staff.example")
        (changed,) = save(other, application, Verdict(MUST, "met", seen=1), Verdict(SHOULD, "met", "Seen.", seen=1))
        assert (changed.criterion, changed.by, changed.revision) == (SHOULD, other, 2)
        assert application.checks.get(criterion=MUST).by == officer
        assert not save(other, application, Verdict(MUST, "met", seen=1))
        assert Event.objects.filter(kind="application.checked").count() == 2

    def test_the_revision_is_counted_and_not_believed(self, ada: User, officer: User):
        application = answers.in_review(officer, ada)
        (check,) = save(officer, application, Verdict(MUST, "met", seen=10**12))
        assert check.revision == 1

    @pytest.mark.parametrize(
        "verdict",
        [
            Verdict(MUST, "not_met"),
            Verdict(SHOULD, "not_applicable", "  "),
            Verdict(MUST, "not_applicable", "It does not matter here."),
            Verdict(MUST, "perhaps", "Hm."),
            Verdict("99.9", "met"),
        ],
    )
    def test_a_check_without_what_it_needs_is_refused_beside_its_criterion(self, verdict: Verdict, ada, officer):
        application = answers.in_review(officer, ada)
        with pytest.raises(Invalid) as refused:
            save(officer, application, Verdict("1.1", "met"), verdict)
        assert set(refused.value.fields) == {verdict.criterion}
        assert not application.checks.exists()

    def test_optional_criteria_and_good_practice_may_not_apply(self, ada: User, officer: User):
        application = answers.in_review(officer, ada)
        verdicts = [Verdict(number, "not_applicable", "Sells no brands.") for number in (SHOULD, OPTIONAL)]
        assert len(save(officer, application, *verdicts)) == 2

    def test_of_two_officers_the_second_is_shown_what_the_first_found(self, ada: User, officer: User):
        application = answers.in_review(officer, ada)
        save(officer, application, Verdict(MUST, "not_met", "No reasons on record."))
        with pytest.raises(Conflict) as refused:
            save(staff("officer", email="other@staff.example"), application, Verdict(MUST, "met"))
        assert "No reasons on record." in refused.value.fields[MUST][0]
        assert application.checks.get().outcome == "not_met"

    def test_a_reply_that_changes_an_answer_asks_to_look_again(self, ada: User, officer: User):
        application = answers.ready(officer, ada)
        services.info_request(
            actor=officer,
            application_id=application.pk,
            fields=["criterion-6.1:explanation", "criterion-7.1:explanation"],
            text="How?",
        )
        services.section_save(
            actor=ada,
            application_id=application.pk,
            key="criterion-6.1",
            typed={"answer": "yes", "explanation": "By hand."},
            version=1,
        )
        services.info_reply(actor=ada, application_id=application.pk, text="So.", signed_name="Ada Park")
        application.refresh_from_db()
        outdated = [checked.criterion.number for checked in selectors.checklist_of(application) if checked.outdated]
        assert outdated == ["6.1"], "what was asked about and left as it was needs no second look"
        with pytest.raises(Conflict, match=r"6\.1"):
            services.application_approve(actor=officer, application_id=application.pk)
        save(officer, application, Verdict("6.1", "met", seen=1), version=2)
        assert blocked(application, officer) == []

    def test_who_read_the_version_before_the_reply_has_not_checked_the_new_one(self, ada: User, officer: User):
        application = answers.in_review(officer, ada)
        services.info_request(
            actor=officer, application_id=application.pk, fields=["criterion-6.1:explanation"], text="How?"
        )
        services.section_save(
            actor=ada,
            application_id=application.pk,
            key="criterion-6.1",
            typed={"answer": "no", "explanation": "Never."},
            version=1,
        )
        services.info_reply(actor=ada, application_id=application.pk, text="So.", signed_name="Ada Park")
        save(officer, application, Verdict("6.1", "met"), version=1)
        assert next(c for c in selectors.checklist_of(application) if c.criterion.number == "6.1").outdated

    def test_a_new_file_for_a_criterion_asks_to_look_again(self, ada: User, officer: User):
        application = answers.ready(officer, ada)
        services.info_request(
            actor=officer, application_id=application.pk, fields=["criterion-2.1:explanation"], text="Which?"
        )
        criterion = next(criterion for criterion in CRITERIA if criterion.number == "2.1")
        services.evidence_add(
            actor=ada, application_id=application.pk, criterion=criterion, name="list.pdf", chunks=[answers.PDF]
        )
        services.info_reply(actor=ada, application_id=application.pk, text="So.", signed_name="Ada Park")
        assert [c.criterion.number for c in selectors.checklist_of(application) if c.outdated] == ["2.1"]

    def test_only_who_reviews_fills_it_in_and_only_during_the_review(self, ada: User, officer: User):
        application = answers.submitted(ada)
        with pytest.raises(Conflict, match="while the application is reviewed"):
            save(officer, application, Verdict(MUST, "met"))
        services.application_take(actor=officer, application_id=application.pk)
        for other in (ada, staff("auditor")):
            with pytest.raises(NotAllowed):
                save(other, application, Verdict(MUST, "met"))
        Membership.objects.create(shipper=application.shipper, user=officer, role=Membership.Role.VIEWER)
        with pytest.raises(Conflict, match="on this business's team"):
            save(officer, application, Verdict(MUST, "met"))

    def test_what_blocks_a_decision_is_listed_and_blocks_it(self, ada: User, officer: User):
        application = answers.submitted(ada)
        assert blocked(application, officer) == [("", "Nobody has taken the application for review.")]
        application = services.application_take(actor=officer, application_id=application.pk)
        assert (MUST, f"Criterion {MUST} has not been checked.") in blocked(application, officer)
        answers.checked(officer, application, unmet=[MUST])
        assert blocked(application, officer) == [
            (MUST, f"A must is not met: {MUST}. The application can't be approved.")
        ]
        with pytest.raises(Conflict, match=f"A must is not met: {MUST}"):
            services.application_approve(actor=officer, application_id=application.pk)
        assert (
            services.application_deny(
                actor=officer, application_id=application.pk, reasons=["criteria"], text="No."
            ).state
            == "denial_proposed"
        )

    def test_a_should_that_is_not_met_blocks_nothing(self, ada: User, officer: User):
        application = answers.checked(officer, answers.in_review(officer, ada), unmet=[SHOULD])
        assert services.application_approve(actor=officer, application_id=application.pk).state == "approved"


class TestCountersigning:
    def test_until_a_second_officer_agrees_the_applicant_knows_nothing(self, ada: User, officer: User):
        told = Message.objects.filter(recipient=ada).count()
        application = answers.proposed(officer, ada)
        assert application.state == ApplicationState.DENIAL_PROPOSED
        assert (application.public_state, application.get_state_display()) == ("in_review", "In review")
        assert not application.decisions.exists()
        assert Message.objects.filter(recipient=ada).exclude(kind="application.submitted").count() == told
        assert not any("enial" in str(told.title) for told in timeline_public(application))
        assert waits(application) == {"application_countersign": None}
        assert selectors.deadline_of(application) == application.decide_by
        with pytest.raises(Conflict, match="in review") as refused:
            services.info_reply(actor=ada, application_id=application.pk, text="Well?", signed_name="Ada Park")
        assert "denial" not in str(refused.value.message)

    def test_the_denial_takes_effect_with_both_officers_on_record(self, ada: User, officer: User):
        application = answers.proposed(officer, ada)
        with pytest.raises(Conflict, match="an officer who did not propose"):
            services.denial_countersign(actor=officer, application_id=application.pk)
        answers.countersigned(application)
        application.refresh_from_db()
        decision = application.decisions.get()
        assert (application.state, decision.by, decision.countersigned_by) == ("denied", officer, answers.second())
        assert "Criterion 6.1" in Message.objects.get(kind="application.denied", recipient=ada).body
        assert selectors.appeal_until(application) > clock.now()
        assert waits(application) == {}
        assert application.denials_proposed.get().outcome == "countersigned"

    def test_it_is_sent_back_to_its_officer_with_the_reason_as_a_note(self, ada: User, officer: User):
        application = answers.proposed(officer, ada)
        second = answers.second()
        with pytest.raises(Invalid):
            services.denial_send_back(actor=second, application_id=application.pk, text=" ")
        application = services.denial_send_back(actor=second, application_id=application.pk, text="6.1 is shown.")
        assert (application.state, application.reviewer) == ("in_review", officer)
        assert waits(application) == {"application": officer}
        assert application.notes.get().text == "6.1 is shown."
        assert (
            services.application_deny(
                actor=officer, application_id=application.pk, reasons=["criteria"], text="Not so."
            ).state
            == "denial_proposed"
        )
        assert application.denials_proposed.count() == 2

    def test_it_can_be_withdrawn_meanwhile(self, ada: User, officer: User):
        application = answers.proposed(officer, ada)
        assert services.application_withdraw(actor=ada, application_id=application.pk).state == "withdrawn"
        assert waits(application) == {}
        assert application.denials_proposed.get().outcome == "withdrawn"

    @pytest.mark.parametrize("who", ["proposed", "countersigned"])
    def test_neither_of_the_two_decides_the_appeal(self, who: str, ada: User):
        proposer, second = staff("supervisor"), staff("supervisor", email="second@staff.example")
        application = answers.denied(proposer, ada)
        services.application_appeal(actor=ada, application_id=application.pk, text="We do.")
        with pytest.raises(Conflict, match="Somebody else"):
            services.appeal_decide(
                actor=proposer if who == "proposed" else second, application_id=application.pk, grant=True, text="Yes."
            )

    def test_where_the_policy_asks_for_no_second_officer_a_denial_acts_at_once(self, policy, ada: User, officer: User):
        policy(countersign_denials=0)
        application = answers.proposed(officer, ada)
        decision = application.decisions.get()
        assert (application.state, decision.by, decision.countersigned_by) == ("denied", officer, None)
        assert not application.denials_proposed.exists()

    def test_who_ends_their_own_wait_once_the_policy_lets_them_countersigned_nothing(self, policy, ada, officer):
        application = answers.proposed(officer, ada)
        policy(countersign_denials=0)
        services.denial_countersign(actor=officer, application_id=application.pk)
        decision = application.decisions.get()
        assert (decision.by, decision.countersigned_by) == (officer, None)


class TestDuplicates:
    def test_only_a_record_that_matches_is_named_and_the_applicant_is_not_told_which(self, ada: User, officer: User):
        other = answers.submitted(seller("bo@shop.example")).shipper
        Shipper.objects.filter(pk=other.pk).update(name="Secret Twin LLC")
        application = answers.in_review(officer, ada)
        stranger = Shipper.objects.create(name="Stranger")
        for wrong in (stranger.pk, application.shipper_id):
            with pytest.raises(Invalid) as refused:
                services.application_refuse(
                    actor=officer, application_id=application.pk, duplicate_of=wrong, text="The same."
                )
            assert set(refused.value.fields) == {"duplicate_of"}
        with pytest.raises(Invalid):
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


class TestSecondLook:
    @pytest.fixture
    def drawn(self, monkeypatch):
        monkeypatch.setattr("apps.applications.services.second_looks.is_drawn", lambda share: True)

    def test_chance_takes_the_share_that_the_policy_says(self):
        assert all(by_chance(1.0) for _decision in range(50))
        assert not any(by_chance(0.0) for _decision in range(50))

    def test_another_officer_reads_the_decision_again_and_nothing_changes_by_it(self, drawn, ada, officer):
        application = answers.approved(officer, ada)
        (look,) = selectors.second_looks_open(application, answers.second())
        assert waits(application) == {"quality_review": None}
        assert not selectors.second_looks_open(application, officer)
        with pytest.raises(NotFound):
            services.second_look_give(actor=officer, look_id=look.pk, agrees=True)
        with pytest.raises(Invalid) as refused:
            services.second_look_give(actor=answers.second(), look_id=look.pk, agrees=False, note=" ")
        assert set(refused.value.fields) == {"note"}
        with pytest.raises(NotAllowed):
            services.second_look_give(actor=staff("auditor"), look_id=look.pk, agrees=True)
        services.second_look_give(actor=answers.second(), look_id=look.pk, agrees=False, note="4.1 is not shown.")
        look.refresh_from_db()
        application.refresh_from_db()
        assert (look.agrees, look.by, application.state) == (False, answers.second(), "approved")
        assert waits(application) == {}
        assert look.versions.count() == 2
        with pytest.raises(NotFound):
            services.second_look_give(actor=staff("supervisor"), look_id=look.pk, agrees=True)

    def test_who_countersigned_does_not_read_it_again(self, drawn, ada: User, officer: User):
        application = answers.denied(officer, ada)
        assert not selectors.second_looks_open(application, answers.second())
        assert selectors.second_looks_open(application, staff("supervisor"))


def test_the_review_of_an_application_is_given_to_another_officer(ada: User, officer: User, supervisor: User):
    application = answers.submitted(ada)
    with pytest.raises(NotAllowed):
        services.application_assign(actor=officer, application_id=application.pk, holder=officer)
    services.application_assign(actor=supervisor, application_id=application.pk, holder=officer)
    application.refresh_from_db()
    assert (application.state, application.reviewer, waits(application)) == (
        "in_review",
        officer,
        {"application": officer},
    )
    other = staff("officer", email="other@staff.example")
    services.application_assign(actor=supervisor, application_id=application.pk, holder=other)
    assert waits(application) == {"application": other}
    Membership.objects.create(shipper=application.shipper, user=officer, role=Membership.Role.VIEWER)
    with pytest.raises(Conflict, match="on this business's team"):
        services.application_assign(actor=supervisor, application_id=application.pk, holder=officer)


def test_nobody_chooses_who_reviews_a_business_of_their_own(ada: User, officer: User, supervisor: User):
    application = answers.submitted(ada)
    Membership.objects.create(shipper=application.shipper, user=supervisor, role=Membership.Role.VIEWER)
    with pytest.raises(Conflict, match="on this business's team"):
        services.application_assign(actor=supervisor, application_id=application.pk, holder=officer)


def test_lists_are_read_in_the_order_of_an_index(db):
    """However many there are, the first rows of the list are found without sorting all."""
    queue = selectors.applications_for_staff()
    with connection.cursor() as cursor:
        for setting in ("enable_sort", "enable_seqscan", "enable_hashjoin"):
            cursor.execute(f"SET LOCAL {setting} = off")
    for rows, index in (
        (queue, "application_due"),
        (queue.filter(state="approved"), "application_state_due"),
        (queue.filter(country="CN"), "application_country"),
        (queue.filter(reviewer=1), "application_reviewer"),
    ):
        plan = rows[:50].explain()
        assert index in plan
        assert "Sort" not in plan


def test_an_application_keeps_what_it_is_filtered_by(ada: User):
    application = answers.submitted(ada)
    application.refresh_from_db()
    assert (application.country, application.chapters) == ("US", ["95"])
    assert application.decide_by > clock.now() + timedelta(days=80)
