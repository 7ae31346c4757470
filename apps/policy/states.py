"""The life of a policy: drafted, reviewed, published by somebody else than its author, retired by its successor."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from apps.core.lifecycle import Lifecycle, Text, Transition
from apps.policy.models import Policy

State = Policy.State


@dataclass(frozen=True, slots=True)
class Facts:
    faults: str
    has_date: bool
    in_past: bool
    same_person: bool
    succeeded: bool


def _complete(facts: Facts) -> Text | None:
    return facts.faults or None


def _publishable(facts: Facts) -> Text | None:
    if facts.same_person:
        return _("Somebody else than its author must publish a policy.")
    if not facts.has_date:
        return _("Say from which day the policy takes effect.")
    if facts.in_past:
        return _("A policy takes effect today or later, never backwards. Choose another day.")
    return _complete(facts)


def _retirable(facts: Facts) -> Text | None:
    return None if facts.succeeded else _("A policy retires when a later one has taken effect.")


LIFECYCLE = Lifecycle(
    name=_("policy"),
    transitions=(
        Transition((State.DRAFT,), "submit", State.IN_REVIEW, frozenset({"draft_policy"}), _("Submit"), _complete),
        Transition((State.IN_REVIEW,), "return", State.DRAFT, frozenset({"publish_policy"}), _("Return to draft")),
        Transition(
            (State.IN_REVIEW,), "publish", State.PUBLISHED, frozenset({"publish_policy"}), _("Publish"), _publishable
        ),
        Transition((State.PUBLISHED,), "retire", State.RETIRED, frozenset({"publish_policy"}), _("Retire"), _retirable),
    ),
)
