"""How a violation's determination may move. A new violation may be reported with any of them."""

from django.utils.translation import gettext_lazy as _

from apps.core.lifecycle import Lifecycle, Transition
from apps.ledger.vocabulary import Determination

# Officers hold the first; a partner that reports violations acts as the second.
_WHO = frozenset({"record_violations", "reporter"})

DETERMINATIONS = Lifecycle(
    name=_("violation"),
    transitions=(
        Transition((Determination.ALLEGED,), "sustain", Determination.SUSTAINED, _WHO, _("Sustain")),
        Transition(
            (Determination.ALLEGED, Determination.SUSTAINED), "mitigate", Determination.MITIGATED, _WHO, _("Mitigate")
        ),
        Transition(
            (Determination.ALLEGED, Determination.SUSTAINED, Determination.MITIGATED),
            "reverse",
            Determination.REVERSED,
            _WHO,
            _("Reverse"),
        ),
    ),
)


def may_follow(present: str, determination: str) -> bool:
    """Whether a further entry may bring this determination: the same once more, or one that the table leads to."""
    return determination == present or any(
        present in transition.sources and determination == transition.target
        for transition in DETERMINATIONS.transitions
    )
