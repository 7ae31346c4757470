"""Decisions about applications: the checklist, standard paragraphs, two officers, second looks, several approvals."""

from typing import Any

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.applications import selectors, services
from apps.applications.models import Application, ApplicationState
from apps.applications.selectors import criteria_must
from apps.applications.services import note_add
from apps.audit.services import view_record
from apps.desk.applications.approvals import applications_approve, candidates_of
from tests.applications import answers
from tests.applications.removed_businesses import bar, double_of
from tests.desk.pages import page_of, read_page
from tests.people import seller, signed_in, staff

LIST = "/admin/applications/application/"


def checklist_data(client: Client, application: Application, **typed: str) -> dict[str, Any]:
    """Return the data of the checklist form as the page shows it, changed by `typed`; "4_1" is criterion 4.1."""
    form = next(form for name, _act, form in client.get(page_of(application)).context["actions"] if name == "check")
    sent = {"act": "check", "check-read": form.fields["read"].initial}
    for row in form.rows():
        outcome, note = row.saved
        name = row.name.removeprefix("check-").replace(".", "_")
        sent |= {f"initial-{row.name}": outcome, f"initial-{row.name}-note": note, f"{row.name}-seen": row.revision}
        sent |= {f"{row.name}-note": typed.get(f"{name}_note", note)}
        if found := typed.get(name, outcome):
            sent[row.name] = found
    return sent


def read_state(application: Application) -> str:
    application.refresh_from_db()
    return application.state


class TestChecklist:
    @pytest.mark.slow
    def test_checklist_filled_in_partly_says_which_criteria_are_missing(self, desk: Client, officer: User):
        application = answers.in_review(officer)
        text = read_page(desk, application, "checklist")
        assert "Criterion 4.1 has not been checked." in text
        assert "license.pdf" in text, "each criterion shows the answer and the files"
        sent = checklist_data(desk, application, **{"4_1": "met", "3_1": "not_applicable", "3_1_note": "No brand."})
        assert desk.post(page_of(application, "checklist"), sent).status_code == 302
        assert dict(application.checks.values_list("criterion", "outcome")) == {"4.1": "met", "3.1": "not_applicable"}
        text = read_page(desk, application, "checklist")
        assert "Criterion 4.1 has not been checked." not in text
        assert "No brand." in text

    @pytest.mark.slow
    def test_missing_outcome_is_named_beside_the_criterion_and_typed_notes_are_kept(self, desk, officer):
        application = answers.in_review(officer)
        sent = checklist_data(desk, application, **{"4_1": "not_met", "1_1_note": "Rang the register."})
        response = desk.post(page_of(application, "checklist"), sent)
        text = response.content.decode()
        assert response.status_code == 422
        assert not application.checks.exists()
        assert "Choose what you found." in text
        assert "Rang the register." in text

    @pytest.mark.slow
    def test_checklists_of_two_officers_conflict_only_in_the_same_criterion(self, desk, officer):
        application = answers.in_review(officer)
        theirs = signed_in(staff("officer", email="other@staff.example"))
        first = checklist_data(desk, application, **{"4_1": "met"})
        second = checklist_data(theirs, application, **{"4_2": "met"})
        third = checklist_data(theirs, application, **{"4_1": "not_met", "4_1_note": "No reasons.", "5_1": "met"})
        desk.post(page_of(application, "checklist"), first)
        assert theirs.post(page_of(application, "checklist"), second).status_code == 302
        response = theirs.post(page_of(application, "checklist"), third)
        text = response.content.decode()
        assert response.status_code == 409
        assert "has saved this check since you opened the page: Met." in text
        assert "No reasons." in text
        assert application.checks.get(criterion="4.1").outcome == "met"
        assert not application.checks.filter(criterion="5.1").exists()
        form = next(form for name, _act, form in response.context["actions"] if name == "check")
        row = next(row for row in form.rows() if row.criterion.number == "4.1")
        assert (row.saved[0], row.typed[0], row.revision) == ("met", "not_met", 1), "saving again replaces it"

    @pytest.mark.slow
    def test_checklist_is_hidden_from_sellers_and_read_only_for_auditors(self, desk: Client, officer: User, ada: User):
        application = answers.checked(officer, answers.in_review(officer, ada), unmet=["6.1"])
        auditor = signed_in(staff("auditor"))
        text = read_page(auditor, application, "checklist")
        assert "Not shown." in text
        assert "Save the checklist" not in text
        assert (
            auditor.post(page_of(application), checklist_data(desk, application, **{"6_1": "met"})).status_code == 403
        )
        assert application.checks.get(criterion="6.1").outcome == "not_met"
        for url in ("portal:application", "portal:apply_copy"):
            assert "Not shown." not in signed_in(ada).get(reverse(url, args=[application.pk])).content.decode()


