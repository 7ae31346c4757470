"""The vetting of a business before a decision, and corrections of its record."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from apps.desk.vetting import relations_of, vetting_of
from apps.events.kinds import STAFF_WORDS
from apps.events.models import Event
from apps.ledger.models import Seller
from apps.ledger.selectors import identities_reported
from apps.ledger.services import seller_link
from apps.notices.models import Message
from apps.shippers.models import Correction, Identifier, Shipper
from apps.shippers.services import address_correct, identifier_correct, name_correct, profile_part_replace
from apps.shippers.services.keys import match_keys_refresh
from apps.upkeep import services
from apps.upkeep.selectors import profile_of
from tests.applications import answers
from tests.desk.pages import page_of
from tests.ledger.conftest import report, shipment
from tests.people import on_team, seller, signed_in, staff
from tests.portal.members import violation
from tests.upkeep.profiles import DECISION, moved_to
from tests.upkeep.profiles import WORDS as ASKED

pytestmark = pytest.mark.shipper(applied=True)
WHY = "The letter of the IRS shows this number."


def create_twin(shipper: Shipper) -> Shipper:
    """Create another record with the same EIN and a shared person on its team."""
    twin = Shipper.objects.create(name="Blue Kyte Toys")
    number = shipper.identifiers.get(kind="ein")
    Identifier.objects.create(
        shipper=twin, kind="ein", value=number.value, digest=number.digest, last_four=number.last_four
    )
    on_team(twin, "viewer", shipper.team.first().user)
    match_keys_refresh(shipper_ids=[twin.pk])
    return twin


def test_vetting_finds_duplicates_with_evidence_the_prior_record_and_shared_people(officer: User, shipper: Shipper):
    twin = create_twin(shipper)
    storefront = shipper.storefronts.first()
    report(shipment("1Z1", seller=storefront.seller_id), shipment("1Z2", seller="other"))
    seller_link(seller_id=Seller.objects.get(code="other").pk, shipper_id=shipper.pk)
    violation(shipper, clock.today(), category="counterfeit")
    vetting = vetting_of(shipper, officer, relations_of(shipper), identities_reported(shipper))
    (record,) = vetting.records
    assert record.match.shipper == twin
    assert record.match.evidence[0].kind == "ein"
    assert [applied.application.shipper for applied in vetting.applied] == [shipper]
    assert {identity.code for identity in vetting.identities} == {"other", shipper.ksn}
    assert [(identity.code, identity.parcels) for identity in vetting.unlinked] == [(storefront.seller_id, 1)]
    assert [(str(row.severity), row.counts) for row in vetting.violations] == [("Major", [0, 1, 0, 0])]
    assert [place.shipper for place in vetting.shared] == [twin]
    assert not vetting.may_merge
    denied = vetting_of(twin, staff("supervisor"), relations_of(twin), identities_reported(twin))
    assert denied.may_merge
    assert [str(each.application.get_state_display()) for each in denied.records[0].applied] == ["Approved"]


def test_vetting_shows_findings_of_agencies_under_the_same_code_and_under_the_name(officer: User, shipper: Shipper):
    """What customs found before the business applied stood under its seller ID, and the panel said that nothing did."""
    code = shipper.storefronts.first().seller_id
    sustained = {"ksn": "", "category": "counterfeit"}
    for named in 3 * [{"seller": code}] + [
        {"seller": "A-1", "seller_name": "blue kite toys, inc."},
        {"seller": "A-2", "seller_name": "Blue Kites"},
    ]:
        violation(shipper, clock.today(), **sustained | named)
    vetting = vetting_of(shipper, officer, relations_of(shipper), identities_reported(shipper))
    assert {(seller.code, seller.same_code, seller.violations_standing) for seller in vetting.unlinked} == {
        (code, True, 3),
        ("A-1", False, 1),
    }
    url = reverse("admin:shippers_shipper_change", args=[shipper.pk]) + "?panel=vetting"
    page = signed_in(officer).get(url).text
    assert "No violations are recorded of it" not in page
    assert "A code of its own" in page


def test_number_of_queries_does_not_grow_with_the_duplicates(
    officer: User, shipper: Shipper, django_assert_max_num_queries
):
    for number in range(5):
        twin = create_twin(shipper)
        Seller.objects.create(source=f"s{number}", code=f"{number}", shipper=twin)
    held(officer)  # as each page has done before, once for a request
    with django_assert_max_num_queries(6):
        vetting_of(shipper, officer, relations_of(shipper), identities_reported(shipper))


def test_vetting_panel_shows_matches_and_masks_numbers(officer: User, shipper: Shipper):
    twin = create_twin(shipper)
    url = reverse("admin:shippers_shipper_change", args=[twin.pk]) + "?panel=vetting"
    page = signed_in(staff("supervisor")).get(url).text
    number = shipper.identifiers.get(kind="ein")
    for words in ("Very likely the same business", "The same", f"••••{number.last_four}", "Compare and merge with"):
        assert words in page
    assert number.value not in page
    assert "Compare and merge" not in signed_in(officer).get(url).text, "that is a supervisor's"


def test_number_is_corrected_added_and_removed_with_a_reason(officer: User, shipper: Shipper):
    given = {"actor": officer, "shipper_id": shipper.pk, "reason": WHY}
    identifier_correct(kind="ein", number="12-3446789", **given)
    identifier_correct(kind="duns", number="15-048-3782", **given)
    assert {row.kind: row.value for row in shipper.identifiers.filter(kind__in=["ein", "duns"])} == {
        "ein": "123446789",
        "duns": "150483782",
    }
    identifier_correct(kind="duns", number="", **given)
    assert not shipper.identifiers.filter(kind="duns").exists()
    assert shipper.match_keys.get(kind="ein").shown == "••••6789"
    assert not shipper.match_keys.filter(kind="duns").exists()
    corrections = Correction.objects.filter(shipper=shipper, part="identifier", by=officer, reason=WHY)
    assert corrections.count() == 3
    assert Event.objects.filter(kind="shippers.identifier_corrected", shipper_id=shipper.pk).count() == 3
    assert "shippers.identifier_corrected" in STAFF_WORDS
    messages = Message.objects.filter(kind="shippers.identifier_corrected").order_by("pk")
    assert "ends in 6789 now" in messages[0].body
    assert WHY in messages[0].body
    assert "123446789" not in messages[0].body
    assert "removed from your record" in messages[2].body


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        ({"number": "42-11"}, "9 digits of the EIN"),
        ({"reason": " "}, "Give the reason"),
        ({"kind": "lei", "number": ""}, "no number of this kind"),
    ],
)
def test_invalid_correction_is_refused(officer: User, shipper: Shipper, fault: dict, refusal: str):
    given = {"kind": "ein", "number": "12-3446789", "reason": WHY}
    with pytest.raises(InvalidInput, match=refusal):
        identifier_correct(actor=officer, shipper_id=shipper.pk, **given | fault)


def test_correction_is_refused_to_auditors_and_to_members_of_the_team(officer: User, shipper: Shipper):
    given = {"shipper_id": shipper.pk, "kind": "ein", "number": "12-3446789", "reason": WHY}
    with pytest.raises(NotAllowed):
        identifier_correct(actor=staff("auditor"), **given)
    on_team(shipper, "viewer", officer)
    with pytest.raises(Conflict, match="on this business's team"):
        identifier_correct(actor=officer, **given)


def test_profile_of_the_team_shows_the_corrected_values(officer: User, shipper: Shipper):
    given = {"actor": officer, "shipper_id": shipper.pk, "reason": WHY}
    identifier_correct(kind="ein", number="12-3446789", **given)
    name_correct(name="Blue Kite Toys of Reno LLC", **given)
    address = shipper.addresses.order_by("pk").first()
    address_correct(address_id=address.pk, values={"street": "2 Elm Street"}, **given)
    profile = profile_of(shipper.pk)
    assert profile.part("identifiers").typed["ein"] == "123446789"
    assert profile.part("business").typed["name"] == "Blue Kite Toys of Reno LLC"
    assert profile.part("addresses").typed["rows"][0]["street"] == "2 Elm Street"
    assert profile.part("business").section.strict(profile.part("business").typed).is_valid()


def test_earlier_change_request_does_not_undo_a_correction(officer: User, shipper: Shipper):
    change_request = services.change_request_submit(
        actor=shipper.team.first().user, shipper_id=shipper.pk, part="addresses", typed=moved_to("Elko"), **ASKED
    )
    address = shipper.addresses.order_by("pk").first()
    address_correct(actor=officer, shipper_id=shipper.pk, address_id=address.pk, values={"city": "Sparks"}, reason=WHY)
    with pytest.raises(Conflict, match="corrected after"):
        services.change_request_accept(actor=officer, request_id=change_request.pk, **DECISION)
    assert "Sparks" in set(shipper.addresses.values_list("city", flat=True))


class TestCorrectionPage:
    def correction_data(self, desk: Client, member: Shipper, **typed: str) -> dict[str, str]:
        seen = desk.get(page_of(member, "profile")).context["seen"]
        name = "correct_identifier"
        given = {"kind": "ein", "number": "12-3446789", "reason": WHY, "language": "en"} | typed
        return {"act": name, "_seen": seen} | {f"{name}-{field}": value for field, value in given.items()}

    @pytest.mark.slow
    def test_overtaken_correction_is_refused_and_the_typed_number_is_kept(self, desk, officer, shipper):
        url = page_of(shipper, "profile")
        first, second = self.correction_data(desk, shipper), self.correction_data(desk, shipper, number="15-0483782")
        assert desk.post(url, first).status_code == 302
        answer = desk.post(url, second)
        assert answer.status_code == 409
        assert "What was changed meanwhile" in answer.text
        assert "15-0483782" in answer.text, "what was typed is kept"
        assert shipper.identifiers.get(kind="ein").last_four == "6789"

    def test_error_stands_beside_its_field_and_the_typed_values_are_kept(self, desk, shipper):
        url = page_of(shipper, "profile")
        answer = desk.post(url, self.correction_data(desk, shipper, number="42-11"))
        assert answer.status_code == 422
        assert "9 digits of the EIN" in answer.text
        assert "42-11" in answer.text
        assert WHY in answer.text

    def test_corrections_are_blocked_while_an_application_is_open(self, desk):
        application = answers.submitted(seller("zoe@shop.example"))
        page = desk.get(page_of(application.shipper, "profile"))
        assert "Request information on the field" in page.text
        assert all(act.blocked for name, act, _form in page.context["actions"] if name.startswith("correct_"))

    def test_auditor_is_offered_no_correction(self, shipper):
        url = page_of(shipper, "profile")
        assert "correct_identifier" not in signed_in(staff("auditor")).get(url).text


def test_merged_record_is_not_corrected_and_is_no_duplicate(officer: User, shipper: Shipper):
    twin = create_twin(shipper)
    twin.merged_into, twin.merged_at = shipper, shipper.created_at
    twin.save()
    with pytest.raises(Conflict, match="Correct that one"):
        name_correct(actor=officer, shipper_id=twin.pk, name="Kyte", reason=WHY)
    with pytest.raises(Conflict):
        profile_part_replace(shipper_id=twin.pk, part="business", clean={"name": "Kyte"})
    assert vetting_of(shipper, officer, relations_of(shipper), identities_reported(shipper)).records == [], (
        "it is no duplicate any more"
    )
    assert vetting_of(shipper, officer, relations_of(shipper), identities_reported(shipper)).absorbed == [twin]
