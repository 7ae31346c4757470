"""The kinds of work items of the ledger, and the risk of a business, by which late work is ordered."""

from collections.abc import Collection

from django.db.models import F
from django.utils.translation import gettext_lazy as _lazy

from apps.ledger.allegers import determiner_barred
from apps.ledger.models import Violation
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
WRONG_PARCEL = register(
    "wrong_parcel",
    _lazy("Parcel found wrong at random"),
    url=subject_page("admin:ledger_parcel_change"),
    permission="record_violations",
    help=_lazy(
        "An exam at random found something wrong with a parcel of this business, and nothing is decided about it. Read "
        "what was found. If it is a violation, allege it, so that the business can answer, and decide it then. If the "
        "exam was wrong, have it corrected. Until then the parcel counts as wrong where the business wants to rise, "
        "and as in order where it wants to keep its tier. After the day, the program publishes that it was late."
    ),
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
        "Then settle the reports there, with your reason."
    ),
    target_days=3,
)


def severity_step(category: str, culpability: str) -> Severity:
    """Return the severity of a violation as a step of the order of work."""
    return Severity[severity_of(category, culpability).name]


def gravest_violations(shipper_ids: Collection[int]) -> dict[int, Severity]:
    """Return the severity of the gravest violation that counts against each of some businesses, where one counts. An
    allegation does not count.
    """
    counting = Violation.objects.filter(
        seller__shipper__in=shipper_ids, pk=F("case__violation_id"), voided=False, determination__in=COUNTING
    )
    found: dict[int, Severity] = {}
    for shipper_id, *kind in counting.values_list("seller__shipper", "category", "culpability").distinct():
        found[shipper_id] = max(found.get(shipper_id, Severity.NONE), severity_step(*kind))
    return found


risk_rule_register(gravest_violations)
# A person who may not determine a violation can't hold the work of determining it.
holder_bar_register(ALLEGATION.code, determiner_barred)
