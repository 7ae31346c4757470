"""Partner agencies hold parcels, answer questions and report what they found; operations open what a rule chose."""

from datetime import timedelta
from functools import partial

from apps.accounts.models import User
from apps.agencies import services
from apps.agencies.charges import Charge
from apps.agencies.files.lines import FiledLine
from apps.agencies.models import AgencyQuestion, FiledFirm, FirmState, Hold
from apps.agencies.operations.models import Operation
from apps.agencies.operations.services import operation_call_off, operation_plan, operation_report
from apps.core import clock
from apps.ledger.models import Parcel
from apps.ledger.services import shipments_record
from apps.ledger.vocabulary import Attribution, Category, Culpability
from apps.shippers.models import Address, Shipper
from config.simulation.numbers import catalog
from config.simulation.numbers.reports import facts_record
from config.simulation.people.accounts import AGENCY, SECOND_AGENCY_OFFICER, agency_officer_ensure, staff_ensure
from config.simulation.people.cast import Cast, NobodyFree, Scenes
from config.simulation.people.episodes import letters

# The member that also asks questions: a small program has no member to spare.
ROLE = letters.ROLE
GROUNDS = "The papers of the parcel lack the certificate of the product. Send it, or say why none is needed."
FURTHER_GROUNDS = "The certificate names another maker than the label of the toys. A laboratory tests them."
_refusal = partial(
    FiledLine,
    product="Dried fruit",
    category=Category.UNSAFE_GOODS,
    charges=[Charge("249", "402(a)(3), 801(a)(3)", "The article appears to be filthy.")],
)


def _ask(cast: Cast, subject: str, text: str, parcel: Parcel | None = None) -> int:
    named = {"issuer": parcel.issuer, "number": parcel.reference} if parcel else {}
    asked = services.agency_question_ask(actor=cast.staff.officer, agency=AGENCY, subject=subject, text=text, **named)
    return asked.pk


def _arrive(business: Shipper) -> Parcel:
    """Have a parcel of a business reported that has arrived and was not released yet, and return the parcel."""
    parcel = {"reference": f"G{business.pk:05d}", "ksn": business.ksn, "date": clock.today().isoformat()}
    goods = {"description": "Wooden toy train", "hs": "950300", "origin": "VN", "disposition": "held"}
    facts_record(shipments_record, catalog.AGENCY, parcel | goods)
    return Parcel.objects.filter(reference=parcel["reference"]).latest("pk")


def _hold(agent: User, grounds: str) -> Hold:
    """Hold the parcel about which the agency was asked."""
    question = AgencyQuestion.objects.filter(agency=AGENCY, parcel__isnull=False).order_by("pk").first()
    if question is None or question.parcel_id is None:
        raise NobodyFree(ROLE)
    until = clock.add_days(clock.today(), 14)
    return services.hold_place(actor=agent, parcel_id=question.parcel_id, grounds=grounds, language="en", until=until)


def _load_file(cast: Cast) -> None:
    """Load a file: one firm is like no business here, and three firms have the name and the address of a member."""
    # The record as it stands now: the name of the application's own copy may be that of a draft.
    business = Shipper.objects.get(pk=cast.member(ROLE).shipper_id)
    office = Address.objects.filter(shipper=business, kind=Address.Kind.REGISTERED).first()
    day = clock.today() - timedelta(days=60)
    place = f"{office.street}, {office.city}, {office.region}, {office.postal_code}" if office else ""
    lines = [
        _refusal(
            number="SIM-1/1",
            firm="3000000001",
            name="Amber Gate Industries",
            address="Dock Street 9, Riverside",
            country="US",
            day=day,
        )
    ]
    lines += [
        _refusal(
            number=f"SIM-{number}/1",
            firm=f"300000000{number}",
            name=business.name,
            address=place,
            country=business.country.code,
            day=day,
        )
        for number in (2, 3, 4)
    ]
    services.firms_load(agency="FDA", lines=lines)


def _decide_firms(cast: Cast) -> None:
    """Confirm one of the firms, whose finding is too old to be alleged, and dismiss another."""
    firms = list(FiledFirm.objects.filter(agency="FDA", state=FirmState.SUGGESTED).order_by("number")[:2])
    if len(firms) < 2:
        raise NobodyFree(ROLE)
    officer = cast.staff.officer
    services.firm_confirm(
        actor=officer,
        firm_id=firms[0].pk,
        since=clock.today(),
        culpability=Culpability.NEGLIGENCE,
        attribution=Attribution.SELLER,
        acts="The file of the agency names your business and its address.",
        language="en",
        reasons="The same name and the same street. The finding is of an earlier year, so nothing is alleged.",
    )
    services.firm_dismiss(actor=officer, firm_id=firms[1].pk, reasons="A namesake in the same building.")


def _ask_and_answer(cast: Cast) -> None:
    agent, officer = agency_officer_ensure(), cast.staff.officer
    parcel = _arrive(Shipper.objects.get(pk=cast.member(ROLE).shipper_id))
    closed = _ask(cast, "A certificate", "Do you ask for a certificate of the product of this parcel?", parcel)
    services.agency_question_answer(actor=agent, question_id=closed, answer="Yes: the certificate of conformity.")
    services.agency_question_close(actor=officer, question_id=closed)
    withdrawn = _ask(cast, "An old recall", "Is the recall of 2019 over?")
    services.agency_question_withdraw(actor=officer, question_id=withdrawn)


def _hold_and_lift(_cast: Cast) -> None:
    agent = agency_officer_ensure()
    hold = _hold(agent, GROUNDS)
    services.hold_lift(actor=agent, hold_id=hold.pk, grounds="The certificate came, and is in order.", language="en")


def _hold_last(_cast: Cast) -> None:
    _hold(agency_officer_ensure(SECOND_AGENCY_OFFICER), FURTHER_GROUNDS)


def _ask_last(cast: Cast) -> None:
    answered = _ask(cast, "Labels in Spanish", "Does a label in Spanish alone suffice?")
    services.agency_question_answer(
        actor=agency_officer_ensure(), question_id=answered, answer="No. It has to be in English too."
    )
    _ask(cast, "Toys without a maker", "Do you know these toys?")


def _operate(name: str, _cast: Cast) -> Operation:
    """Plan a special operation of three days that begins today."""
    last = clock.add_days(clock.today(), 2)
    rule = "Parcels with toys whose papers name no maker."
    return operation_plan(
        actor=staff_ensure(role="supervisor"),
        name=name,
        place="New York, international mail",
        first_day=clock.today(),
        last_day=last,
        rule=rule,
    )


def _report_operation(cast: Cast) -> None:
    """Record what the first operation found, and call another one off."""
    first = Operation.objects.order_by("pk").first()
    if first is not None:
        operation_report(
            actor=cast.staff.officer,
            operation_id=first.pk,
            looked_at=1_240,
            opened=310,
            wrong=96,
            seized=12,
            results="Most lacked the certificate of the product; twelve were copies of a brand.",
        )
    off = _operate("Batteries", cast)
    operation_call_off(actor=staff_ensure(role="supervisor"), operation_id=off.pk, reasons="The hall is closed.")


SCENES: Scenes = (
    (20, partial(_operate, "Toys without a maker")),
    (16, _report_operation),
    (1, partial(_operate, "Chargers")),
    (30, _load_file),
    (28, _decide_firms),
    (25, _ask_and_answer),
    (15, _hold_and_lift),
    (3, _hold_last),
    (1, _ask_last),
)
