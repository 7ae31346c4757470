"""The background of applicants: facts that an officer looks up outside of the program, and histories under which
reporters knew a seller before it was a member.
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import partial

from apps.accounts.models import User
from apps.core import clock
from apps.core.files import identify_file
from apps.ledger.models import Seller
from apps.ledger.selectors import identities_reported, identities_unlinked
from apps.shippers.models import ExternalCheck
from apps.shippers.services import external_check_record, external_check_withdraw
from apps.upkeep.services import histories_link
from config.simulation.numbers import catalog
from config.simulation.people import paperwork
from config.simulation.people.acts import Turn

Kind, Result = ExternalCheck.Kind, ExternalCheck.Result
# The outcomes of applications whose register extract names another director.
REFUSED = ("denial_proposed", "denied", "appealed", "granted")
# An extract is kept of every so many applicants.
EVERY = 4
GROUNDS = "The reports name the seller ID of a storefront of the business, as its application gives it."
SOURCES = [
    party.code
    for party in (
        *(*catalog.MARKETPLACES, *catalog.CARRIERS, catalog.BROKER, catalog.AGENCY),
        *catalog.PARTNER_AGENCIES.values(),
    )
]


def external_checks_record(*, turn: Turn, actor: User) -> None:
    """Record a look into the company register for an applicant, and for some also one at the storefront and at lists
    of restricted parties.
    """
    seller, shipper_id = turn.member.seller, turn.shipper_id
    record = partial(external_check_record, actor=actor, shipper_id=shipper_id, date=clock.today())
    differs, turned = seller.outcome in REFUSED, seller.number % EVERY
    record(
        kind=Kind.REGISTER,
        result=Result.DIFFERS if differs else Result.FITS,
        note="The register names another director than the application." if differs else "",
        files=[] if turned else [identify_file("register-extract.pdf", [paperwork.register_extract(seller)])],
    )
    match turned:
        case 1:
            record(kind=Kind.STOREFRONT, result=Result.FITS)
        case 2:
            note = "One name is like a listed one; another country and year of birth."
            record(kind=Kind.SCREENING, result=Result.UNCLEAR, note=note)
        case 3:
            wrong = record(kind=Kind.SCREENING, result=Result.FITS)
            external_check_withdraw(actor=actor, check_id=wrong.pk, reason="The name was typed wrongly. Do it again.")


def histories_link_found(*, turn: Turn, actor: User) -> None:
    """Link the histories that were reported under the codes or the name of an applicant, before its application is
    approved.
    """
    shipper = turn.member.application.shipper
    if found := [one.pk for one in identities_unlinked(identities_reported(shipper))]:
        histories_link(actor=actor, shipper_id=shipper.pk, seller_ids=found, grounds=GROUNDS)


def histories_link_late(*, shippers: Mapping[str, int], officer: User) -> None:
    """Link late reports about days on which a member was no member yet. `shippers` gives the id by the code."""
    found: dict[str, list[int]] = defaultdict(list)
    for seller in Seller.objects.filter(shipper=None, code__in=shippers, source__in=SOURCES).order_by("pk"):
        found[seller.code].append(seller.pk)
    for code, seller_ids in found.items():
        histories_link(actor=officer, shipper_id=shippers[code], seller_ids=seller_ids, grounds=GROUNDS)
