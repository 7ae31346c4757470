"""Holds of agencies: who may place and lift one, what the business is told, and that nothing counts by one."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from apps.accounts.models import User
from apps.agencies import services
from apps.agencies.models import Hold, HoldAct
from apps.agencies.selectors import holds_of_parcel, parcels_in_competence
from apps.agencies.work import HOLD
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.ledger.models import Parcel, Watch
from apps.notices.models import Message
from apps.shippers.models import Shipper
from apps.work.models import Item
from apps.work.selectors import items_seen
from apps.work.services import item_claim, work_claim_next
from tests.agencies.agencies import GROUNDS, agency_officer, asked, held_parcel, parcel_of
from tests.ledger.conftest import present, report, shipment
from tests.people import on_team, staff
from tests.refusals import refused
from tests.standing.process import at


@pytest.fixture
def parcel(shipper_id: int) -> Parcel:
    return parcel_of(Shipper.objects.get(pk=shipper_id))


@pytest.fixture
def colleague() -> User:
    return agency_officer(email="colleague@agency.example")


def longer(actor: User, hold: Hold, days: int = 5, grounds: str = "The laboratory tests.") -> Hold:
    until = hold.until + timedelta(days=days)
    return services.hold_extend(actor=actor, hold_id=hold.pk, grounds=grounds, language="en", until=until)


def test_a_hold_is_told_to_the_business_and_waits_for_the_agency(parcel: Parcel, agent: User) -> None:
    hold = held_parcel(agent, parcel)
    message = Message.objects.get(about_type="hold", about_id=hold.pk)
    assert message.recipient == parcel.seller.shipper.team.get().user
    assert "Consumer Product Safety Commission" in message.subject
    assert GROUNDS in message.body
    assert "does not count in your record" in message.body
    item = Item.objects.get(kind=HOLD.code, subject_id=hold.pk)
    assert (item.holder, item.due_at) == (agent, clock.end_of(hold.until))


def test_a_hold_goes_on_and_is_lifted_each_time_with_grounds(parcel: Parcel, agent: User, colleague: User) -> None:
    hold = held_parcel(agent, parcel)
    later = longer(colleague, hold).until
    services.hold_lift(actor=agent, hold_id=hold.pk, grounds="It passed.", language="en")
    (shown,) = holds_of_parcel(parcel)
    assert (shown.state, shown.until) == ("lifted", later)
    assert [act.kind for act in shown.acts.all()] == ["placed", "extended", "lifted"]
    assert not Item.objects.filter(kind=HOLD.code, subject_id=hold.pk, closed_at=None).exists()
    assert Message.objects.filter(about_type="hold", about_id=hold.pk).count() == 3
    with pytest.raises(Conflict):
        services.hold_lift(actor=agent, hold_id=hold.pk, grounds="Again.", language="en")


def test_a_hold_is_extended_by_a_second_person(parcel: Parcel, agent: User, colleague: User) -> None:
    hold = held_parcel(agent, parcel)
    with pytest.raises(Conflict, match="Somebody else of your agency"):
        longer(agent, hold)
    hold = longer(colleague, hold)
    with pytest.raises(Conflict, match="Somebody else of your agency"):
        longer(colleague, hold, grounds="The laboratory is not done.")
    longer(agent, hold, grounds="The laboratory is not done.")


def test_a_hold_is_extended_with_a_ground_that_was_not_given_before(
    parcel: Parcel, agent: User, colleague: User
) -> None:
    hold = held_parcel(agent, parcel)
    with pytest.raises(InvalidInput, match="was given before"):
        longer(colleague, hold, grounds=f" {GROUNDS.upper()}!")


def test_a_hold_ends_with_its_day_and_the_business_is_told(parcel: Parcel, agent: User) -> None:
    hold = held_parcel(agent, parcel)
    with at(clock.end_of(hold.until) - timedelta(minutes=1)):
        hold.refresh_from_db()
        assert hold.state == "in_force"
    with at(clock.end_of(hold.until)):
        (shown,) = holds_of_parcel(parcel)
        assert shown.state == "lifted"
        assert [(act.kind, act.actor_id) for act in shown.acts.all()] == [("placed", agent.pk), ("ended", None)]
        assert "has ended" in Message.objects.filter(about_type="hold", about_id=hold.pk).latest("pk").subject
        assert not Item.objects.filter(kind=HOLD.code, subject_id=hold.pk, closed_at=None).exists()


def test_a_hold_that_goes_on_does_not_end_with_its_first_day(parcel: Parcel, agent: User, colleague: User) -> None:
    hold = held_parcel(agent, parcel)
    longer(colleague, hold)
    with at(clock.end_of(hold.until)):
        hold.refresh_from_db()
        assert hold.state == "in_force"


def test_a_hold_that_ended_is_not_begun_anew_by_the_same_person_or_on_the_same_ground(
    parcel: Parcel, agent: User, colleague: User
) -> None:
    hold = held_parcel(agent, parcel)
    services.hold_lift(actor=agent, hold_id=hold.pk, grounds="It passed.", language="en")
    with pytest.raises(Conflict, match="Somebody else of your agency"):
        held_parcel(agent, parcel, grounds="Another matter.")
    with pytest.raises(InvalidInput, match="was given before"):
        held_parcel(colleague, parcel)
    held_parcel(colleague, parcel, grounds="Another matter.")


def test_holds_of_an_agency_on_a_parcel_last_ninety_days_together(parcel: Parcel, agent: User, colleague: User) -> None:
    first = clock.today()
    hold = held_parcel(agent, parcel, until=clock.add_days(first, 30))
    for number, who in enumerate((colleague, agent)):
        with clock.at(clock.end_of(hold.until) - timedelta(hours=1)):
            hold = longer(who, hold, 30, f"Test {number} is not done.")
    assert hold.until == clock.add_days(first, 90)
    with at(clock.end_of(hold.until) - timedelta(hours=1)):
        with refused("until"):
            longer(colleague, hold, 1, "Test 3 is not done.")
        services.hold_lift(actor=agent, hold_id=hold.pk, grounds="It passed.", language="en")
    with at(clock.end_of(hold.until) + timedelta(days=1)), pytest.raises(InvalidInput, match="as long as anybody may"):
        held_parcel(colleague, parcel, grounds="Another matter.", until=clock.today())


def test_one_agency_holds_a_parcel_once(parcel: Parcel, agent: User) -> None:
    held_parcel(agent, parcel)
    with pytest.raises(Conflict, match="holds this parcel already"):
        held_parcel(agent, parcel)


@pytest.mark.parametrize("role", ["officer", "supervisor", "policy manager", "analyst", "auditor"])
def test_roles_of_the_program_place_no_hold(role: str, parcel: Parcel) -> None:
    with pytest.raises(NotAllowed):
        held_parcel(staff(role), parcel)


def test_an_officer_of_no_agency_places_no_hold(parcel: Parcel) -> None:
    with pytest.raises(NotAllowed, match="No agency is set for you"):
        held_parcel(staff("agency officer"), parcel)


def test_a_parcel_beyond_the_competence_is_not_found(parcel: Parcel) -> None:
    fda = agency_officer("FDA")
    with pytest.raises(NotFound):
        held_parcel(fda, parcel)
    assert not parcels_in_competence("FDA").filter(pk=parcel.pk).exists()
    assert parcels_in_competence("CPSC").filter(pk=parcel.pk).exists()


def test_a_question_opens_its_parcel_to_the_agency(parcel: Parcel) -> None:
    question = asked(program := staff("officer"), parcel, "FDA")
    assert parcels_in_competence("FDA").filter(pk=parcel.pk).exists()
    services.agency_question_withdraw(actor=program, question_id=question.pk)
    assert not parcels_in_competence("FDA").filter(pk=parcel.pk).exists()


def test_another_agency_neither_lifts_a_hold_nor_takes_its_work(parcel: Parcel, agent: User) -> None:
    hold, fda = held_parcel(agent, parcel), agency_officer("FDA")
    with pytest.raises(Conflict, match="another agency"):
        services.hold_lift(actor=fda, hold_id=hold.pk, grounds="No.", language="en")
    item = Item.objects.get(kind=HOLD.code, subject_id=hold.pk)
    Item.objects.filter(pk=item.pk).update(holder=None)
    assert not items_seen(fda, Item.objects.all()).exists()
    assert list(items_seen(agent, Item.objects.all())) == [item]
    with pytest.raises(Conflict, match="another agency"):
        item_claim(actor=fda, item_id=item.pk)
    with pytest.raises(NotFound):
        work_claim_next(actor=fda)
    assert work_claim_next(actor=agent) == item


def test_an_officer_on_the_team_places_no_hold(parcel: Parcel, agent: User) -> None:
    on_team(parcel.seller.shipper, "viewer", agent)
    with pytest.raises(Conflict, match="on this business's team"):
        held_parcel(agent, parcel)


@pytest.mark.parametrize("days", [-1, 31])
def test_a_hold_names_a_day_within_a_month(days: int, parcel: Parcel, agent: User) -> None:
    with refused("until"):
        held_parcel(agent, parcel, until=clock.add_days(clock.today(), days))


def test_a_hold_needs_grounds(parcel: Parcel, agent: User) -> None:
    with refused("grounds"):
        held_parcel(agent, parcel, grounds="  ")


def test_a_hold_moves_nothing_that_an_evaluation_reads(parcel: Parcel, agent: User) -> None:
    before = (parcel.revision, list(Watch.objects.filter(shipper=parcel.seller.shipper).values()))
    held_parcel(agent, parcel)
    parcel.refresh_from_db()
    assert (parcel.revision, list(Watch.objects.filter(shipper=parcel.seller.shipper).values())) == before


def test_a_hold_and_its_acts_are_not_rewritten(parcel: Parcel, agent: User) -> None:
    hold = held_parcel(agent, parcel)
    for rewrite in (
        lambda: Hold.objects.filter(pk=hold.pk).update(agency="FDA"),
        lambda: Hold.objects.filter(pk=hold.pk).delete(),
        lambda: HoldAct.objects.filter(hold=hold).update(grounds="Other."),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rewrite()


@pytest.mark.parametrize("gone", [{"disposition": "released"}, {"disposition": "exported"}, {"released_at": "now"}])
def test_a_parcel_that_was_released_is_not_held(gone: dict[str, str], agent: User) -> None:
    told = {name: clock.now().isoformat() if value == "now" else value for name, value in gone.items()}
    report(shipment("1Z001", hs="620442", **told))
    with pytest.raises(Conflict, match="was released"):
        held_parcel(agent, present())
    assert not Hold.objects.exists()


def test_a_hold_on_a_parcel_that_was_released_since_is_lifted_and_not_extended(agent: User, colleague: User) -> None:
    report(shipment("1Z001", hs="620442"))
    hold = held_parcel(agent, present())
    report(shipment("1Z001", hs="620442", disposition="released"))
    with pytest.raises(Conflict, match="was released"):
        longer(colleague, hold)
    services.hold_lift(actor=agent, hold_id=hold.pk, grounds="It was released.", language="en")


def test_a_parcel_that_was_released_and_taken_again_is_held(agent: User) -> None:
    report(shipment("1Z001", hs="620442", disposition="detained", released_at=clock.now().isoformat()))
    assert held_parcel(agent, present()).parcel == present()
