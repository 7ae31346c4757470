"""Violations that the officer of an agency reports on a parcel in the competence of the agency."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import require
from apps.accounts.roles import ACT_FOR_AGENCY
from apps.agencies.competence import CATEGORIES
from apps.agencies.models import AgencyParcel
from apps.agencies.selectors import own_agency, parcels_in_competence
from apps.core.errors import Conflict, InvalidInput
from apps.core.rows import row_get
from apps.core.text import text_required
from apps.events.services import record
from apps.ledger.models import Case, Recording
from apps.ledger.services import recording_finish, recording_open, reporter_ensure, violations_record
from apps.ledger.vocabulary import Culpability, Determination, ReporterKind
from apps.shippers.selectors import require_impartial


@transaction.atomic
def agency_violation_report(
    *, actor: User, parcel_id: int, reference: str, category: str, basis: str, day: date, acts: str
) -> Case:
    """Report a violation on a parcel in the competence of the actor's agency, in the name of the agency.

    The violation is alleged: its business is served with `acts`, may answer, and nothing counts before an officer of
    the program has sustained the violation. Raises NotAllowed for others, NotFound for a parcel beyond the competence,
    Conflict for a number that the agency used before, Invalid with the errors of the fields.
    """
    require(actor, ACT_FOR_AGENCY)
    agency = own_agency(actor)
    parcel = row_get(
        parcels_in_competence(agency).select_related("seller__shipper"),
        _("No such parcel is in the competence of your agency."),
        pk=parcel_id,
    )
    require_impartial(actor, parcel.seller.shipper_id)
    if category not in CATEGORIES:
        message = _("Your agency does not report violations of this category.")
        raise InvalidInput(message, fields={"category": [message]})
    acts = text_required(acts, "acts", _("Say what was found. The business reads this."))
    reporter = reporter_ensure(code=agency.lower(), kind=ReporterKind.AGENCY, name=agency)
    if Case.objects.filter(reporter=reporter, reference=reference.strip()).exists():
        message = _("Your agency has reported a violation under this number already. Give another number.")
        raise Conflict(message, code="case_known", fields={"reference": [message]})
    recording = recording_open(reporter=reporter, kind=Recording.Kind.DESK, actor=actor)
    fact = {
        "reference": reference,
        "shipment": f"{parcel.issuer}:{parcel.reference}",
        "date": day,
        "category": category,
        "basis": basis,
        "culpability": Culpability.NEGLIGENCE,
        "agency": agency,
        "determination": Determination.ALLEGED,
        "note": acts,
        **_seller_fields(parcel),
    }
    outcome = violations_record(recording=recording, facts=[(0, fact)])
    recording_finish(recording=recording)
    if outcome.rejected:
        names = {"note": "acts", "date": "day"}
        errors = {names.get(name, name): said for name, said in outcome.rejected[0][1].items()}
        raise InvalidInput(" ".join(message for messages in errors.values() for message in messages), fields=errors)
    case = Case.objects.get(reporter=reporter, reference=reference.strip())
    record(
        "agencies.violation_reported",
        subject=("case", case.pk),
        shipper_id=parcel.seller.shipper_id,
        actor=actor,
        agency=agency,
    )
    return case


def _seller_fields(parcel: AgencyParcel) -> dict[str, str]:
    """Return the fields by which the report names the seller of a parcel: the number of the business, else the reported
    code.
    """
    shipper = parcel.seller.shipper
    return {"ksn": shipper.ksn} if shipper and shipper.ksn else {"seller": parcel.seller.code}
