"""The page of a business at the desk: its panels, and the changes of standing that officers propose there."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.desk.shippers.panels import PANELS
from apps.events.models import Event
from apps.ledger.models import Case
from apps.notices.models import Message
from apps.shippers.models import Shipper
from apps.shippers.services.keys import match_keys_refresh
from apps.standing.models import Standing
from apps.standing.selectors import proposals_open, standing_of
from tests.desk.pages import confirm, page_of
from tests.people import on_team, seller, signed_in, staff
from tests.portal.members import member_of, parcels, violation
from tests.standing.evaluations import change_asked, enrolled, evaluated, owner_of
from tests.standing.process import false_statement_found
from tests.validations.visits import held

pytestmark = pytest.mark.shipper(applied=True)
MAX_QUERIES = 19


@pytest.mark.slow
def test_panels_show_the_parts_of_the_record_without_full_numbers(desk: Client, shipper: Shipper):
    expected = {
        "": (shipper.ksn, "Blue Kite Toys LLC", "Active", "Tier <strong>0</strong>"),
        "standing": ("Steps to tier 1", "Required", "decides"),
        "record": ("Month by month", "Compliance rate", shipper.ksn),
        "past": ("By what was known at", "By what is known now"),
        "violations": ("Allege a violation",),
        "changes": ("tier 0", "Became a member"),
        "benefits": ("against what its tier promises",),
        "profile": ("ada@shop.example", "Bazaar", "CPSC"),
        "vetting": ("••••3331",),
        "related": ("No other business shares enough",),
        "program": ("Approved", "Enrolled"),
        "timeline": ("Application approved", "Standing changed"),
    }
    assert expected.keys() - {""} == PANELS.keys()
    for panel, words in expected.items():
        text = desk.get(page_of(shipper, panel)).content.decode()
        for each in words:
            assert each in text, (panel, each)
        assert "1103331" not in text


def test_business_that_is_not_enrolled_has_a_page(desk: Client):
    shipper = Shipper.objects.create(name="Newcomer")
    text = desk.get(page_of(shipper)).content.decode()
    assert "Not enrolled" in text
    assert "act-plan_visit" not in text


def test_auditors_read_and_are_offered_no_action(shipper: Shipper):
    response = signed_in(staff("auditor")).get(page_of(shipper))
    assert response.status_code == 200
    assert response.context["actions"] == []


def test_proposed_change_links_to_its_page(desk: Client, shipper: Shipper):
    proposal = change_asked(
        actor=staff("supervisor"), shipper_id=shipper.pk, kind="suspension", reasons="Parcels 1 and 2 held copies."
    )
    text = desk.get(page_of(shipper, "changes")).content.decode()
    assert reverse("admin:standing_proposedchange_change", args=[proposal.pk]) in text


def test_charts_have_a_table_with_the_same_numbers(desk: Client):
    shipper = member_of(seller("bob@shop.example"), months=3)
    text = desk.get(page_of(shipper, "record")).content.decode().partition('id="panel"')[2]
    assert text.count("<svg viewBox") == 2
    assert "style=" not in text
    assert ">40</td>" in text


@pytest.mark.parametrize("place", ["after=x", "before=~", "after=9999-99-99~1"])
def test_invalid_place_in_a_list_shows_its_beginning(desk: Client, shipper: Shipper, place: str):
    for panel in ("violations", "timeline"):
        assert desk.get(f"{page_of(shipper, panel)}&{place}").status_code == 200


class TestStanding:
    reasons = "Records were asked for and not produced."

    def send_action(self, client: Client, shipper: Shipper, name: str, **given: object):
        data = {"reasons": self.reasons, "language": "en"} | given
        return client.post(
            page_of(shipper), {"act": name} | {f"{name}-{field}": value for field, value in data.items()}
        )

    def test_proposed_suspension_does_not_change_the_standing_yet(self, desk: Client, shipper: Shipper):
        unnamed = self.send_action(desk, shipper, "suspend", language="es")
        assert (unnamed.status_code, proposals_open(shipper.pk).exists()) == (422, False)
        assert "names no finding" in unnamed.text
        (number,) = parcels(shipper, clock.today(), 1)
        assert self.send_action(desk, shipper, "suspend", language="es", parcels=number).status_code == 302
        proposal = proposals_open(shipper.pk).get()
        assert (proposal.kind, proposal.notice["reasons_language"]) == ("suspension", "es")
        assert standing_of(shipper.pk).status == "active"
        blocked = {name: act.blocked for name, act, _form in desk.get(page_of(shipper)).context["actions"]}
        assert "proposed already" in str(blocked["suspend"])
        assert not blocked["remove"]

    def test_reasons_about_parcels_name_the_parcels(self, desk: Client, shipper: Shipper):
        about = "Records of 2 parcels were not produced."
        answer = self.send_action(desk, shipper, "suspend", reasons=about)
        assert answer.status_code == 422
        assert "Your reasons mention parcels. Name each of them by its number" in answer.text
        answer = self.send_action(desk, shipper, "suspend", reasons=about, parcels="P0 P1")
        assert "has no shipment with the number P0, P1" in answer.text
        assert not proposals_open(shipper.pk).exists()
        first, second = parcels(shipper, clock.today(), 2)
        sent = self.send_action(desk, shipper, "suspend", reasons=about, parcels=f"{first}\n {second.lower()}\n")
        assert sent.status_code == 302
        proposal = proposals_open(shipper.pk).get()
        page = desk.get(reverse("admin:standing_proposedchange_change", args=[proposal.pk])).text
        notice = Message.objects.get(about_type="proposedchange", about_id=proposal.pk, recipient=owner_of(shipper))
        for number in (first, second):
            assert f">{number}</a>" in page
            assert number in notice.body

    @pytest.mark.parametrize("about", ["Faltan los registros de 3 paquetes.", "3 个包裹没有记录。"])
    def test_parcels_are_named_whatever_the_language(self, desk: Client, shipper: Shipper, about: str):
        answer = self.send_action(desk, shipper, "remove", reasons=about)
        assert "Your reasons mention parcels." in answer.text

    def test_proposal_names_only_violations_that_were_not_reversed(self, desk: Client, shipper: Shipper):
        named, other = (violation(shipper, clock.today(), category="records") for _each in range(2))
        violation(shipper, clock.today(), determination="reversed")
        case = Case.objects.get(reference=named)
        forms = {name: form for name, _act, form in desk.get(page_of(shipper)).context["actions"]}
        offered = [label for _case, label in forms["remove"].fields["cases"].choices]
        assert len(offered) == 2
        assert all(any(number in label for label in offered) for number in (named, other))
        self.send_action(desk, shipper, "remove", cases=[case.pk])
        proposal = proposals_open(shipper.pk).get()
        assert (proposal.notice["cases"], proposal.false_statement) == ([case.pk], False)
        html = desk.get(reverse("admin:standing_proposedchange_change", args=[proposal.pk])).content.decode()
        assert named in html
        assert other not in html

    @pytest.mark.slow
    def test_false_information_is_named_with_the_visit_at_which_it_was_given(
        self, desk: Client, shipper: Shipper, officer: User
    ):
        case = false_statement_found(shipper, officer)
        forms = {name: form for name, _act, form in desk.get(page_of(shipper)).context["actions"]}
        assert "false_case" not in forms["remove"].fields, "no visit was held"
        visit = held(shipper)
        assert self.send_action(desk, shipper, "remove", false_case=case).status_code == 422
        self.send_action(desk, shipper, "remove", false_case=case, visit_id=visit.pk)
        proposal = proposals_open(shipper.pk).get()
        assert (proposal.notice["cases"], proposal.false_statement) == ([case], True)
        page = desk.get(reverse("admin:standing_proposedchange_change", args=[proposal.pk])).content.decode()
        assert "knowingly gave false information at the validation visit of" in page

    def test_denial_of_a_revalidation_is_proposed_only_for_validated_members(self, desk: Client, shipper: Shipper):
        assert self.send_action(desk, shipper, "end_validation").status_code == 302
        assert not proposals_open(shipper.pk).exists()
        Standing.objects.filter(pk=shipper.pk).update(validated=True)
        assert "No visit of this business" in self.send_action(desk, shipper, "end_validation").content.decode()
        held(shipper)
        self.send_action(desk, shipper, "end_validation")
        assert proposals_open(shipper.pk).get().kind == "validation"
        assert standing_of(shipper.pk).validated

    def test_suspended_member_is_reinstated_with_reasons_that_the_team_reads(self, desk: Client, shipper: Shipper):
        Standing.objects.filter(pk=shipper.pk).update(status="suspended")
        assert self.send_action(desk, shipper, "suspend").status_code == 302
        words = {"reinstate_conditionally-reasons": "Condiciones.", "reinstate_conditionally-language": "es"}
        confirm(desk, page_of(shipper), {"act": "reinstate_conditionally"} | words)
        assert standing_of(shipper.pk).status == "conditional"
        message = Message.objects.filter(kind="standing.reinstated").get()
        assert "Written in Spanish" in message.body
        assert "Condiciones." in message.body

    @pytest.mark.parametrize(
        ("act", "told"),
        [("reinstate", "Its tier: 1 becomes 2."), ("reinstate_conditionally", "Its tier stays 1.")],
    )
    def test_reinstatement_tells_the_tier_that_follows_before_it_is_confirmed(self, desk: Client, act: str, told: str):
        """A better record of a suspended member gives a tier at once, which nobody chose."""
        member = enrolled(tier=1)
        Standing.objects.filter(pk=member.pk).update(status="suspended")
        evaluated(member, enter=2, keep=2)
        attempt = self.send_action(desk, member, act).context_data["attempt"]
        assert told in attempt.consequences
        assert (standing_of(member.pk).status, standing_of(member.pk).tier) == ("suspended", 1)

    def test_proposal_without_reasons_is_refused_and_keeps_the_form(self, desk: Client, shipper: Shipper):
        answer = self.send_action(desk, shipper, "remove", reasons=" ", language="zh-hans")
        assert answer.status_code == 422
        assert '<option value="zh-hans" selected>' in answer.content.decode()
        assert not proposals_open(shipper.pk).exists()

    def test_members_of_the_team_do_not_decide_about_their_own_business(self, desk: Client, shipper: Shipper, officer):
        on_team(shipper, "viewer", officer)
        assert {str(act.blocked) for _name, act, _form in desk.get(page_of(shipper)).context["actions"]} != {""}
        self.send_action(desk, shipper, "suspend")
        assert not proposals_open(shipper.pk).exists()


def list_ids(client: Client, **chosen: object) -> set[int]:
    found = client.get(reverse("admin:shippers_shipper_changelist"), chosen)
    return {row.pk for row in found.context["cl"].result_list}


@pytest.mark.slow
def test_list_is_searched_by_name_and_number_and_filtered_by_standing(desk: Client, shipper: Shipper):
    other = Shipper.objects.create(name="Newcomer", country="VN")
    match_keys_refresh(shipper_ids=[other.pk])
    assert list_ids(desk) == {shipper.pk, other.pk}
    assert list_ids(desk, q=shipper.ksn.lower()) == {shipper.pk}
    assert list_ids(desk, q="newcom") == {other.pk}
    assert list_ids(desk, q="kite toys") == {shipper.pk}
    assert list_ids(desk, status="none") == list_ids(desk, country="VN") == {other.pk}
    assert list_ids(desk, status="active") == list_ids(desk, tier="0") == list_ids(desk, validated="no") == {shipper.pk}
    assert list_ids(desk, validated="yes") == set()


def test_export_needs_permission_and_is_recorded(desk: Client, shipper: Shipper):
    address = reverse("admin:shippers_shipper_export") + "?status=active&q=kite"
    assert desk.post(address).status_code == 403
    analyst = signed_in(staff("analyst"))
    lines = b"".join(analyst.post(address).streaming_content).decode().splitlines()
    assert lines[1].split(",")[:3] == [str(shipper.pk), shipper.ksn, "Blue Kite Toys LLC"]
    assert len(lines) == 2
    event = Event.objects.get(kind="shippers.exported")
    assert (event.actor.email, event.payload) == ("analyst@staff.example", {"filters": "status=active"})
    assert analyst.post(reverse("admin:shippers_shipper_export") + "?id=x").status_code == 400


def test_timeline_shows_events_in_words_with_names(desk: Client, shipper: Shipper):
    text = desk.get(page_of(shipper, "timeline")).content.decode()
    for words in ("Application approved", "Standing changed", "officer@staff.example", "Application "):
        assert words in text
    assert "Section saved" not in text, "what was typed is an internal note"
    assert "Section saved" in desk.get(f"{page_of(shipper, 'timeline')}&about=all").content.decode()
    assert "Standing changed" not in desk.get(f"{page_of(shipper, 'timeline')}&about=applications").content.decode()
    for code in ("application.approved", "standing.changed", "work.closed", "application.section_saved"):
        assert code not in text
