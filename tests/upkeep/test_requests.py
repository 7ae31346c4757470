import pytest
from django.core import mail

from apps.accounts.models import User
from apps.applications.sections import section_of
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.core.files import identify_file
from apps.shippers.models import Membership, Shipper
from apps.shippers.relations import members_of
from apps.shippers.services import match_keys_refresh, profile_part_replace, shipper_create
from apps.upkeep import services
from apps.upkeep.models import ChangeRequest
from apps.upkeep.parts import PROFILE
from apps.upkeep.selectors import profile_of, proof_for
from apps.work.selectors import items_open
from tests.applications.answers import ANSWERS, PDF
from tests.outbox import deliver
from tests.people import on_team, seller
from tests.upkeep.profiles import DECISION, WORDS, moved_to

pytestmark = pytest.mark.shipper(applied=True)


def asked(actor: User, shop: Shipper, *, city: str = "Elko", **given: object) -> ChangeRequest:
    return services.change_request_submit(
        actor=actor, shipper_id=shop.pk, part="addresses", typed=moved_to(city), **WORDS | given
    )


def test_a_profile_is_what_was_approved(shipper: Shipper):
    profile = profile_of(shipper.pk)
    assert profile.is_member
    assert [part.section.key for part in profile.parts] == [section.key for section in PROFILE]
    assert profile.part("addresses").typed == ANSWERS["addresses"]


def test_an_accepted_change_becomes_the_profile_and_its_tables(ada: User, officer: User, shipper: Shipper):
    request = asked(ada, shipper, files=[identify_file("lease.pdf", [PDF])])
    assert items_open().get(kind="change_request").subject_id == request.pk
    assert {address.city for address in shipper.addresses.all()} == {"Reno"}, "nothing changes before it is accepted"
    services.change_request_accept(actor=officer, request_id=request.pk, **DECISION)
    assert {address.city for address in shipper.addresses.all()} == {"Elko"}
    assert profile_of(shipper.pk).part("addresses").typed == moved_to("Elko")
    assert not items_open().filter(kind="change_request").exists()
    deliver()
    told, written = (mail.outbox[-1].body.index(words) for words in ("An officer accepted the change.", "The register"))
    assert told < written, "the program's sentence stands before the officer's own words"
    # The next request starts from the accepted state.
    assert asked(ada, shipper, city="Ely").before == moved_to("Elko")


def test_a_declined_change_changes_nothing_and_gives_reasons(ada: User, officer: User, shipper: Shipper):
    request = asked(ada, shipper)
    with pytest.raises(InvalidInput, match="Give the reasons"):
        services.change_request_decline(actor=officer, request_id=request.pk, text=" ", language="en")
    services.change_request_decline(actor=officer, request_id=request.pk, **DECISION)
    assert {address.city for address in shipper.addresses.all()} == {"Reno"}
    with pytest.raises(Conflict):
        services.change_request_accept(actor=officer, request_id=request.pk, **DECISION)


def test_one_request_for_a_part_is_open(ada: User, shipper: Shipper):
    request = asked(ada, shipper)
    with pytest.raises(Conflict, match="already"):
        asked(ada, shipper, city="Ely")
    services.change_request_withdraw(actor=ada, request_id=request.pk)
    assert not items_open().filter(kind="change_request").exists()
    assert asked(ada, shipper, city="Ely").state == "submitted"


@pytest.mark.parametrize(
    ("typed", "says"),
    [(ANSWERS["addresses"], "exactly this already"), ({"rows": [{"kind": "packing"}]}, "marked below")],
)
def test_what_is_the_same_or_wrong_is_not_asked(typed: dict, says: str, ada: User, shipper: Shipper):
    with pytest.raises(InvalidInput, match=says):
        services.change_request_submit(actor=ada, shipper_id=shipper.pk, part="addresses", typed=typed, **WORDS)


@pytest.mark.parametrize("key", [section.key for section in PROFILE])
def test_every_part_has_a_table_that_follows(key: str, ada: User, officer: User, shipper: Shipper):
    """A part that no table can hold would be refused only when an officer accepts its change."""
    held = profile_of(shipper.pk).part(key).typed
    ChangeRequest.objects.create(
        shipper=shipper, part=key, before={}, after=held, reason="-", language="en", asked_by=ada
    )
    request = ChangeRequest.objects.get()
    services.change_request_accept(actor=officer, request_id=request.pk, **DECISION)
    assert section_of(key).strict(held).is_valid()


