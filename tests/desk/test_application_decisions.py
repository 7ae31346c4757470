"""At the desk: the checklist, paragraphs taken into the text, the second officer, second looks, and many at once."""

from typing import Any

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.applications import selectors, services
from apps.applications.criteria import CRITERIA
from apps.applications.models import Application
from apps.applications.states import ApplicationState
from tests.applications import answers
from tests.people import seller, signed_in, staff

pytestmark = pytest.mark.django_db
LIST = "/admin/applications/application/"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def officer() -> User:
    return answers.officer()


@pytest.fixture
def client(officer: User) -> Client:
    return signed_in(officer)


def page(application: Application, panel: str = "") -> str:
    url = reverse("admin:applications_application_change", args=[application.pk])
    return f"{url}?panel={panel}" if panel else url


def read(client: Client, application: Application, panel: str = "") -> str:
    return client.get(page(application, panel)).content.decode()


def checklist(client: Client, application: Application, **typed: str) -> dict[str, Any]:
    """The form as the page draws it, with some of it typed over; "4_1" is the criterion 4.1."""
    form = next(form for name, _act, form in client.get(page(application)).context["actions"] if name == "check")
    sent = {"act": "check", "check-read": form.fields["read"].initial}
    for row in form.rows():
        outcome, note = row.saved
        name = row.name.removeprefix("check-").replace(".", "_")
        sent |= {f"initial-{row.name}": outcome, f"initial-{row.name}-note": note, f"{row.name}-seen": row.revision}
        sent |= {f"{row.name}-note": typed.get(f"{name}_note", note)}
        if found := typed.get(name, outcome):
            sent[row.name] = found
    return sent


def state(application: Application) -> str:
    application.refresh_from_db()
    return application.state


class TestChecklist:
    def test_an_officer_fills_in_a_part_and_reads_what_still_blocks(self, client: Client, officer: User):
        application = answers.in_review(officer)
        text = read(client, application, "checklist")
        assert "Criterion 4.1 has not been checked." in text
        assert "license.pdf" in text, "each criterion shows the answer and the files"
        sent = checklist(client, application, **{"4_1": "met", "6_2": "not_applicable", "6_2_note": "No site."})
        assert client.post(page(application, "checklist"), sent).status_code == 302
        assert dict(application.checks.values_list("criterion", "outcome")) == {"4.1": "met", "6.2": "not_applicable"}
        text = read(client, application, "checklist")
        assert "Criterion 4.1 has not been checked." not in text
        assert "No site." in text

    def test_what_is_missing_is_told_beside_its_criterion_and_nothing_typed_is_lost(self, client, officer):
        application = answers.in_review(officer)
        sent = checklist(client, application, **{"4_1": "not_met", "1_1_note": "Rang the register."})
        response = client.post(page(application, "checklist"), sent)
        text = response.content.decode()
        assert response.status_code == 422
        assert not application.checks.exists()
        assert "Choose what you found." in text
        assert "Rang the register." in text

    def test_two_officers_fill_in_different_criteria_and_only_the_same_one_is_a_conflict(self, client, officer):
        application = answers.in_review(officer)
        theirs = signed_in(staff("officer", email="other@staff.example"))
        first = checklist(client, application, **{"4_1": "met"})
        second = checklist(theirs, application, **{"4_2": "met"})
        third = checklist(theirs, application, **{"4_1": "not_met", "4_1_note": "No reasons.", "5_1": "met"})
        client.post(page(application, "checklist"), first)
        assert theirs.post(page(application, "checklist"), second).status_code == 302
        response = theirs.post(page(application, "checklist"), third)
        text = response.content.decode()
        assert response.status_code == 409
        assert "has saved this check since you opened the page: Met." in text
        assert "No reasons." in text
        assert application.checks.get(criterion="4.1").outcome == "met"
        assert not application.checks.filter(criterion="5.1").exists()
        form = next(form for name, _act, form in response.context["actions"] if name == "check")
        row = next(row for row in form.rows() if row.criterion.number == "4.1")
        assert (row.saved[0], row.typed[0], row.revision) == ("met", "not_met", 1), "saving again replaces it"

    def test_sellers_never_see_it_and_auditors_only_read(self, client: Client, officer: User):
        ada = seller()
        application = answers.checked(officer, answers.in_review(officer, ada), unmet=["6.1"])
        auditor = signed_in(staff("auditor"))
        text = read(auditor, application, "checklist")
        assert "Not shown." in text
        assert "Save the checklist" not in text
        assert auditor.post(page(application), checklist(client, application, **{"6_1": "met"})).status_code == 403
        assert application.checks.get(criterion="6.1").outcome == "not_met"
        for url in ("portal:application", "portal:apply_copy"):
            assert "Not shown." not in signed_in(ada).get(reverse(url, args=[application.pk])).content.decode()


