"""What is proposed to be taken away, on the page where it is decided."""

import pytest
from django.urls import reverse

from apps.notices.models import Message
from apps.shippers.models import Membership
from apps.standing.models import ProposedChange, Standing
from apps.standing.selectors import proposals_open
from apps.standing.services import change_propose, change_respond
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


def act(name: str, reasons: str = "The faults stand.", language: str = "en") -> dict[str, str]:
    return {"act": name, f"{name}-reasons": reasons, f"{name}-language": language}


def test_an_officer_reads_grounds_notice_and_response_and_decides(demotion):
    desk = signed_in(staff("officer"))
    change_respond(actor=owner_of(demotion.shipper), change_id=demotion.pk, response="We have changed our supplier.")

    shown = desk.get(page(demotion)).content.decode()
    answer = desk.post(page(demotion), act("uphold", "Las faltas siguen.", "es"), follow=True)

    for words in (demotion.notice["findings"][0]["title"], "We have changed our supplier.", "We propose to lower your"):
        assert words in shown
    demotion.refresh_from_db()
    assert (demotion.state, demotion.decision_text, demotion.decision_language) == (
        "upheld",
        "Las faltas siguen.",
        "es",
    )
    assert Standing.objects.get(pk=demotion.shipper_id).tier == 1
    assert '<blockquote lang="es"><p>Las faltas siguen.</p></blockquote>' in answer.content.decode()
    assert answer.context["acts"] == []
    assert "Written in Spanish\nLas faltas siguen." in Message.objects.latest("pk").body


def test_before_the_seller_was_heard_it_can_only_be_withdrawn(demotion):
    desk = signed_in(staff("officer"))
    acts = {name: str(act.blocked) for name, act, _form in desk.get(page(demotion)).context["acts"]}
    assert "may respond until" in acts["uphold"]
    assert acts["withdraw"] == ""
    desk.post(page(demotion), act("uphold"))
    demotion.refresh_from_db()
    assert demotion.state == "proposed"


def test_what_the_seller_said_meanwhile_is_read_first(demotion):
    desk = signed_in(staff("officer"))
    opened = desk.get(page(demotion)).context["seen"]
    change_respond(actor=owner_of(demotion.shipper), change_id=demotion.pk, response="It was our broker.")
    answer = desk.post(page(demotion), act("withdraw", "Nobody answered.") | {"_seen": opened})
    assert answer.status_code == 409
    for words in ("It was our broker.", "Nobody answered."):
        assert words in answer.content.decode()
    demotion.refresh_from_db()
    assert demotion.state == "responded"


def test_a_removal_is_decided_by_another_officer(demotion):
    officer = staff("officer")
    removal = change_propose(actor=officer, shipper_id=demotion.shipper_id, kind="removal", reasons="Forged records.")
    change_respond(actor=owner_of(demotion.shipper), change_id=removal.pk, response="No.")
    desk = signed_in(officer)
    assert "another officer" in desk.get(page(removal)).content.decode()
    desk.post(page(removal), act("uphold"))
    removal.refresh_from_db()
    assert removal.state == "responded"
    signed_in(staff("supervisor")).post(page(removal), act("uphold"))
    assert Standing.objects.get(pk=removal.shipper_id).status == "removed"


def test_nobody_decides_about_a_business_of_their_own(demotion):
    officer = staff("officer")
    Membership.objects.create(shipper=demotion.shipper, user=officer, role=Membership.Role.VIEWER)
    desk = signed_in(officer)
    assert "on this business" in desk.get(page(demotion)).content.decode()
    desk.post(page(demotion), act("withdraw"))
    demotion.refresh_from_db()
    assert demotion.state == "proposed"


def test_without_reasons_nothing_is_decided(demotion):
    answer = signed_in(staff("officer")).post(page(demotion), act("withdraw", "  "))
    assert answer.status_code == 422
    demotion.refresh_from_db()
    assert demotion.state == "proposed"


@pytest.mark.parametrize("role", ["auditor", "analyst", "policy manager"])
def test_others_read_and_do_not_decide(demotion, role):
    desk = signed_in(staff(role))
    assert desk.get(page(demotion)).context["acts"] == []
    desk.post(page(demotion), act("withdraw"))
    demotion.refresh_from_db()
    assert demotion.state == "proposed"


def test_the_page_asks_little(demotion, django_assert_max_num_queries):
    desk = signed_in(staff("officer"))
    desk.get(page(demotion))
    with django_assert_max_num_queries(19):
        desk.get(page(demotion))
