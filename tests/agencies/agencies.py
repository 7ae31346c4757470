"""Officers of agencies, and what they and others do, made by the services."""

from datetime import timedelta
from typing import Any

from apps.accounts.models import User
from apps.agencies import services
from apps.agencies.charges import Charge
from apps.agencies.files.lines import FiledLine
from apps.agencies.models import AgencyOfficer, AgencyQuestion, Hold
from apps.core import clock
from apps.ledger.models import Parcel
from apps.ledger.vocabulary import Category
from apps.shippers.models import Shipper
from tests.ledger.conftest import present, report, shipment
from tests.people import staff

# The parcels of members in tests are scarves of chapter 62, which are in the competence of the CPSC.
AGENCY = "CPSC"
GROUNDS = "The label does not say what the scarf is made of (16 CFR 303)."


def bound(user: User, agency: str = AGENCY) -> User:
    """Let a person act for an agency."""
    known = {"agency": agency, "reason": "Known.", "bound_by": user, "bound_at": clock.now()}
    AgencyOfficer.objects.get_or_create(user=user, defaults=known)
    return user


def agency_officer(agency: str = AGENCY, email: str = "") -> User:
    """Make the officer of an agency."""
    return bound(staff("agency officer", email=email or f"{agency.lower()}@agency.example"), agency)


def parcel_of(shipper: Shipper, **given: str) -> Parcel:
    """Return a parcel of a business that has arrived and was not released."""
    reference = f"AG{shipper.pk}"
    goods = {"date": clock.today().isoformat(), "hs": "621420", "description": "Wool scarf", "disposition": "held"}
    report(shipment(reference, ksn=shipper.ksn, seller="", **goods | given))
    return present(reference)


def held_parcel(officer: User, parcel: Parcel, **given: Any) -> Hold:
    """Place a hold on a parcel for ten days."""
    typed = {"grounds": GROUNDS, "language": "en", "until": clock.add_days(clock.today(), 10)} | given
    return services.hold_place(actor=officer, parcel_id=parcel.pk, **typed)


def asked(officer: User, parcel: Parcel | None = None, agency: str = AGENCY) -> AgencyQuestion:
    """Ask an agency something, about a parcel or none."""
    named = {"issuer": parcel.issuer, "number": parcel.reference} if parcel else {}
    return services.agency_question_ask(
        actor=officer, agency=agency, subject="The fabric", text="Which certificate do you ask for?", **named
    )


def report_of(**given: Any) -> dict[str, Any]:
    """Return what the officer of an agency fills in to report a violation."""
    filled = {
        "reference": "CPSC-26-1",
        "category": Category.UNSAFE_GOODS,
        "basis": "laboratory",
        "day": clock.today(),
        "acts": "The scarf burns faster than 16 CFR 1610 allows.",
    }
    return filled | given


def line_of(shipper: Shipper, number: str = "1", **given: Any) -> FiledLine:
    """Return a line of a file about a firm with the name of a business."""
    filled: dict[str, Any] = {
        "number": number,
        "firm": "3001",
        "name": shipper.name,
        "address": "",
        "country": "",
        "day": clock.today() - timedelta(days=30),
        "product": "Scarves",
        "category": Category.UNSAFE_GOODS,
        "charges": [Charge("1", "402(a)(3)", "It appears to be unfit.")],
    }
    return FiledLine(**filled | given)
