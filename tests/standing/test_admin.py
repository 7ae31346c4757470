import pytest
from django.urls import reverse

from apps.standing.models import ProposedChange, Standing
from apps.standing.selectors import proposals_open
from apps.standing.services import change_respond
from tests.people import signed_in, staff
from tests.standing.evaluated import enrolled, evaluated, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def demotion() -> ProposedChange:
    shipper = enrolled(tier=2)
    evaluated(shipper, enter=1, keep=1)
    return proposals_open(shipper.pk).get()


def page(proposal: ProposedChange) -> str:
    return reverse("admin:standing_proposedchange_change", args=[proposal.pk])


def test_an_officer_reads_the_grounds_and_decides(demotion):
    desk = signed_in(staff("officer"))
    change_respond(actor=owner_of(demotion.shipper), change_id=demotion.pk, response="We have changed our supplier.")

    shown = desk.get(page(demotion))
    desk.post(page(demotion), {"decision": "uphold", "reasons": "The faults stand."})

    assert demotion.notice["findings"][0]["title"] in shown.content.decode()
    assert "We have changed our supplier." in shown.content.decode()
    demotion.refresh_from_db()
    assert (demotion.state, demotion.decision_text) == ("upheld", "The faults stand.")
    assert Standing.objects.get(pk=demotion.shipper_id).tier == 1
    assert 'name="decision"' in shown.content.decode()
    assert 'name="decision"' not in desk.get(page(demotion)).content.decode()


def test_what_the_service_refuses_is_shown_and_what_was_typed_is_kept(demotion):
    desk = signed_in(staff("officer"))

    answer = desk.post(page(demotion), {"decision": "uphold", "reasons": "The faults stand."})

    assert answer.status_code == 200
    assert "may respond until" in answer.content.decode()
    assert "The faults stand." in answer.content.decode()


def test_an_auditor_reads_and_does_not_decide(demotion):
    desk = signed_in(staff("auditor"))

    assert desk.get(page(demotion)).status_code == 200
    assert desk.post(page(demotion), {"decision": "withdraw", "reasons": "Let it be."}).status_code == 403


def test_an_officer_proposes_a_suspension(demotion):
    desk = signed_in(staff("officer"))
    asked = {"shipper": demotion.shipper_id, "kind": "suspension", "reasons": "Records were not produced."}

    first = desk.post(reverse("admin:standing_proposedchange_add"), asked)
    again = desk.post(reverse("admin:standing_proposedchange_add"), asked)

    assert first.status_code == 302
    assert proposals_open(demotion.shipper_id).get(kind="suspension").notice["reasons"] == "Records were not produced."
    assert "proposed already" in again.content.decode()


@pytest.mark.parametrize(
    "name", ["standing_standing", "standing_change", "standing_proposedchange", "partners_partner"]
)
def test_the_lists_are_shown(demotion, name):
    assert signed_in(staff("officer")).get(reverse(f"admin:{name}_changelist")).status_code == 200
