"""The facts that a partner may report: the rights of each kind of reporter, and the reports that each right allows.
Pure.
"""

from collections.abc import Collection

from apps.core.codes import code_form
from apps.ledger.facts import Errors, SellerKey, ShipmentFact, ViolationFact
from apps.ledger.services import Disclosers, nobody
from apps.ledger.vocabulary import ReporterKind
from apps.partners.reports.models import FactKind, Right

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
            return {RIGHTS: ["You report of your own business alone: give its Known Shipper Number as ksn."]}
        fault = self._shipment_fault(fact) if isinstance(fact, ShipmentFact) else self._violation_fault(fact)
        return {RIGHTS: [fault]} if fault else {}

    def _shipment_fault(self, fact: ShipmentFact) -> str:
        content = fact.content
        if Right.EXAMS not in self.rights and (
            content.get("examined") or "exam_basis" in content or "exam_result" in content
        ):
            return "You report no exams: leave out examined, exam_basis and exam_result."
        if Right.SHIPMENTS in self.rights or code_form(fact.issuer) in self._own:
            return ""
        carrier = content.get("carrier", "")
        # A report that names no carrier is of a parcel that its reporter carried, unless its codes are on record.
        if carrier in self._own or (not carrier and not self._is_noted):
            return ""
        return "You report shipments that you issued or carried: give your code as issuer or carrier."

    def _violation_fault(self, fact: ViolationFact) -> str:
        # A further report may leave out what has not changed; the first names its category.
        is_disclosed = fact.content.get("self_disclosed", "category" not in fact.content)
        if Right.VIOLATIONS in self.rights or is_disclosed:
            return ""
        return "You report violations that you disclose yourself: say self_disclosed: true."
