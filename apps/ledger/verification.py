"""Checks that compare parcels, tallies, cases and identities with a recount of the entries.

Each check is one statement over one snapshot, so that recordings under way make no difference.
"""

from django.db import connection, models

from apps.core.verification import VerificationResult, check
from apps.ledger.archives import months_text
from apps.ledger.models import Case, Parcel, Seller, Tally
from apps.ledger.selectors.archives import months_missing
from apps.ledger.statements import statement


@check("parcels")
def parcels() -> VerificationResult:
    """Compare each parcel with its latest entry."""
    return _verdict(Parcel, "recount_parcels")


@check("tallies")
def tallies() -> VerificationResult:
    """Compare each tally with the sum of the latest entries of its seller's parcels."""
    return _verdict(Tally, "recount_tallies")


@check("cases")
def cases() -> VerificationResult:
    """Check that each case points at its latest entry."""
    return _verdict(Case, "recount_cases")


@check("links")
def links() -> VerificationResult:
    """Compare the shipper of each identity with the last link of the identity."""
    return _verdict(Seller, "recount_links")


def _verdict(model: type[models.Model], name: str) -> VerificationResult:
    verdict, archived = VerificationResult(compared=model.objects.count()), months_missing()
    if archived and model in (Parcel, Tally):
        verdict.notes.append(
            f"entries of {months_text(archived)} are archived, and what follows from them alone was not compared "
            "(--archives FOLDER)"
        )
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement(name), {"archived": archived})
        for what, kept, recounted in cursor:
            verdict.differs(f"{what}: kept {kept}, recounted {recounted}")
    return verdict
