from collections.abc import Collection, Iterable
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Any

from apps.core import clock
from apps.core.errors import NotAllowed, NotFound
from apps.ledger.facts import SellerKey
from apps.ledger.models import Recording, Reporter, Seller
from apps.ledger.selectors import recordings_of, shipments_validate
from apps.ledger.selectors.validations import Validation
from apps.ledger.vocabulary import ReporterKind
from apps.partners.reports.models import FactKind, ReportingRights
from apps.partners.reports.rights import DEFAULT, OPENS, Reporting
from apps.partners.systems.models import Partner
from apps.partners.systems.selectors import SystemAccess
from apps.shippers.models import Consent
from apps.shippers.selectors import consenting

# For how long an Idempotency-Key leads to the same recording: a queue that stood still for weeks is safe to empty.
# Later a program may have begun to count anew; the parcel or case itself then keeps a report from counting twice.
KEY_TIME = timedelta(days=30)


def recording_key(partner: Partner, key: str) -> str:
    """Return the key under which the recording of a request is kept, for the Idempotency-Key of a partner's client.

    Each client has keys of its own, also where two report as one reporter. A recording never loses its key: after
    `KEY_TIME` the same Idempotency-Key leads to another one, which follows from the recording before.
    """
    kept = sha256(f"{partner.client.client_id} {key}".encode()).hexdigest()
    before = clock.now() - KEY_TIME
    while expired := Recording.objects.filter(reporter=partner.reporter_id, key=kept, started_at__lte=before).first():
        kept = sha256(f"{kept} after {expired.pk}".encode()).hexdigest()
    return kept


def recording_of(access: SystemAccess, recording_id: int) -> Recording:
    """Return one of the recordings that the partner's system sent; raise NotFound for any other."""
    client = Partner.objects.select_related("client").get(pk=access.partner_id).client.client_id
    recording = recordings_of(access.reporter_id, client).filter(pk=recording_id).first()
    if recording is None:
        raise NotFound("You have no recording of this number.")
    return recording


def reporting_of(partner: Partner, facts: str) -> Reporting:
    """Return the rights of a partner to report facts of a kind. `partner` was read with its reporter.

    Raises NotAllowed where the partner reports no facts of the kind at all, and for the system of a seller that is not
    bound to its business.
    """
    decided = ReportingRights.objects.filter(partner=partner).first()
    rights = frozenset(decided.rights) if decided else DEFAULT[partner.reporter.kind]
    if rights.isdisjoint(OPENS[facts]):
        raise NotAllowed(
            f"Your system may not report {facts}. Ask the program, if it should.",
            code="facts_not_allowed",
        )
    return Reporting(
        rights=rights,
        reporter=partner.reporter.code,
        codes=decided.codes if decided else (),
        own=_own_identities(partner.reporter),
        disclosers=partial(_disclosers, partner),
    )


def _own_identities(reporter: Reporter) -> frozenset[SellerKey] | None:
    """Return the identities of the business that a reporter is; None for a reporter of another kind."""
    if reporter.kind != ReporterKind.SELLER:
        return None
    if reporter.shipper_id is None:
        raise NotAllowed(
            "Your system is bound to no business, so it may report nothing. Ask the program to let it in again.",
            code="no_business",
        )
    linked = Seller.objects.filter(shipper=reporter.shipper_id).values_list("source", "code")
    return frozenset(SellerKey(*key) for key in linked)


def _disclosers(partner: Partner, businesses: Collection[int]) -> Collection[int]:
    """Return those of some businesses that let a partner say that they disclosed a violation."""
    consents = consenting(Consent.Scope.DISCLOSE, kind=partner.reporter.kind, partner_id=partner.pk)
    return list(consents.filter(shipper__in=businesses).values_list("shipper", flat=True))


def reports_validate(*, partner_id: int, items: Iterable[tuple[int, Any]]) -> Validation:
    """Look at the shipments of a request as their recording would; raise NotAllowed as the recording does."""
    partner = Partner.objects.select_related("reporter").get(pk=partner_id)
    reporting = reporting_of(partner, FactKind.SHIPMENTS)
    return shipments_validate(source=partner.reporter.code, facts=items, check=reporting.refusal)