class TestTwoOfficers:
    @pytest.mark.slow
    def test_denial_is_hidden_from_the_seller_until_a_second_officer_countersigns(
        self, desk: Client, officer: User, ada: User
    ):
        application = answers.checked(officer, answers.in_review(officer, ada), unmet=["1.1"])
        deny = {"act": "deny", "deny-reasons": ["identity"], "deny-text": "Another director."}
        response = desk.post(page_of(application), deny, follow=True)
        assert "A second officer countersigns it" in response.content.decode()
        acts = {name: act for name, act, _form in desk.get(page_of(application)).context["actions"]}
        assert "an officer who did not propose" in str(acts["countersign"].blocked)
        desk.post(page_of(application), {"act": "countersign"})
        assert read_state(application) == "denial_proposed"
        hidden = signed_in(ada).get(reverse("portal:application", args=[application.pk])).content.decode()
        assert "In review" in hidden
        assert "Another director." not in hidden
        second = signed_in(answers.second())
        assert "Another director." in read_page(second, application)
        second.post(page_of(application), {"act": "countersign"})
        assert read_state(application) == "denied"
        html = signed_in(ada).get(reverse("portal:application", args=[application.pk])).content.decode()
        assert "Another director." in html

    @pytest.mark.slow
    def test_duplicate_is_refused_by_choosing_a_matching_record(self, desk: Client, officer: User):
        other = answers.submitted(seller("bo@shop.example"))
        application = answers.in_review(officer)
        refuse = {"act": "refuse", "refuse-duplicate_of": other.shipper_id, "refuse-canned": ["duplicate_applied"]}
        desk.post(page_of(application), refuse | {"refuse-duplicate_of": application.shipper_id})
        assert read_state(application) == "in_review"
        desk.post(page_of(application), refuse)
        assert read_state(application) == "denial_proposed"
        assert application.denials_proposed.get().duplicate_of == other.shipper

    @pytest.mark.slow
    def test_refusal_as_a_duplicate_needs_a_matching_record(self, desk: Client, officer: User):
        application = answers.in_review(officer)
        acts = {name: act for name, act, _form in desk.get(page_of(application)).context["actions"]}
        assert str(acts["refuse"].blocked) == "No other record matches this business."

    @pytest.mark.slow
    def test_second_look_is_written_on_the_page_and_read_by_the_officer_who_decided(self, desk, officer, monkeypatch):
        monkeypatch.setattr("apps.applications.services.second_looks.is_drawn", lambda share: True)
        application = answers.approved(officer)
        name = f"look-{selectors.second_looks_open(application, answers.second())[0].pk}"
        desk.post(page_of(application), {"act": name, f"{name}-agrees": "yes"})
        second = signed_in(answers.second())
        assert second.post(page_of(application), {"act": name, f"{name}-agrees": "no"}).status_code == 422
        second.post(page_of(application), {"act": name, f"{name}-agrees": "no", f"{name}-note": "4.1 is not shown."})
        assert "4.1 is not shown." in read_page(desk, application)
        mine = desk.get(reverse("admin:applications_secondlook_changelist"), {"decided": "me", "result": "disagrees"})
        assert "4.1 is not shown." in mine.content.decode()


@pytest.mark.slow
def test_standard_paragraphs_are_copied_into_the_text_for_editing(desk: Client, officer: User):
    application = answers.in_review(officer)
    typed = {
        "act": "ask",
        "ask-about-products:hs": "Who chose it?",
        "ask-canned": ["hs_reason", "value_source"],
        "ask-text": "Thank you.",
        "ask-language": "es",
    }
    response = desk.post(page_of(application), typed | {"ask-canned-take": ""})
    assert response.status_code == 200
    assert read_state(application) == "in_review"
    form = next(form for name, _act, form in response.context["actions"] if name == "ask")
    assert not form.is_bound
    assert form["text"].value().startswith("Please say how you chose the HS code")
    assert form["text"].value().endswith("Thank you.")
    assert (form["canned"].value(), form["about-products:hs"].value(), form["language"].value()) == (
        [],
        "Who chose it?",
        "en",
    )


