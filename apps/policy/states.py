"""The lifecycle of a policy: draft, in review, published by somebody who is no author, retired by a later policy."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lifecycle import Lifecycle, Text, Transition, guard
from apps.policy.models import PolicyState


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts about a policy and the acting person that the guards read.

    `contradictions`: sentences on numbers that are missing, out of bounds or contradict each other. `is_author`: the
    person drafted the policy or changed its numbers, or may not be the second person beside somebody who did.
    `day_taken_by`: the version that takes effect on the same day. `succeeded`: a later policy is in force.
    """

    contradictions: tuple[str, ...] = ()
    has_summary: bool = True
    has_date: bool = True
    in_past: bool = False
    is_author: bool = False
    day_taken_by: int | None = None
    succeeded: bool = False


def missing_parts(facts: Facts) -> list[Text]:
    """List in sentences what a draft needs before it can be reviewed; nothing if the draft is complete."""
    found: list[Text] = []
    if not facts.has_summary:
        found.append(_lazy("Say in the summary what changes and why."))
    if not facts.has_date:
        found.append(_lazy("Say from which day the policy shall take effect."))
    return [*found, *facts.contradictions]


@guard("All numbers are within bounds and agree; the summary and the day are given.")
def _complete(facts: Facts) -> Text | None:
    return " ".join(str(sentence) for sentence in missing_parts(facts)) or None


@guard(
    "The person who publishes neither drafted the policy nor changed its numbers. The day is today or later, and "
    "no other policy begins on it. The policy is complete."
)
def _publishable(facts: Facts) -> Text | None:
    if facts.is_author:
        return _lazy(
            "You drafted this policy or changed its numbers. Somebody else must publish it. Two people count as one if "
            "one of them asked for the account of the other."
        )
    if not facts.has_date:
        return _lazy("Say from which day the policy takes effect.")
    if facts.in_past:
        return _lazy("A policy takes effect today or later, never backwards. Choose another day.")
    if facts.day_taken_by is not None:
        return _lazy("Policy %(version)s takes effect on that day already. Choose another day.") % {
            "version": facts.day_taken_by
        }
    return _complete(facts)


@guard("A later policy has taken effect.")
def _retirable(facts: Facts) -> Text | None:
    return None if facts.succeeded else _lazy("A policy retires when a later one has taken effect.")


LIFECYCLE = Lifecycle(
    name=_lazy("policy"),
    transitions=(
        Transition(
            (PolicyState.DRAFT,),
            "submit",
            PolicyState.IN_REVIEW,
            frozenset({"draft_policy"}),
            _lazy("Send for review"),
            _complete,
        ),
        Transition(
            (PolicyState.IN_REVIEW,),
            "return",
            PolicyState.DRAFT,
            frozenset({"publish_policy"}),
            _lazy("Return to draft"),
        ),
        Transition(
            (PolicyState.IN_REVIEW,),
            "publish",
            PolicyState.PUBLISHED,
            frozenset({"publish_policy"}),
            _lazy("Publish"),
            _publishable,
        ),
        Transition(
            (PolicyState.PUBLISHED,),
            "retire",
            PolicyState.RETIRED,
            frozenset({"publish_policy"}),
            _lazy("Retire"),
            _retirable,
        ),
    ),
)
