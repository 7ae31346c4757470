"""Partner agencies hold parcels, answer questions and report what they found; operations open what a rule chose."""

from datetime import timedelta
from functools import partial

from django.db.models import QuerySet

from apps.agencies import services
from apps.agencies.charges import Charge
from apps.agencies.files.lines import FiledLine
from apps.agencies.models import FiledFirm, FirmState
from apps.agencies.operations.services import operation_call_off, operation_plan, operation_report
from apps.core import clock
from apps.ledger.models import Parcel
from apps.ledger.services import shipments_record
from apps.ledger.vocabulary import Attribution, Category, Culpability
from apps.shippers.models import Address, Shipper
from config.simulation.numbers import catalog
from config.simulation.numbers.reports import facts_record
from config.simulation.people.accounts import AGENCY, SECOND_AGENCY_OFFICER, agency_officer_ensure
from config.simulation.people.acts import NOBODY, Act, Story, Turn, acting, agent, in_days, officer, row_of, supervisor
from config.simulation.people.cast import KEEPER

HELD = "G00001"
_refusal = partial(
    FiledLine,
    product="Dried fruit",
    category=Category.UNSAFE_GOODS,
    charges=[Charge("249", "402(a)(3), 801(a)(3)", "The article appears to be filthy.")],
)


def parcel_arrive(*, turn: Turn) -> None:
    """Have a parcel of the member reported that has arrived and was not released yet."""
    parcel = {"reference": HELD, "ksn": turn.member.ksn, "date": clock.today().isoformat()}
    goods = {"description": "Wooden toy train", "hs": "950300", "origin": "VN", "disposition": "held"}
    facts_record(shipments_record, catalog.AGENCY, parcel | goods)


def _asked(before: int, subject: str, text: str, **about: str) -> Act:
    return officer(before, services.agency_question_ask, agency=AGENCY, subject=subject, text=text, **about)


def firms_load(*, turn: Turn) -> None:
    """Load a file: one firm is like no business here, and three firms have the name and the address of a member."""
    # The record as it stands now: the name of the application's own copy may be that of a draft.
    business = Shipper.objects.get(pk=turn.shipper_id)
    office = Address.objects.filter(shipper=business, kind=Address.Kind.REGISTERED).first()
    place = f"{office.street}, {office.city}, {office.region}, {office.postal_code}" if office else ""
    firms = [("Amber Gate Industries", "Dock Street 9, Riverside", "US")]
    firms += [(business.name, place, business.country.code)] * 3
    lines = [
        _refusal(
            number=f"SIM-{number}/1",
            firm=f"300000000{number}",
            name=name,
            address=address,
            country=country,
            day=clock.today() - timedelta(days=60),
        )
        for number, (name, address, country) in enumerate(firms, start=1)
    ]
    services.firms_load(agency="FDA", lines=lines)


def _firms(_turn: Turn) -> QuerySet[FiledFirm]:
    return FiledFirm.objects.filter(agency="FDA", state=FirmState.SUGGESTED).order_by("number")


def _held_by(before: int, account: str, grounds: str) -> Act:
    hold = acting(lambda _turn: agency_officer_ensure(account))
    return hold(
        before,
        services.hold_place,
        parcel_id=row_of(lambda _turn: Parcel.objects.filter(reference=HELD)),
        grounds=grounds,
        until=in_days(14),
    )


def _planned(before: int, name: str) -> Act:
    """Return the plan of a special operation of three days that begins at once."""
    return supervisor(
        before,
        operation_plan,
        name=name,
        place="New York, international mail",
        first_day=in_days(0),
        last_day=in_days(2),
        rule="Parcels with toys whose papers name no maker.",
    )


STORIES = (
    Story(
        NOBODY,
        _planned(20, "Toys without a maker"),
        officer(
            16,
            operation_report,
            looked_at=1_240,
            opened=310,
            wrong=96,
            seized=12,
            results="Most lacked the certificate of the product; twelve were copies of a brand.",
        ),
        _planned(16, "Batteries"),
        supervisor(16, operation_call_off, reasons="The hall is closed."),
        _planned(1, "Chargers"),
    ),
    Story(
        KEEPER,
        officer(30, firms_load),
        # The finding about the first firm is too old to be alleged.
        officer(
            28,
            services.firm_confirm,
            firm_id=row_of(_firms),
            since=in_days(0),
            culpability=Culpability.NEGLIGENCE,
            attribution=Attribution.SELLER,
            acts="The file of the agency names your business and its address.",
            language="en",
            reasons="The same name and the same street. The finding is of an earlier year, so nothing is alleged.",
        ),
        officer(28, services.firm_dismiss, firm_id=row_of(_firms), reasons="A namesake in the same building."),
    ),
    Story(
        KEEPER,
        officer(25, parcel_arrive),
        _asked(
            25,
            "A certificate",
            "Do you ask for a certificate of the product of this parcel?",
            issuer=catalog.AGENCY.code,
            number=HELD,
        ),
        agent(25, services.agency_question_answer, answer="Yes: the certificate of conformity."),
        officer(25, services.agency_question_close),
        _asked(25, "An old recall", "Is the recall of 2019 over?"),
        officer(25, services.agency_question_withdraw),
        _held_by(
            15, "", "The papers of the parcel lack the certificate of the product. Send it, or say why none is needed."
        ),
        agent(15, services.hold_lift, grounds="The certificate came, and is in order."),
        _held_by(
            3,
            SECOND_AGENCY_OFFICER,
            "The certificate names another maker than the label of the toys. A laboratory tests them.",
        ),
    ),
    Story(
        NOBODY,
        _asked(1, "Labels in Spanish", "Does a label in Spanish alone suffice?"),
        agent(1, services.agency_question_answer, answer="No. It has to be in English too."),
        _asked(1, "Toys without a maker", "Do you know these toys?"),
    ),
)
