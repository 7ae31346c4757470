"""The kinds of work items of the ledger, and the risk of a business, by which late work is ordered."""

from django.utils.translation import gettext_lazy as _lazy

from apps.ledger.allegers import determiner_barred
from apps.ledger.selectors import violations_of
from apps.ledger.vocabulary import COUNTING, severity_of
from apps.work.kinds import holder_bar_register, register, risk_rule_register, subject_page
from apps.work.models import Severity

ALLEGATION = register(
    "allegation",
    _lazy("Allegation to determine"),
    url=subject_page("admin:ledger_violation_case"),
    permission="record_violations",
    help=_lazy(
        "The time of a business to answer an allegation is over, or its answer is decided. Read the evidence, then "
        "sustain the violation, mitigate it or reverse it. Until then the violation does not count."
    ),
    target_days=15,
)
HELD_REPORTS = register(
    "held_reports",
    _lazy("Reports under another's numbers"),
    url=subject_page("admin:ledger_reporter_change"),
    permission="manage_partners",
    help=_lazy(
        "A reporter contradicts whoever may issue the number of a parcel, or says that a parcel is another business's, "
        "or was contradicted by whoever may issue the number. Its reports are held beside the parcels and change "
        "nothing. The page of the reporter shows them beside what stands. If the numbers are its own, note its codes "
        "under What partners may report, and ask it to send the reports again. If not, ask it why, or shut it out. "
        "Then settle the reports in the list of reporters, with your reason."
    ),
    target_days=3,
)


def severity_step(category: str, culpability: str) -> Severity:
    """Return the severity of a violation as a step of the order of work."""
    return Severity[severity_of(category, culpability).name]


def gravest_violation(shipper_id: int) -> Severity:
    """Return the severity of the gravest violation that counts against a business. An allegation does not count."""
    counting = violations_of(shipper_id).filter(determination__in=COUNTING).order_by().select_related(None)
    kinds = counting.values_list("category", "culpability").distinct()
    return max((severity_step(*kind) for kind in kinds), default=Severity.NONE)


risk_rule_register(gravest_violation)
# A person who may not determine a violation can't hold the work of determining it.
holder_bar_register(ALLEGATION.code, determiner_barred)