def sold(actor: User, officer: User, shop: Shipper, *, whole: str = "whole") -> ChangeRequest:
    """Declare a sale, wait, and have an officer accept."""
    typed = {"buyer": "Cy Ro", "country": "US", "email": "cy@shop.example", "day": "2027-01-01", "whole": whole}
    request = services.change_request_submit(actor=actor, shipper_id=shop.pk, part="sale", typed=typed, **WORDS)
    services.change_request_hand_over(request_id=request.pk)
    return services.change_request_accept(actor=officer, request_id=request.pk, **DECISION)


def test_buyer_in_a_sale_ties_the_business_to_the_buyers_own(ada: User, officer: User, shipper: Shipper):
    own = shipper_create(actor=seller("cy@shop.example"))
    profile_part_replace(shipper_id=own.pk, part="contacts", clean={"email": "Cy@shop.example", "phone": ""})
    assert own.pk not in {each.pk for each in members_of(shipper.pk)}
    sold(ada, officer, shipper)
    assert own.pk in {each.pk for each in members_of(shipper.pk)}
    match_keys_refresh(shipper_ids=[shipper.pk])
    assert shipper.match_keys.filter(kind="sale").count() == 3, (
        "the contact, the person and the firm that the buyer may be"
    )


def test_new_owner_after_a_sale_is_vetted_and_nothing_is_taken_away(ada: User, officer: User, shipper: Shipper):
    before = (shipper.standing.status, shipper.standing.tier, shipper.standing.validated)
    request = sold(ada, officer, shipper)
    assert shipper.owners.get().name == "Ada Park", "a sale changes no table"
    assert items_open().get(kind="new_owner").subject_id == request.pk
    with pytest.raises(NotAllowed):
        services.new_owner_vet(actor=ada, request_id=request.pk)
    services.new_owner_vet(actor=officer, request_id=request.pk)
    assert not items_open().filter(kind="new_owner").exists()
    with pytest.raises(Conflict, match="waits to be vetted"):
        services.new_owner_vet(actor=officer, request_id=request.pk)
    deliver()
    assert [sent.to for sent in mail.outbox if "stay as they are" in sent.body] == [[ada.email]]
    shipper.standing.refresh_from_db()
    assert (shipper.standing.status, shipper.standing.tier, shipper.standing.validated) == before


def test_a_storefront_that_is_sold_has_no_new_owner_to_vet(ada: User, officer: User, shipper: Shipper):
    sold(ada, officer, shipper, whole="shop")
    assert not items_open().filter(kind="new_owner").exists()


@pytest.mark.parametrize("role", ["preparer", "viewer", "agent"])
def test_only_who_may_sign_asks(role: str, shipper: Shipper):
    bo = seller("bo@shop.example")
    agent = {"organisation": "Brisk Brokers", "until": "2099-01-01"} if role == "agent" else {}
    Membership.objects.create(shipper=shipper, user=bo, role=role, **agent)
    with pytest.raises(NotAllowed):
        asked(bo, shipper)


def test_who_is_no_member_changes_the_application_instead(ada: User, shipper: Shipper):
    shipper.standing.status = "removed"
    shipper.standing.save()
    with pytest.raises(Conflict, match="Only members"):
        asked(ada, shipper)


def test_an_officer_on_the_team_does_not_decide(ada: User, officer: User, shipper: Shipper):
    request = asked(ada, shipper)
    on_team(shipper, "viewer", officer)
    with pytest.raises(Conflict, match="somebody else"):
        services.change_request_accept(actor=officer, request_id=request.pk, **DECISION)
    with pytest.raises(NotAllowed):
        services.change_request_accept(actor=ada, request_id=request.pk, **DECISION)


def test_files_are_read_by_the_team_and_staff(ada: User, officer: User, shipper: Shipper):
    proof = asked(ada, shipper, files=[identify_file("lease.pdf", [PDF])]).files.get()
    assert proof_for(ada, proof.pk, shipper.pk) == proof_for(officer, proof.pk) == proof
    for user, place in [(seller("eve@shop.example"), shipper.pk), (ada, shipper.pk + 1), (ada, None)]:
        with pytest.raises(NotFound):
            proof_for(user, proof.pk, place)
