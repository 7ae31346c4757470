"""The lifecycle of a policy, published by somebody who is no author, and the lifecycle of a comment on a draft."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext_lazy

from apps.core.lazy import later
from apps.core.lifecycle import Lifecycle, Text, Transition, guard
from apps.policy.models import CommentState, PolicyState


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """The facts about a policy and the acting person that the guards read.

    `contradictions`: sentences on numbers that are missing, out of bounds, below a floor or contradict each other.
    `is_author`: the
    person drafted the policy or changed its numbers, or may not be the second person beside somebody who did.
    `day_taken_by`: the version that takes effect on the same day. `succeeded`: a later policy is in force.

    `follows`: the version that will be in force on the day; `sets_back`: the numbers, in words, that this version has
    changed since the draft was begun, and that the draft would change back.

    `takes`: the number of changes that take something away from sellers. `earliest`: the first day on which they may
    take effect if the policy is published today; `too_soon`: the day of the policy comes before that. `taken_back_by`:
    the published version that would take back what this one gives, with less notice than that. `tried`: everybody was
    evaluated under the present numbers. `commented_until`: the last day of the comment period, while it runs.
    `unanswered`: the number of comments without an answer.
    """

    contradictions: tuple[str, ...] = ()
    has_summary: bool = True
    has_date: bool = True
    in_past: bool = False
    is_author: bool = False
    day_taken_by: int | None = None
    succeeded: bool = False
    follows: int | None = None
    sets_back: tuple[str, ...] = ()
    takes: int = 0
    earliest: date | None = None
    too_soon: bool = False
    taken_back_by: int | None = None
    tried: bool = True
    commented_until: date | None = None
    unanswered: int = 0


def missing_parts(facts: PolicyFacts) -> list[Text]:
    """List in sentences what a draft needs before it can be reviewed; nothing if the draft is complete."""
    found: list[Text] = []
    if not facts.has_summary:
        found.append(_lazy("Say in the summary what changes and why."))
    if not facts.has_date:
        found.append(_lazy("Say from which day the policy shall take effect."))
    if sets_back := _sets_back(facts):
        found.append(sets_back)
    return [*found, *facts.contradictions]


def _sets_back(facts: PolicyFacts) -> Text | None:
    if not facts.sets_back:
        return None
    return _SETS_BACK % {"version": facts.follows, "numbers": "; ".join(facts.sets_back)}


_SETS_BACK = _lazy(
    "Policy %(version)s will be in force on that day, and was published after this draft was begun. The draft would "
    "set back what it changed: %(numbers)s. Let the draft follow policy %(version)s, and change these numbers in the "
    "draft if they are meant."
)


@guard(
    "All numbers are within bounds, not below the floors of the law, and agree; the summary and the day are given. The "
    "draft sets back nothing that was published after it was begun."
)
def _complete(facts: PolicyFacts) -> Text | None:
    return " ".join(str(sentence) for sentence in missing_parts(facts)) or None


def _by_an_author(facts: PolicyFacts) -> Text | None:
    if facts.is_author:
        return _lazy(
            "You drafted this policy or changed its numbers. Somebody else must read and publish it. Two people count "
            "as one if one of them asked for the account of the other."
        )
    return None


def _is_tried(facts: PolicyFacts) -> Text | None:
    if not facts.tried:
        return _lazy(
            "Nobody knows yet who would move: wait until everybody was evaluated under these numbers, or start the "
            "evaluation again."
        )
    return None


@guard("The person drafted nothing of it, the policy is complete, and everybody was evaluated under its numbers.")
def _openable(facts: PolicyFacts) -> Text | None:
    return _by_an_author(facts) or _is_tried(facts) or _complete(facts)


def _day_unfit(facts: PolicyFacts) -> Text | None:
    """Return why the policy can't take effect on its day."""
    if not facts.has_date:
        return _lazy("Say from which day the policy takes effect.")
    if facts.in_past:
        return _lazy("A policy takes effect today or later, never backwards. Choose another day.")
    if facts.day_taken_by is not None:
        return _lazy("Policy %(version)s takes effect on that day already. Choose another day.") % {
            "version": facts.day_taken_by
        }
    if facts.too_soon:
        return later(lambda: _TOO_SOON % {"day": _day(facts.earliest)})
    if facts.taken_back_by is not None:
        return _lazy(
            "Policy %(version)s, which is published already, would take back what this one gives, without the days of "
            "notice that members have. Choose a day after it."
        ) % {"version": facts.taken_back_by}
    return None


