"""The facts that the officer looks up about applicants outside of the program, and a match that turns out to be a
stranger.
"""

from apps.accounts.models import User
from apps.applications.models import Application, ApplicationState
from apps.core import clock
from apps.core.files import identify_file
from apps.shippers.matches import matches_of
from apps.shippers.models import ExternalCheck
from apps.shippers.services import external_check_record, external_check_withdraw, match_dismiss
from config.simulation.numbers.sellers import Seller
from config.simulation.people import paperwork

Kind, Result = ExternalCheck.Kind, ExternalCheck.Result
# The outcomes of applications whose register extract names another director.
REFUSED = ("denial_proposed", "denied", "appealed", "granted")
# An extract is kept of every so many applicants.
EVERY = 4


def external_checks_record(*, seller: Seller, shipper_id: int, officer: User) -> None:
    """Record a look into the company register for an applicant, and for some also one at the storefront and at lists
    of restricted parties.
    """
    about = {"actor": officer, "shipper_id": shipper_id, "date": clock.today()}
    differs = seller.outcome in REFUSED
    extract = identify_file("register-extract.pdf", [paperwork.register_extract(seller)])
    files = [extract] if seller.number % EVERY == 0 else []
    external_check_record(
        kind=Kind.REGISTER,
        result=Result.DIFFERS if differs else Result.FITS,
        note="The register names another director than the application." if differs else "",
        files=files,
        **about,
    )
    match seller.number % EVERY:
        case 1:
            external_check_record(kind=Kind.STOREFRONT, result=Result.FITS, **about)
        case 2:
            note = "One name is like a listed one; another country and year of birth."
            external_check_record(kind=Kind.SCREENING, result=Result.UNCLEAR, note=note, **about)
        case 3:
            wrong = external_check_record(kind=Kind.SCREENING, result=Result.FITS, **about)
            external_check_withdraw(actor=officer, check_id=wrong.pk, reason="The name was typed wrongly. Do it again.")


def match_dismiss_first(*, officer: User) -> None:
    """Dismiss the first match that an application in review has."""
    reviewed = Application.objects.filter(state=ApplicationState.IN_REVIEW).order_by("pk")
    for shipper_id in reviewed.values_list("shipper", flat=True):
        if found := next((match for match in matches_of(shipper_id) if not match.shipper.is_barred), None):
            match_dismiss(
                actor=officer,
                shipper_id=shipper_id,
                other_id=found.shipper.pk,
                reason="Two companies with like names: the register has other directors and another seat.",
            )
            return
