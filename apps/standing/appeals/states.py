"""The lifecycle of an appeal."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lifecycle import Lifecycle, Text, guard
from apps.shippers.roles import impartial
from apps.standing.appeals.models import AppealState
from apps.standing.roles import APPEALS, OVERSEER, PROGRAM, SELLER, transition


@dataclass(frozen=True, slots=True)
class AppealFacts:
    """The facts on which the decision of an appeal depends. `took_part`: the actor took part in the case or in its
    findings (`participants.parts_of`), or counts as one person with somebody who did. `critical`: the change rests on a
    critical finding with a recorded basis. `kept`: a supervisor has kept the change in effect once. `stayed`: the
    change is stayed. `time_is_over`: nobody has decided in time.
    """

    actor_on_team: bool
    took_part: bool = False
    critical: bool = False
    kept: bool = False
    stayed: bool = False
    time_is_over: bool = False


@guard(
    "The person who hears the appeal took no part in the case: neither in the proposed change, nor in the call, "
    "violations, answers, plan or visit behind it. The person is not on the team."
)
def _took_no_part(facts: AppealFacts) -> Text | None:
    if facts.took_part:
        return _(
            "You took part in the case that is appealed, or in its findings. Somebody else must hear the appeal."
            " Two people count as one if one of them asked for the account of the other."
        )
    return impartial(facts)


@guard(
    "The change rests on a critical finding with a recorded basis, was not kept before, and is not stayed. The person "
    "who acts took no part in the change, and is not on the team."
)
def _may_be_kept(facts: AppealFacts) -> Text | None:
    if not facts.critical:
        return _("Only a change that rests on a critical finding with a recorded basis can be kept in effect.")
    if facts.kept:
        return _("The change was kept in effect once already. Decide the appeal.")
    if facts.stayed or facts.time_is_over:
        return _("The time to decide the appeal is over, so the change is stayed. Decide the appeal.")
    return _took_no_part(facts)


@guard("The time to decide the appeal is over, and so is the time for which a supervisor kept the change in effect.")
def _time_is_over(facts: AppealFacts) -> Text | None:
    return None if facts.time_is_over else _("The change is stayed only when the time to decide the appeal is over.")


APPEAL = Lifecycle(
    _lazy("appeal of a change of standing"),
    (
        transition(
            [AppealState.OPEN],
            "grant",
            AppealState.GRANTED,
            {APPEALS},
            _lazy("Grant: what was taken away is given back"),
            _took_no_part,
        ),
        transition(
            [AppealState.OPEN],
            "deny",
            AppealState.DENIED,
            {APPEALS},
            _lazy("Deny: the decision stands"),
            _took_no_part,
        ),
        transition(
            [AppealState.OPEN],
            "keep",
            AppealState.OPEN,
            {OVERSEER},
            _lazy("Keep the change in effect until a later day"),
            _may_be_kept,
        ),
        transition(
            [AppealState.OPEN],
            "stay",
            AppealState.OPEN,
            {PROGRAM},
            _lazy("Stay: give back what was taken until the appeal is decided"),
            _time_is_over,
        ),
        transition([AppealState.OPEN], "withdraw", AppealState.WITHDRAWN, {SELLER}, _lazy("Take the appeal back")),
    ),
)