class TestTwoOfficers:
    def test_a_denial_is_proposed_read_and_countersigned(self, client: Client, officer: User):
        ada = seller()
        application = answers.ready(officer, ada)
        deny = {"act": "deny", "deny-reasons": ["identity"], "deny-text": "Another director."}
        response = client.post(page(application), deny, follow=True)
        assert "A second officer countersigns it" in response.content.decode()
        acts = {name: act for name, act, _form in client.get(page(application)).context["actions"]}
        assert "an officer who did not propose" in str(acts["countersign"].blocked)
        client.post(page(application), {"act": "countersign"})
        assert state(application) == "denial_proposed"
        hidden = signed_in(ada).get(reverse("portal:application", args=[application.pk])).content.decode()
        assert "In review" in hidden
        assert "Another director." not in hidden
        second = signed_in(answers.second())
        assert "Another director." in read(second, application)
        second.post(page(application), {"act": "countersign"})
        assert state(application) == "denied"
        shown = signed_in(ada).get(reverse("portal:application", args=[application.pk])).content.decode()
        assert "Another director." in shown

    def test_a_duplicate_is_refused_by_naming_what_matches(self, client: Client, officer: User):
        other = answers.submitted(seller("bo@shop.example"))
        application = answers.in_review(officer)
        refuse = {"act": "refuse", "refuse-duplicate_of": other.shipper_id, "refuse-canned": ["duplicate_applied"]}
        client.post(page(application), refuse | {"refuse-duplicate_of": application.shipper_id})
        assert state(application) == "in_review"
        client.post(page(application), refuse)
        assert state(application) == "denial_proposed"
        assert application.denials_proposed.get().duplicate_of == other.shipper

    def test_without_a_match_there_is_nothing_to_refuse(self, client: Client, officer: User):
        application = answers.in_review(officer)
        acts = {name: act for name, act, _form in client.get(page(application)).context["actions"]}
        assert str(acts["refuse"].blocked) == "No other record matches this business."

    def test_a_second_look_is_given_on_the_page_and_who_decided_reads_it(self, client, officer, monkeypatch):
        monkeypatch.setattr("apps.applications.services.second_looks.is_drawn", lambda share: True)
        application = answers.approved(officer)
        name = f"look-{selectors.second_looks_open(application, answers.second())[0].pk}"
        client.post(page(application), {"act": name, f"{name}-agrees": "yes"})
        second = signed_in(answers.second())
        assert second.post(page(application), {"act": name, f"{name}-agrees": "no"}).status_code == 422
        second.post(page(application), {"act": name, f"{name}-agrees": "no", f"{name}-note": "4.1 is not shown."})
        assert "4.1 is not shown." in read(client, application)
        mine = client.get(reverse("admin:applications_secondlook_changelist"), {"decided": "me", "result": "disagrees"})
        assert "4.1 is not shown." in mine.content.decode()


