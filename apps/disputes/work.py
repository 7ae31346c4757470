"""The kinds of work that disputes open for staff."""

from django.utils.translation import gettext_lazy as _lazy

from apps.disputes.selectors import answers_alleged_by, disownings_recommended_by
from apps.work.kinds import participants_register, register, subject_page

# The targets are decisions of the program, well before the promised days.
DISPUTE = register(
    "dispute",
    _lazy("Answer to a violation"),
    url=subject_page("admin:disputes_dispute_change"),
    permission="record_violations",
    help=_lazy(
        "A business answers an alleged violation. Read the answer beside the evidence, then sustain the violation, "
        "mitigate it or reverse it."
    ),
    target_days=15,
)
SOURCE_CHECK = register(
    "source_check",
    _lazy("Source of a disputed violation to be told"),
    url=subject_page("admin:disputes_sourcecheck_change"),
    permission="record_violations",
    help=_lazy(
        "A business disputes a violation, and the source that reported the violation has no system here or does not "
        "read the dispute. Tell the source by other means, and record how. Record the answer of the source when it "
        "comes. If officers are the source, answer for them."
    ),
    target_days=3,
)
DISOWNING = register(
    "disowned_shipment",
    _lazy("Disowned shipment"),
    url=subject_page("admin:disputes_disowning_change"),
    permission="record_violations",
    help=_lazy(
        "A business says that a shipment under its number is not its own. Somebody may be using the number: find out "
        "who reported it, then decline, or recommend with what shows it. A second officer accepts."
    ),
    target_days=10,
)
DISCLOSURE = register(
    "prior_disclosure",
    _lazy("Prior disclosure"),
    url=subject_page("admin:disputes_disclosure_change"),
    permission="record_violations",
    help=_lazy(
        "A business reports a violation of its own. Find out whether anybody looked into the violation before. If "
        "not, accept it, so that it counts as disclosed; else decline."
    ),
    target_days=15,
)
participants_register(DISPUTE.code, answers_alleged_by)
participants_register(DISOWNING.code, disownings_recommended_by)