_TOO_SOON = _lazy(
    "This policy takes something away, and members must know in time. Published today, it takes effect on %(day)s or "
    "later. Choose another day."
)
_RUNNING = _lazy("Comments may be given until the end of %(day)s. Publish after that day, once all are answered.")


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def _is_answered(facts: PolicyFacts) -> Text | None:
    if not facts.unanswered:
        return None
    return ngettext_lazy(
        "%(number)d comment is not answered yet. Answer it first.",
        "%(number)d comments are not answered yet. Answer them first.",
        facts.unanswered,
    ) % {"number": facts.unanswered}


@guard(
    "The person who publishes neither drafted the policy nor changed its numbers. The policy takes nothing away, or "
    "was open for comment. Comments of an earlier period are answered. The day is today or later, and no other policy "
    "begins on it. Everybody was evaluated under its numbers, and the policy is complete."
)
def _publishable_at_once(facts: PolicyFacts) -> Text | None:
    if unfit := _by_an_author(facts) or _sets_back(facts):
        return unfit
    if facts.takes:
        return _lazy("This policy takes something away. Open it for comment first.")
    return _is_answered(facts) or _day_unfit(facts) or _is_tried(facts) or _complete(facts)


@guard(
    "The person who publishes neither drafted the policy nor changed its numbers. The comment period is over and every "
    "comment is answered. If the policy takes something away, its day leaves members the days of notice. No other "
    "policy begins on it. Everybody was evaluated under its numbers, and the policy is complete."
)
def _publishable(facts: PolicyFacts) -> Text | None:
    if unfit := _by_an_author(facts) or _sets_back(facts):
        return unfit
    if facts.commented_until is not None:
        return later(lambda: _RUNNING % {"day": _day(facts.commented_until)})
    return _is_answered(facts) or _day_unfit(facts) or _is_tried(facts) or _complete(facts)


@guard("A later policy has taken effect.")
def _retirable(facts: PolicyFacts) -> Text | None:
    return None if facts.succeeded else _lazy("A policy retires when a later one has taken effect.")


_AUTHORS, _REVIEWERS = frozenset({"draft_policy"}), frozenset({"publish_policy"})

LIFECYCLE = Lifecycle(
    name=_lazy("policy"),
    transitions=(
        Transition(
            (PolicyState.DRAFT,), "submit", PolicyState.IN_REVIEW, _AUTHORS, _lazy("Send for review"), _complete
        ),
        Transition(
            (PolicyState.IN_REVIEW, PolicyState.OPEN), "return", PolicyState.DRAFT, _REVIEWERS, _lazy("Return to draft")
        ),
        Transition(
            (PolicyState.IN_REVIEW,), "open", PolicyState.OPEN, _REVIEWERS, _lazy("Open for comment"), _openable
        ),
        Transition(
            (PolicyState.IN_REVIEW,),
            "publish",
            PolicyState.PUBLISHED,
            _REVIEWERS,
            _lazy("Publish"),
            _publishable_at_once,
        ),
        Transition((PolicyState.OPEN,), "publish", PolicyState.PUBLISHED, _REVIEWERS, _lazy("Publish"), _publishable),
        Transition((PolicyState.PUBLISHED,), "retire", PolicyState.RETIRED, _REVIEWERS, _lazy("Retire"), _retirable),
    ),
)


@dataclass(frozen=True, slots=True)
class CommentFacts:
    """The fact about a comment that the guards read. `decided`: its policy was published."""

    decided: bool = False


@guard("Its policy was not published yet: what was said before the decision stays as it was answered.")
def _is_undecided(facts: CommentFacts) -> Text | None:
    return _lazy("The policy was published, with the comments as they were answered.") if facts.decided else None


COMMENT = Lifecycle(
    name=_lazy("comment"),
    transitions=(
        Transition(
            (CommentState.RECEIVED,), "show", CommentState.SHOWN, _AUTHORS, _lazy("Show to the public"), _is_undecided
        ),
        Transition((CommentState.SHOWN,), "answer", CommentState.ANSWERED, _AUTHORS, _lazy("Answer"), _is_undecided),
    ),
)
