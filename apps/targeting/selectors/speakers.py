"""Reads of whose word counts about a declared parcel: who may issue a number speaks for its parcel (ADR 0125)."""

from collections import defaultdict
from collections.abc import Sequence

from apps.core import clock
from apps.core.codes import code_form
from apps.ledger.facts import ShipmentFact
from apps.ledger.models import IssuerCode, Parcel, Reporter
from apps.ledger.parcel_keys import parcel_key
from apps.ledger.vocabulary import REUSE_DAYS, ReporterKind
from apps.targeting.rules import DeclarationContext, key_of
from apps.targeting.selectors.parcels import ParcelsBefore


def parcels_of_others(
    reporter: Reporter, facts: Sequence[ShipmentFact], told: ParcelsBefore, known: DeclarationContext
) -> frozenset[bytes]:
    """Return the keys of the parcels that a reporter declares for another business than those who speak for them: the
    reporters that may issue their numbers, by their declarations, and whoever reported them, by the ledger.

    Agencies come before all, and whoever may issue a number declares its parcel anew. A seller that is no business of
    ours contradicts nothing: it may be the same under another code. Takes two queries.
    """
    homes = _homes({code_form(fact.issuer) for fact in facts})
    guests = {
        key_of(fact): seller.shipper_id
        for fact in facts
        if (seller := known.sellers.get(fact.seller)) and reporter.pk not in homes[code_form(fact.issuer)]
    }
    if reporter.kind == ReporterKind.AGENCY or not guests:
        return frozenset()
    theirs = _owners_on_record([fact for fact in facts if key_of(fact) in guests])
    for key in guests:
        for row in told.rows.get(key, ()):
            if row.partner.reporter_id in homes[code_form(row.issuer)]:
                theirs[key] = row.shipper_id
    return frozenset(key for key, own in guests.items() if theirs.get(key) not in (None, own))


def _homes(codes: set[str]) -> dict[str, set[int]]:
    """Return the reporters that may issue numbers, by their codes."""
    homes = defaultdict[str, set[int]](set)
    for code, reporter_id in IssuerCode.objects.filter(code__in=codes).values_list("code", "reporter"):
        homes[code].add(reporter_id)
    return homes


def _owners_on_record(facts: Sequence[ShipmentFact]) -> dict[bytes, int | None]:
    """Return the businesses of parcels that others than sellers reported, by the keys of the parcels."""
    rows = Parcel.objects.filter(
        issuer__in={fact.issuer for fact in facts},
        reference__in={fact.reference for fact in facts},
        date__gt=clock.add_days(clock.today(), -REUSE_DAYS),
        evidence=True,
        voided=False,
    )
    found = rows.order_by("pk").values_list("issuer", "reference", "seller__shipper")
    return {parcel_key(issuer, reference): shipper_id for issuer, reference, shipper_id in found}
