"""The consequences of a publication: from when a policy holds, who moves, who is told, and what it sets back."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import ngettext

from apps.policy import selectors
from apps.policy.comparison import NumberPair, compare
from apps.policy.models import Policy
from apps.policy.terms import TOP
from apps.standing.policies.messages import PolicyNews

TIERS = range(TOP + 1)


def publication_consequences(policy: Policy) -> list[str]:
    """Return in sentences what follows from the publication of a policy, which was published in this transaction."""
    before = selectors.policy_before(policy)
    if before is None:
        return []
    sections = compare(selectors.numbers_of(before), selectors.numbers_of(policy), only_differences=True)
    return [
        (
            f"It holds from {date_format(policy.first_day, 'DATE_FORMAT')} on, in place of policy {before.version}, "
            "and can never be changed."
        ),
        *(_change_text(pair) for section in sections for pair in section.pairs if pair.differs),
        *_member_sentences(policy, before),
        *_follower_sentences(policy, before),
    ]


def _change_text(pair: NumberPair) -> str:
    if pair.takes:
        return f"{pair.text}. This takes something away."
    return f"{pair.text}."


def _member_sentences(policy: Policy, before: Policy) -> Iterator[str]:
    made = selectors.what_if_latest(policy)
    if made is None:
        return
    up = sum(made.matrix[held][then] for held in TIERS for then in TIERS if then > held)
    down = sum(made.matrix[held][then] for held in TIERS for then in TIERS if then < held)
    yield (
        f"Of {made.members} members, as they stood on {date_format(made.as_of, 'DATE_FORMAT')}, {up} rise, {down} are "
        f"proposed for less, and {made.suspended} are suspended at once."
    )
    touched = PolicyNews.of(policy, before, about=("policy", policy.pk)).touched(made.matrix)
    yield ngettext(
        "The team of %(touched)d member is told now what changes for it.",
        "The teams of %(touched)d members are told now what changes for each.",
        touched,
    ) % {"touched": touched}


def _follower_sentences(policy: Policy, before: Policy) -> Iterator[str]:
    """Yield a sentence for each change that the next policy, published already, sets back."""
    follower = selectors.Calendar().after(policy.first_day)
    if follower is None:
        return
    for pair in selectors.changes_set_back(policy, follower, before=before):
        day = date_format(follower.first_day, "DATE_FORMAT")
        yield (
            f"Policy {follower.version} is published already, and sets this back on {day}: "
            f"{pair.key.label} ({pair.key.name})."
        )
