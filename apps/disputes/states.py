"""The lifecycles of an answer to a violation, the check with its source, a disowned shipment, a prior disclosure."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lifecycle import Guard, Lifecycle, Text, Transition, guard
from apps.disputes.models import Dispute, SourceCheckState, StatementState
from apps.shippers.roles import Ability, impartial

OFFICER = "record_violations"
SELLER = Ability.ATTEST

_OPEN = (StatementState.OPEN,)
# Answers with these positions ask for no change of the record, so there is nothing to decline.
ASK_NOTHING = frozenset({Dispute.Position.AGREE, Dispute.Position.EXPLAIN})


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """The facts on which the decision of a statement depends. `position`: the position of an answer. `reversed`: the
    answered violation was reversed meanwhile. `actor_alleged`: the actor alleged the violation. `recommended`: an
    officer recommends to accept a disowned shipment; `actor_recommended`: the actor does.
    """

    actor_on_team: bool
    actor_alleged: bool = False
    position: str = ""
    reversed: bool = False
    recommended: bool = False
    actor_recommended: bool = False


@guard("The business asked for no change of the record. The person who acts is not on the team.")
def _asks_nothing(facts: StatementFacts) -> Text | None:
    if not facts.reversed and facts.position not in ASK_NOTHING:
        return _("The business asks for a change of the record. Accept or decline it, with your reasons.")
    return impartial(facts)


ALLEGED_IT = _lazy(
    "You alleged this violation, so somebody else declines what the business says to it. Two people count as one if "
    "one of them asked for the account of the other."
)


@guard("The person who acts did not allege the violation, and is not on the team.")
def _another_declines(facts: StatementFacts) -> Text | None:
    return impartial(facts) or (ALLEGED_IT if facts.actor_alleged else None)


@guard(
    "A file of the business or of the person who acts shows it. Nobody has recommended it before, and the person who "
    "acts is not on the team."
)
def _not_recommended(facts: StatementFacts) -> Text | None:
    if facts.recommended:
        return _("This was recommended already. Somebody else accepts or declines it.")
    return impartial(facts)


@guard("Somebody else recommended it, and the person who acts is not on the team.")
def _another_accepts(facts: StatementFacts) -> Text | None:
    if not facts.recommended:
        return _("Two officers agree to this. Recommend it with what shows it, and another officer accepts.")
    if facts.actor_recommended:
        return _(
            "You recommended this, so somebody else accepts it. Two people count as one if one of them asked for the "
            "account of the other."
        )
    return impartial(facts)


def _by(
    action: str, target: StatementState, who: str, label: Text, guard: Guard[StatementFacts] | None = None
) -> Transition:
    return Transition(_OPEN, action, target, frozenset({who}), label, guard)


DISPUTE = Lifecycle(
    _lazy("answer to a violation"),
    (
        _by("accept", StatementState.ACCEPTED, OFFICER, _lazy("Accept: the record is changed"), impartial),
        _by(
            "decline", StatementState.DECLINED, OFFICER, _lazy("Decline: the record stays as it is"), _another_declines
        ),
        _by(
            "note",
            StatementState.NOTED,
            OFFICER,
            _lazy("Note the answer: the business asks for nothing, and the record stays as it is"),
            _asks_nothing,
        ),
        _by("withdraw", StatementState.WITHDRAWN, SELLER, _lazy("Take the answer back")),
    ),
)
# The source itself, by its system here. An officer records the answer of a source by other means.
SOURCE = "reporter"
PROGRAM = "program"
_SOURCE = frozenset({SOURCE, OFFICER})


@guard("The person who acts is not on the team.")
def _source_or_impartial(facts: StatementFacts) -> Text | None:
    return impartial(facts)


def _source_check(
    sources: tuple[str, ...], action: str, target: SourceCheckState, who: frozenset[str], label: Text
) -> Transition:
    return Transition(sources, action, target, who, label, None if who == {PROGRAM} else _source_or_impartial)


_ASKED = (SourceCheckState.OPEN,)
SOURCE_CHECK = Lifecycle(
    _lazy("check with a source"),
    (
        _source_check(_ASKED, "confirm", SourceCheckState.CONFIRMED, _SOURCE, _lazy("The source confirms its report")),
        _source_check(_ASKED, "correct", SourceCheckState.CORRECTED, _SOURCE, _lazy("The source corrects its report")),
        _source_check(
            (SourceCheckState.OPEN, SourceCheckState.UNCONFIRMED),
            "withdraw",
            SourceCheckState.WITHDRAWN,
            _SOURCE,
            _lazy("The source withdraws its report"),
        ),
        _source_check(
            _ASKED,
            "lapse",
            SourceCheckState.UNCONFIRMED,
            frozenset({PROGRAM}),
            _lazy("Stop counting: the time to confirm is over"),
        ),
        _source_check(
            (SourceCheckState.UNCONFIRMED,),
            "certify",
            SourceCheckState.CERTIFIED,
            _SOURCE,
            _lazy("The source certifies that its report is complete and accurate"),
        ),
        _source_check(
            _ASKED,
            "close",
            SourceCheckState.CLOSED,
            frozenset({PROGRAM}),
            _lazy("Stop asking: the answer was taken back, or the record changed"),
        ),
    ),
)
DISOWNING = Lifecycle(
    _lazy("disowned shipment"),
    (
        _by(
            "recommend",
            StatementState.OPEN,
            OFFICER,
            _lazy("Recommend to accept: a second officer decides"),
            _not_recommended,
        ),
        _by(
            "accept",
            StatementState.ACCEPTED,
            OFFICER,
            _lazy("Accept: the shipment no longer counts for this business"),
            _another_accepts,
        ),
        _by(
            "decline",
            StatementState.DECLINED,
            OFFICER,
            _lazy("Decline: the shipment stays in the record of this business"),
            _another_declines,
        ),
        _by("withdraw", StatementState.WITHDRAWN, SELLER, _lazy("Take it back: the shipment is ours")),
    ),
)
DISCLOSURE = Lifecycle(
    _lazy("prior disclosure"),
    (
        _by(
            "accept",
            StatementState.ACCEPTED,
            OFFICER,
            _lazy("Accept: the violation is recorded as disclosed first"),
            impartial,
        ),
        _by("decline", StatementState.DECLINED, OFFICER, _lazy("Decline: nothing is recorded"), impartial),
        _by("withdraw", StatementState.WITHDRAWN, SELLER, _lazy("Take the disclosure back")),
    ),
)