def test_paragraphs_are_taken_into_the_text_to_be_changed(client: Client, officer: User):
    application = answers.in_review(officer)
    typed = {
        "act": "ask",
        "ask-fields_asked": ["products:hs"],
        "ask-canned": ["hs_reason", "value_source"],
        "ask-text": "Thank you.",
        "ask-language": "es",
    }
    response = client.post(page(application), typed | {"ask-canned-take": ""})
    assert response.status_code == 200
    assert state(application) == "in_review"
    form = next(form for name, _act, form in response.context["actions"] if name == "ask")
    assert not form.is_bound
    assert form["text"].value().startswith("Please say how you chose the HS code")
    assert form["text"].value().endswith("Thank you.")
    assert (form["canned"].value(), form["fields_asked"].value(), form["language"].value()) == (
        [],
        ["products:hs"],
        "en",
    )


class TestMany:
    def chosen(self, *applications: Application) -> dict[str, Any]:
        return {"action": "approve", ACTION_CHECKBOX_NAME: [application.pk for application in applications]}

    def test_only_what_was_taken_read_and_checked_is_approved(self, client: Client, officer: User):
        other = staff("officer", email="other@staff.example")
        people = (seller(f"{name}@shop.example") for name in ("a", "b", "c", "d", "e"))
        ready = answers.ready(officer, next(people))
        unopened = answers.ready(officer, next(people))
        unchecked = answers.in_review(officer, next(people))
        others = answers.ready(other, next(people))
        changed = answers.ready(officer, next(people))
        for application in (ready, unchecked, others, changed):
            client.get(page(application))
        services.application_message_write(
            actor=changed.created_by, application_id=changed.pk, text="Wait!", language="en"
        )
        every = (ready, unopened, unchecked, others, changed)
        asked = client.post(LIST, self.chosen(*every)).content.decode()
        for reason in (
            "You have not opened it.",
            "These criteria must be checked",
            "You have not taken it.",
            "It has changed since you opened it.",
        ):
            assert reason in asked
        assert state(ready) == "in_review", "it is asked once more"
        done = client.post(LIST, self.chosen(*every) | {"confirmed": "yes"}, follow=True).content.decode()
        assert "Approved: Blue Kite Toys LLC." in done
        assert [state(application) for application in every] == ["approved", *["in_review"] * 4]

    @pytest.mark.parametrize("role", ["auditor", "analyst"])
    def test_who_decides_nothing_is_not_offered_it(self, role: str, officer: User):
        application = answers.ready(officer)
        client = signed_in(staff(role))
        assert "approve" not in str(client.get(LIST).context.get("action_form", ""))
        client.post(LIST, self.chosen(application) | {"confirmed": "yes"})
        assert state(application) == "in_review"


def test_the_filters_of_the_list_combine(client: Client, officer: User, django_assert_max_num_queries):
    waiting = answers.submitted(seller("bo@shop.example"))
    proposed = answers.proposed(officer, seller("cy@shop.example"))

    def listed(**chosen: object) -> set[int]:
        return {row.pk for row in client.get(LIST, chosen).context["cl"].result_list}

    assert listed(state=ApplicationState.DENIAL_PROPOSED) == {proposed.pk}
    assert listed(country="US", chapter="95") == {waiting.pk, proposed.pk}
    assert listed(country="US", chapter="95", officer=officer.pk) == {proposed.pk}
    assert listed(country="CN") == listed(chapter="61") == set()
    assert listed(q=str(waiting.pk)) == {waiting.pk}
    assert listed(q="kite toys", state="submitted") == {waiting.pk}
    assert "Denial to be countersigned" in client.get(LIST).content.decode()
    with django_assert_max_num_queries(20):
        client.get(LIST, {"country": "US", "chapter": "95", "q": "kite", "state": "submitted", "age": "30"})


def test_every_criterion_has_its_row(client: Client, officer: User):
    text = read(client, answers.in_review(officer), "checklist")
    assert all(f'id="id_check-{criterion.number}"' in text for criterion in CRITERIA)
