"""The transitions of a violation's determination, for those who determine: officers, and agencies in their competence.

The first report of an agency in its competence may have any determination; that of anybody else is alleged.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.languages import day_in_words
from apps.core.lazy import Promise
from apps.core.lifecycle import Guard, Lifecycle, Text, Transition, guard
from apps.ledger.vocabulary import Determination

# Officers hold the first; an agency that determines violations of a category acts as the second.
_WHO = frozenset({"record_violations", "reporter"})
# What follows when the source of a disputed violation does not confirm it, or certifies it later.
_PROGRAM = frozenset({"program"})


@dataclass(frozen=True, slots=True)
class DeterminationFacts:
    """The facts that decide whether an allegation may be determined now.

    `has_business`: the seller is linked to a business, which can be served. `at_once`: the violation is critical, has a
    recorded basis, and is determined by an officer or by an agency that determines such violations. `delayed_until` is
    the end of a delay of the notice; `answer_by` the last day to answer, where the business is. `answered`: the
    business has answered, and nobody has decided the answer. `heard`: the business agreed; or an officer has decided
    its answer, and the business has said everything or its time to answer is over. `unconfirmed`: the source has not
    confirmed the violation, which the business disputes.
    """

    has_business: bool = False
    at_once: bool = False
    served: bool = False
    delayed_until: datetime | None = None
    answer_by: date | None = None
    time_is_over: bool = False
    answered: bool = False
    heard: bool = False
    unconfirmed: bool = False


NOBODY_TO_SERVE = DeterminationFacts()


@guard(
    "A business is linked to the seller. The notice was served on the business. The business agreed; or its answer is "
    "decided, and it has said everything or its time to answer is over; or its time is over without an answer. A "
    "source that did not confirm a disputed violation in time has certified it since."
)
def _served_and_heard(facts: DeterminationFacts) -> Text | None:
    if not facts.has_business:
        return _(
            "No business is linked to this seller, so nobody can be served and answer. Link the seller to its "
            "business first."
        )
    if facts.unconfirmed:
        return _("The source did not confirm this in time. It counts again only when the source certifies it.")
    if facts.heard:
        return None
    if facts.answered:
        return _("The business has answered. Its answer is decided first.")
    if not facts.served:
        if facts.delayed_until:
            return _("The notice was not served on the business yet: a supervisor delayed it until %(day)s.") % {
                "day": day_in_words(facts.delayed_until)
            }
        return _("The notice was not served on the business yet. Serve the notice first.")
    if not facts.time_is_over:
        return _(
            "The business may answer until %(day)s. The violation can't be determined before that day is over, unless "
            "the business says that it has said everything."
        ) % {"day": day_in_words(facts.answer_by) if facts.answer_by else ""}
    return None


@guard(
    "The notice was served and answered as for “mitigate”. Only a critical violation can be sustained at once: with a "
    "seizure, a laboratory result or a confirmed list match, reported by an officer or by an agency that determines "
    "such violations."
)
def _served_and_heard_or_at_once(facts: DeterminationFacts) -> Text | None:
    return None if facts.at_once else _served_and_heard(facts)


def _row(
    sources: tuple[str, ...],
    action: str,
    target: str,
    label: Promise,
    guard: Guard[DeterminationFacts] | None = None,
    *,
    who: frozenset[str] = _WHO,
) -> Transition:
    return Transition(sources, action, target, who, label, guard)


_ALLEGED = (Determination.ALLEGED,)
DETERMINATIONS = Lifecycle(
    name=_lazy("violation"),
    transitions=(
        _row(_ALLEGED, "sustain", Determination.SUSTAINED, _lazy("Sustain"), _served_and_heard_or_at_once),
        _row(_ALLEGED, "mitigate", Determination.MITIGATED, _lazy("Mitigate"), _served_and_heard),
        _row((Determination.SUSTAINED,), "mitigate", Determination.MITIGATED, _lazy("Mitigate")),
        _row(
            (Determination.ALLEGED, Determination.SUSTAINED, Determination.MITIGATED),
            "reverse",
            Determination.REVERSED,
            _lazy("Reverse"),
        ),
        _row(
            (Determination.SUSTAINED, Determination.MITIGATED),
            "unconfirm",
            Determination.ALLEGED,
            _lazy("Stop counting: the source did not confirm it"),
            who=_PROGRAM,
        ),
        _row(
            _ALLEGED,
            "put_back",
            Determination.SUSTAINED,
            _lazy("Put back as sustained: the source certified it"),
            who=_PROGRAM,
        ),
        _row(
            _ALLEGED,
            "put_back_mitigated",
            Determination.MITIGATED,
            _lazy("Put back as mitigated: the source certified it"),
            who=_PROGRAM,
        ),
    ),
)


def may_follow(present: str, determination: str) -> bool:
    """Return whether those who determine may make a further entry with a determination: the present one, or the target
    of a transition.
    """
    return determination == present or _transition(present, determination) is not None


def determination_obstacle(present: str, determination: str, facts: DeterminationFacts) -> Text | None:
    """Return why a determination that may follow can't be recorded now; None if it can."""
    transition = _transition(present, determination)
    return transition.guard(facts) if transition and transition.guard else None


def _transition(present: str, determination: str) -> Transition | None:
    transitions = (
        transition
        for transition in DETERMINATIONS.transitions
        if present in transition.sources and determination == transition.target and transition.who == _WHO
    )
    return next(transitions, None)