class TestApprovalsTogether:
    def selection_data(self, *applications: Application) -> dict[str, Any]:
        return {"action": "approve", ACTION_CHECKBOX_NAME: [application.pk for application in applications]}

    @pytest.mark.slow
    def test_applications_approved_together_were_taken_opened_and_checked(self, desk: Client, officer: User):
        other = staff("officer", email="other@staff.example")
        people = (seller(f"{name}@shop.example") for name in ("a", "b", "c", "d", "e"))
        ready = answers.ready(officer, next(people))
        unopened = answers.ready(officer, next(people))
        unchecked = answers.in_review(officer, next(people))
        others = answers.ready(other, next(people))
        changed = answers.ready(officer, next(people))
        for application in (ready, unchecked, others, changed):
            desk.get(page_of(application))
        services.application_message_write(
            actor=changed.created_by, application_id=changed.pk, text="Wait!", language="en"
        )
        every = (ready, unopened, unchecked, others, changed)
        confirmation = desk.post(LIST, self.selection_data(*every)).content.decode()
        for reason in (
            "You have not opened it.",
            "These criteria must be checked",
            "You have not taken it.",
            "It has changed since you opened it.",
        ):
            assert reason in confirmation
        assert read_state(ready) == "in_review", "it is asked once more"
        done = desk.post(LIST, self.selection_data(*every) | {"confirmed": "yes"}, follow=True).content.decode()
        assert "Approved: Blue Kite Toys LLC." in done
        assert [read_state(application) for application in every] == ["approved", *["in_review"] * 4]


@pytest.mark.slow
def test_filters_of_the_list_combine(desk: Client, officer: User, django_assert_max_num_queries):
    waiting = answers.submitted(seller("bo@shop.example"))
    proposed = answers.proposed(officer, seller("cy@shop.example"))

    def list_ids(**chosen: object) -> set[int]:
        return {row.pk for row in desk.get(LIST, chosen).context["cl"].result_list}

    assert list_ids(state=ApplicationState.DENIAL_PROPOSED) == {proposed.pk}
    assert list_ids(country="US", chapter="95") == {waiting.pk, proposed.pk}
    assert list_ids(country="US", chapter="95", officer=officer.pk) == {proposed.pk}
    assert list_ids(country="CN") == list_ids(chapter="61") == set()
    assert list_ids(q=str(waiting.pk)) == {waiting.pk}
    assert list_ids(q="kite toys", state="submitted") == {waiting.pk}
    assert "Denial to be countersigned" in desk.get(LIST).content.decode()
    with django_assert_max_num_queries(20):
        desk.get(LIST, {"country": "US", "chapter": "95", "q": "kite", "state": "submitted", "age": "30"})


def test_checklist_has_a_row_for_every_criterion_that_was_asked(desk: Client, officer: User):
    text = read_page(desk, answers.in_review(officer), "checklist")
    assert all(f'id="id_check-{criterion.number}"' in text for criterion in criteria_must())


def test_change_by_another_officer_blocks_the_approval_and_an_own_change_does_not() -> None:
    officer, other = answers.officer(), staff("officer", email="other@staff.example")
    application = answers.ready(officer)
    view_record(actor=officer, subject=("application", application.pk), shipper_id=application.shipper_id)

    def read_blocked_reason() -> str:
        [candidate] = candidates_of(actor=officer, application_ids=[application.pk])
        return str(candidate.blocked)

    note_add(actor=officer, application_id=application.pk, text="All is well.")
    assert read_blocked_reason() == ""
    note_add(actor=other, application_id=application.pk, text="Wait.")
    assert read_blocked_reason() == "It has changed since you opened it."


@pytest.mark.parametrize("role", ["officer", "supervisor"])
def test_likely_removed_business_is_not_approved_with_others(role: str) -> None:
    officer = staff(role)
    application = answers.ready(officer)
    other = bar(double_of(application.shipper))
    view_record(actor=officer, subject=("application", application.pk), shipper_id=application.shipper_id)
    [candidate] = applications_approve(actor=officer, application_ids=[application.pk])
    assert other.ksn in str(candidate.blocked)
    application.refresh_from_db()
    assert application.state == "in_review"


@pytest.mark.slow
def test_likely_removed_business_is_approved_by_a_supervisor_with_a_reason() -> None:
    officer = answers.officer()
    application = answers.ready(officer)
    other = bar(double_of(application.shipper))
    url = reverse("admin:applications_application_change", args=[application.pk]) + "?panel=vetting"
    page = signed_in(officer).get(url)
    assert "Removed, or left while its removal was proposed; may apply again from" in page.text
    assert any(other.ksn in str(blocker.text) for blocker in page.context["blockers"])
    acts = {name: act for name, act, _form in page.context["actions"]}
    assert other.ksn in str(acts["approve"].blocked)
    client = signed_in(staff("supervisor"))
    page = client.get(url)
    acts = {name: (act, form) for name, act, form in page.context["actions"]}
    act, form = acts["approve"]
    assert not act.blocked
    assert form.fields["text"].required
    sent = {"act": "approve", "_seen": page.context["seen"]}
    assert client.post(url, sent).status_code == 422
    client.post(url, sent | {"approve-text": "Other owners, by the register."})
    application.refresh_from_db()
    assert application.state == "approved"
