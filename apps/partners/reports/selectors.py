"""The facts that a partner may report, by the kind of reporter and of report, and what was reported."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.codes import code_form
from apps.core.errors import NotAllowed, NotFound
from apps.ledger.facts import Errors, SellerKey, ShipmentFact, ViolationFact
from apps.ledger.models import Recording, Reporter, Seller
from apps.ledger.selectors import recordings_of, shipments_validate
from apps.ledger.selectors.validations import Validation
from apps.ledger.services import Disclosers, nobody
from apps.ledger.vocabulary import ReporterKind
from apps.partners.reports.models import FactKind, ReportingRights, Right
from apps.partners.systems.models import Partner
from apps.partners.systems.selectors import SystemAccess
from apps.shippers.models import Consent
from apps.shippers.selectors import consenting

# A reporter has these unless staff gave its system others. Who carries or clears a parcel sees it examined. Anybody but
# a seller may allege a violation; who determines one is another question (docs/adr/0047).
DEFAULT: dict[str, frozenset[Right]] = {
    ReporterKind.AGENCY: frozenset({Right.SHIPMENTS, Right.EXAMS, Right.VIOLATIONS}),
    ReporterKind.CARRIER: frozenset({Right.OWN_SHIPMENTS, Right.EXAMS, Right.VIOLATIONS}),
    ReporterKind.BROKER: frozenset({Right.SHIPMENTS, Right.EXAMS, Right.VIOLATIONS}),
    ReporterKind.MARKETPLACE: frozenset({Right.SHIPMENTS, Right.VIOLATIONS}),
    ReporterKind.SELLER: frozenset({Right.SHIPMENTS, Right.SELF_DISCLOSURES}),
}
# The rights of which one opens the address of a kind of facts.
OPENS: dict[str, frozenset[Right]] = {
    FactKind.SHIPMENTS: frozenset({Right.SHIPMENTS, Right.OWN_SHIPMENTS}),
    FactKind.VIOLATIONS: frozenset({Right.VIOLATIONS, Right.SELF_DISCLOSURES}),
}
# The name under which a refusal for want of a right stands among the errors of a fact.
RIGHTS = "rights"


class Reporting:
    """The rights of one partner to report, and the codes under which it issues and carries shipments.

    `reporter` is the code as which it reports; `codes` are those that staff noted beside that. `own` holds the
    identities of the business whose system it is; None for a partner that reports of others. `disclosers` gives the
    businesses in whose name it may disclose.
    """

    def __init__(
        self,
        *,
        rights: Collection[str],
        reporter: str,
        codes: Collection[str] = (),
        own: Collection[SellerKey] | None = None,
        disclosers: Disclosers = nobody,
    ) -> None:
        self.rights = frozenset(rights)
        self.own, self.disclosers = own, disclosers
        self._own = frozenset(map(code_form, (reporter, *codes)))
        self._is_noted = bool(codes)

    def refusal(self, fact: ShipmentFact | ViolationFact) -> Errors:
        """Return why the partner may not report a fact; nothing where it may."""
        if self.own is not None and fact.seller is not None and fact.seller not in self.own:
            return {RIGHTS: [_("You report about your own business alone: give its Known Shipper Number as ksn.")]}
        fault = self._shipment_fault(fact) if isinstance(fact, ShipmentFact) else self._violation_fault(fact)
        return {RIGHTS: [fault]} if fault else {}

    def _shipment_fault(self, fact: ShipmentFact) -> str:
        content = fact.content
        if Right.EXAMS not in self.rights and (
            content.get("examined") or "exam_basis" in content or "exam_result" in content
        ):
            return _("You report no exams: leave out examined, exam_basis and exam_result.")
        if Right.SHIPMENTS in self.rights or code_form(fact.issuer) in self._own:
            return ""
        carrier = content.get("carrier", "")
        # A report that names no carrier is of a parcel that its reporter carried, unless its codes are on record.
        if carrier in self._own or (not carrier and not self._is_noted):
            return ""
        return _("You report shipments that you issued or carried: give your code as issuer or carrier.")

    def _violation_fault(self, fact: ViolationFact) -> str:
        # A further report may leave out what has not changed; the first names its category.
        is_disclosed = fact.content.get("self_disclosed", "category" not in fact.content)
        if Right.VIOLATIONS in self.rights or is_disclosed:
            return ""
        return _("You report violations that you disclose yourself: say self_disclosed: true.")


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
        raise NotFound(_("You have no recording with this number."))
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
            _("Your system may not report %(facts)s. Ask the program, if it should.") % {"facts": facts},
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
            _("Your system is bound to no business, so it may report nothing. Ask the program to let it in again."),
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
