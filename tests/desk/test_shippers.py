"""The page of a business at the desk: its panels, and the changes of standing that officers propose there."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.applications.models import Application
from apps.core import clock
from apps.desk.shippers.panels import PANELS
from apps.events.models import Event
from apps.ledger.models import Case
from apps.notices.models import Message
from apps.shippers.models import Membership, Shipper
from apps.shippers.services.keys import match_keys_refresh
from apps.standing.models import Standing
from apps.standing.selectors import proposals_open, standing_of
from tests.applications import answers
from tests.desk.confirming import confirm
from tests.people import seller, signed_in, staff
from tests.portal.members import member_of, parcels, violation
from tests.standing.evaluations import change_asked, owner_of
from tests.standing.process import false_statement_found
from tests.validations.visits import held

pytestmark = pytest.mark.django_db
MAX_QUERIES = 19


@pytest.fixture(scope="module")
def member_id(lasting: Callable[..., Application]) -> int:
    return lasting(lambda: answers.enrolled(answers.officer())).shipper_id


@pytest.fixture
def member(member_id: int) -> Shipper:
    return Shipper.objects.get(pk=member_id)


@pytest.fixture
def officer(member_id: int) -> User:
    return User.objects.get(email="officer@staff.example")


@pytest.fixture
def client(officer: User) -> Client:
    return signed_in(officer)


def page_url(shipper: Shipper, panel: str = "") -> str:
    address = reverse("admin:shippers_shipper_change", args=[shipper.pk])
    return f"{address}?panel={panel}" if panel else address


@pytest.mark.slow
def test_panels_show_the_parts_of_the_record_without_full_numbers(client: Client, member: Shipper):
    expected = {
        "": (member.ksn, "Blue Kite Toys LLC", "Active", "Tier <strong>0</strong>"),
        "standing": ("What leads to tier 1", "Required", "decides"),
        "record": ("Month by month", "Compliance rate", member.ksn),
        "past": ("By what was known at", "By what is known now"),
        "violations": ("Allege a violation",),
        "changes": ("tier 0", "Became a member"),
        "benefits": ("against what its tier promises",),
        "profile": ("ada@shop.example", "Bazaar", "CPSC"),
        "vetting": ("••••3331",),
        "related": ("None: no other business shares enough",),
        "program": ("Approved", "Enrolled"),
        "timeline": ("Application approved", "Standing changed"),
    }
    assert expected.keys() - {""} == PANELS.keys()
    for panel, words in expected.items():
        text = client.get(page_url(member, panel)).content.decode()
        for each in words:
            assert each in text, (panel, each)
        assert "1103331" not in text


def test_business_that_is_not_enrolled_has_a_page(client: Client):
    shipper = Shipper.objects.create(name="Newcomer")
    text = client.get(page_url(shipper)).content.decode()
    assert "Not enrolled" in text
    assert "act-plan_visit" not in text


def test_auditors_read_and_are_offered_no_action(member: Shipper):
    response = signed_in(staff("auditor")).get(page_url(member))
    assert response.status_code == 200
    assert response.context["actions"] == []


def test_proposed_change_links_to_its_page(client: Client, member: Shipper):
    proposal = change_asked(
        actor=staff("supervisor"), shipper_id=member.pk, kind="suspension", reasons="Parcels 1 and 2 held copies."
    )
    text = client.get(page_url(member, "changes")).content.decode()
    assert reverse("admin:standing_proposedchange_change", args=[proposal.pk]) in text


def test_charts_have_a_table_with_the_same_numbers(client: Client):
    shipper = member_of(seller("bob@shop.example"), months=3)
    text = client.get(page_url(shipper, "record")).content.decode().partition('id="panel"')[2]
    assert text.count("<svg viewBox") == 2
    assert "style=" not in text
    assert ">40</td>" in text


@pytest.mark.parametrize("place", ["after=x", "before=~", "after=9999-99-99~1"])
def test_invalid_place_in_a_list_shows_its_beginning(client: Client, member: Shipper, place: str):
    for panel in ("violations", "timeline"):
        assert client.get(f"{page_url(member, panel)}&{place}").status_code == 200


class TestStanding:
    reasons = "Records were asked for and not produced."

    def send_action(self, client: Client, shipper: Shipper, name: str, **given: object):
        data = {"reasons": self.reasons, "language": "en"} | given
        return client.post(
            page_url(shipper), {"act": name} | {f"{name}-{field}": value for field, value in data.items()}
        )

    def test_proposed_suspension_does_not_change_the_standing_yet(self, client: Client, member: Shipper):
        unnamed = self.send_action(client, member, "suspend", language="es")
        assert (unnamed.status_code, proposals_open(member.pk).exists()) == (422, False)
        assert "names no finding" in unnamed.text
        (number,) = parcels(member, clock.today(), 1)
        assert self.send_action(client, member, "suspend", language="es", parcels=number).status_code == 302
        proposal = proposals_open(member.pk).get()
        assert (proposal.kind, proposal.notice["reasons_language"]) == ("suspension", "es")
        assert standing_of(member.pk).status == "active"
        blocked = {name: act.blocked for name, act, _form in client.get(page_url(member)).context["actions"]}
        assert "proposed already" in str(blocked["suspend"])
        assert not blocked["remove"]

    def test_reasons_about_parcels_name_the_parcels(self, client: Client, member: Shipper):
        about = "Records of 2 parcels were not produced."
        answer = self.send_action(client, member, "suspend", reasons=about)
        assert answer.status_code == 422
        assert "Your reasons speak of parcels. Name each of them by its number" in answer.text
        answer = self.send_action(client, member, "suspend", reasons=about, parcels="P0 P1")
        assert "has no shipment with the number P0, P1" in answer.text
        assert not proposals_open(member.pk).exists()
        first, second = parcels(member, clock.today(), 2)
        sent = self.send_action(client, member, "suspend", reasons=about, parcels=f"{first}\n {second.lower()}\n")
        assert sent.status_code == 302
        proposal = proposals_open(member.pk).get()
        page = client.get(reverse("admin:standing_proposedchange_change", args=[proposal.pk])).text
        notice = Message.objects.get(about_type="proposedchange", about_id=proposal.pk, recipient=owner_of(member))
        for number in (first, second):
            assert f">{number}</a>" in page
            assert number in notice.body

    @pytest.mark.parametrize("about", ["Faltan los registros de 3 paquetes.", "3 个包裹没有记录。"])
    def test_parcels_are_named_whatever_the_language(self, client: Client, member: Shipper, about: str):
        answer = self.send_action(client, member, "remove", reasons=about)
        assert "Your reasons speak of parcels." in answer.text

    def test_proposal_names_only_violations_that_were_not_reversed(self, client: Client, member: Shipper):
        named, other = (violation(member, clock.today(), category="records") for _each in range(2))
        violation(member, clock.today(), determination="reversed")
        case = Case.objects.get(reference=named)
        forms = {name: form for name, _act, form in client.get(page_url(member)).context["actions"]}
        offered = [label for _case, label in forms["remove"].fields["cases"].choices]
        assert len(offered) == 2
        assert all(any(number in label for label in offered) for number in (named, other))
        self.send_action(client, member, "remove", cases=[case.pk])
        proposal = proposals_open(member.pk).get()
        assert (proposal.notice["cases"], proposal.false_statement) == ([case.pk], False)
        html = client.get(reverse("admin:standing_proposedchange_change", args=[proposal.pk])).content.decode()
        assert named in html
        assert other not in html

    @pytest.mark.slow
    def test_false_information_is_named_with_the_visit_at_which_it_was_given(
        self, client: Client, member: Shipper, officer: User
    ):
        case = false_statement_found(member, officer)
        forms = {name: form for name, _act, form in client.get(page_url(member)).context["actions"]}
        assert "false_case" not in forms["remove"].fields, "no visit was held"
        visit = held(member)
        assert self.send_action(client, member, "remove", false_case=case).status_code == 422
        self.send_action(client, member, "remove", false_case=case, visit_id=visit.pk)
        proposal = proposals_open(member.pk).get()
        assert (proposal.notice["cases"], proposal.false_statement) == ([case], True)
        page = client.get(reverse("admin:standing_proposedchange_change", args=[proposal.pk])).content.decode()
        assert "knowingly gave false information at the validation visit of" in page

    def test_denial_of_a_revalidation_is_proposed_only_for_validated_members(self, client: Client, member: Shipper):
        assert self.send_action(client, member, "end_validation").status_code == 302
        assert not proposals_open(member.pk).exists()
        Standing.objects.filter(pk=member.pk).update(validated=True)
        assert "No visit of this business" in self.send_action(client, member, "end_validation").content.decode()
        held(member)
        self.send_action(client, member, "end_validation")
        assert proposals_open(member.pk).get().kind == "validation"
        assert standing_of(member.pk).validated

    def test_suspended_member_is_reinstated_with_reasons_that_the_team_reads(self, client: Client, member: Shipper):
        Standing.objects.filter(pk=member.pk).update(status="suspended")
        assert self.send_action(client, member, "suspend").status_code == 302
        words = {"reinstate_conditionally-reasons": "Condiciones.", "reinstate_conditionally-language": "es"}
        confirm(client, page_url(member), {"act": "reinstate_conditionally"} | words)
        assert standing_of(member.pk).status == "conditional"
        message = Message.objects.filter(kind="standing.reinstated").get()
        assert "Written in Spanish" in message.body
        assert "Condiciones." in message.body

    def test_proposal_without_reasons_is_refused_and_keeps_the_form(self, client: Client, member: Shipper):
        answer = self.send_action(client, member, "remove", reasons=" ", language="zh-hans")
        assert answer.status_code == 422
        assert '<option value="zh-hans" selected>' in answer.content.decode()
        assert not proposals_open(member.pk).exists()

    def test_members_of_the_team_do_not_decide_about_their_own_business(self, client: Client, member: Shipper, officer):
        Membership.objects.create(shipper=member, user=officer, role=Membership.Role.VIEWER)
        assert {str(act.blocked) for _name, act, _form in client.get(page_url(member)).context["actions"]} != {""}
        self.send_action(client, member, "suspend")
        assert not proposals_open(member.pk).exists()


def list_ids(client: Client, **chosen: object) -> set[int]:
    found = client.get(reverse("admin:shippers_shipper_changelist"), chosen)
    return {row.pk for row in found.context["cl"].result_list}


@pytest.mark.slow
def test_list_is_searched_by_name_and_number_and_filtered_by_standing(client: Client, member: Shipper):
    other = Shipper.objects.create(name="Newcomer", country="VN")
    match_keys_refresh(shipper_ids=[other.pk])
    assert list_ids(client) == {member.pk, other.pk}
    assert list_ids(client, q=member.ksn.lower()) == {member.pk}
    assert list_ids(client, q="newcom") == {other.pk}
    assert list_ids(client, q="kite toys") == {member.pk}
    assert list_ids(client, status="none") == list_ids(client, country="VN") == {other.pk}
    assert (
        list_ids(client, status="active")
        == list_ids(client, tier="0")
        == list_ids(client, validated="no")
        == {member.pk}
    )
    assert list_ids(client, validated="yes") == set()


def test_export_needs_permission_and_is_recorded(client: Client, member: Shipper):
    address = reverse("admin:shippers_shipper_export") + "?status=active&q=kite"
    assert client.post(address).status_code == 403
    analyst = signed_in(staff("analyst"))
    lines = b"".join(analyst.post(address).streaming_content).decode().splitlines()
    assert lines[1].split(",")[:3] == [str(member.pk), member.ksn, "Blue Kite Toys LLC"]
    assert len(lines) == 2
    event = Event.objects.get(kind="shippers.exported")
    assert (event.actor.email, event.payload) == ("analyst@staff.example", {"filters": "status=active"})
    assert analyst.post(reverse("admin:shippers_shipper_export") + "?id=x").status_code == 400


def test_timeline_shows_events_in_words_with_names(client: Client, member: Shipper):
    text = client.get(page_url(member, "timeline")).content.decode()
    for words in ("Application approved", "Standing changed", "officer@staff.example", "Application "):
        assert words in text
    assert "Section saved" not in text, "what was typed is an internal note"
    assert "Section saved" in client.get(f"{page_url(member, 'timeline')}&about=all").content.decode()
    assert "Standing changed" not in client.get(f"{page_url(member, 'timeline')}&about=applications").content.decode()
    for code in ("application.approved", "standing.changed", "work.closed", "application.section_saved"):
        assert code not in text
