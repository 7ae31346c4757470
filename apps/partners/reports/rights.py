"""Which facts a partner may report: the rights of each kind of reporter, and what each right allows. Pure."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from apps.ledger.facts import Errors, ShipmentFact, ViolationFact
from apps.ledger.vocabulary import ReporterKind
from apps.partners.reports.models import Facts, Right

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
    Facts.SHIPMENTS: frozenset({Right.SHIPMENTS, Right.OWN_SHIPMENTS}),
    Facts.VIOLATIONS: frozenset({Right.VIOLATIONS, Right.SELF_DISCLOSURES}),
}
# The name under which a refusal for want of a right stands among the errors of a fact.
RIGHTS = "rights"


def fact_refusal(
    fact: ShipmentFact | ViolationFact, *, rights: Collection[str], reporter: str, codes: Iterable[str]
) -> Errors:
    """Return why a partner may not report a fact; nothing where it may.

    `reporter` is the code as which it reports; `codes` are those that staff noted under which it issues and carries.
    """
    why = (
        _shipment_refusal(fact, rights, reporter, codes)
        if isinstance(fact, ShipmentFact)
        else _violation_refusal(fact, rights)
    )
    return {RIGHTS: [why]} if why else {}


def _shipment_refusal(fact: ShipmentFact, rights: Collection[str], reporter: str, codes: Iterable[str]) -> str:
    content = fact.content
    if Right.EXAMS not in rights and (content.get("examined") or "exam_basis" in content or "exam_result" in content):
        return _("You report no exams: leave out examined, exam_basis and exam_result.")
    if Right.SHIPMENTS in rights:
        return ""
    noted = {code.casefold() for code in codes}
    own = noted | {reporter.casefold()}
    carrier = content.get("carrier", "").casefold()
    if fact.issuer.casefold() in own or carrier in own:
        return ""
    # A report that names no carrier is of a parcel that its reporter carried, unless its codes are on record.
    if not carrier and not noted:
        return ""
    return _("You report shipments that you issued or carried: one of your codes has to be the issuer or the carrier.")


def _violation_refusal(fact: ViolationFact, rights: Collection[str]) -> str:
    # A further report may leave out what has not changed; the first names its category.
    is_disclosed = fact.content.get("self_disclosed", "category" not in fact.content)
    if Right.VIOLATIONS in rights or is_disclosed:
        return ""
    return _("You report violations that you disclose yourself: say self_disclosed: true.")
