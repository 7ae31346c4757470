"""A parcel that an officer found not to be the seller's under whose number it was reported."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, NotFound
from apps.ledger.facts import SellerKey
from apps.ledger.models import Parcel, Recording
from apps.ledger.services.program import PROGRAM
from apps.ledger.services.recordings import (
    Outcome,
    recording_count,
    recording_finish,
    recording_open,
    reporter_ensure,
)
from apps.ledger.services.sellers import sellers_ensure
from apps.ledger.services.shipments import effects_staged, staging_prepare
from apps.ledger.services.watches import watches_move
from apps.ledger.statements import statement
from apps.ledger.vocabulary import RANK, ReporterKind


@transaction.atomic
def parcel_disown(*, actor: User, parcel_id: int, shipper_id: int, note: str = "") -> Recording:
    """Record that a parcel is not this shipper's, by a further entry of the program that names an unknown seller.

    What happened to the parcel stays known, under an identity of its own: it can be linked to whoever it is proved to
    be. The program outranks whoever reported it, so the same report again does not bring it back
    (docs/adr/0018-a-disowned-parcel-names-an-unknown-seller.md). Taking the recording back does. Raises NotAllowed,
    NotFound, or Conflict where the parcel is not in that shipper's record.
    """
    permissions.require(actor, "record_violations")
    reporter = reporter_ensure(code=PROGRAM, kind=ReporterKind.AGENCY)
    unknown = SellerKey(PROGRAM, f"parcel {parcel_id}")
    if not Parcel.objects.filter(pk=parcel_id).exists():
        raise NotFound(_("There is no such shipment."))
    # Sellers are locked before parcels, here as in every recording.
    seller_id = sellers_ensure({unknown: ""})[unknown]
    parcel = Parcel.objects.select_for_update(no_key=True, of=("self",)).select_related("seller").get(pk=parcel_id)
    if parcel.voided or parcel.seller.shipper_id != shipper_id:
        raise Conflict(_("This shipment is not in the record of that business any more."), code="not_theirs")
    recording = recording_open(reporter=reporter, kind=Recording.Kind.PROGRAM, actor=actor, note=note[:300])
    about = {"round": 1, "recording": recording.pk, "now": clock.now()}
    about |= {"reporter": reporter.pk, "rank": RANK[reporter.kind]}
    with connection.cursor() as cursor:
        staging_prepare(cursor)
        cursor.execute(statement("disown_stage"), {"parcel": parcel.pk, "seller": seller_id})
        cursor.execute(statement("enter"), about)
        cursor.execute(statement("amend"), about)
        cursor.execute(statement("tally"))
        effects = effects_staged(cursor)
    recording_count(recording, Outcome(amended=1))
    watches_move(recording=recording, effects=effects)
    return recording_finish(recording=recording)
