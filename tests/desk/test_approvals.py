"""Applications that may or may not be approved together."""

import pytest
from django.urls import reverse

from apps.applications.services import note_add
from apps.audit.services import view_record
from apps.desk.applications.approvals import applications_approve, candidates_of
from tests.applications import answers
from tests.applications.removed_businesses import bar, double_of
from tests.people import signed_in, staff


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
