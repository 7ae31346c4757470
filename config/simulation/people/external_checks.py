"""The facts that the officer looks up about applicants outside of the program."""

from functools import partial

from apps.accounts.models import User
from apps.core import clock
from apps.core.files import identify_file
from apps.shippers.models import ExternalCheck
from apps.shippers.services import external_check_record, external_check_withdraw
from config.simulation.people import paperwork
from config.simulation.people.acts import Turn

Kind, Result = ExternalCheck.Kind, ExternalCheck.Result
# The outcomes of applications whose register extract names another director.
REFUSED = ("denial_proposed", "denied", "appealed", "granted")
# An extract is kept of every so many applicants.
EVERY = 4


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
