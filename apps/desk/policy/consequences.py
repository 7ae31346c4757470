"""The consequences of a publication: from when a policy holds, who moves, who is told, and what it sets back."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
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
        _("It holds from %(day)s on, in place of policy %(before)s, and can never be changed.")
        % {"day": date_format(policy.first_day, "DATE_FORMAT"), "before": before.version},
        *(_change_text(pair) for section in sections for pair in section.pairs if pair.differs),
        *_member_sentences(policy, before),
        *_follower_sentences(policy, before),
    ]


def _change_text(pair: NumberPair) -> str:
    if pair.takes:
        return _("%(change)s. This takes something away.") % {"change": pair.text}
    return f"{pair.text}."


def _member_sentences(policy: Policy, before: Policy) -> Iterator[str]:
    made = selectors.what_if_latest(policy)
    if made is None:
        return
    counts = {
        "members": made.members,
        "day": date_format(made.as_of, "DATE_FORMAT"),
        "up": sum(made.matrix[held][then] for held in TIERS for then in TIERS if then > held),
        "down": sum(made.matrix[held][then] for held in TIERS for then in TIERS if then < held),
        "suspended": made.suspended,
    }
    yield (
        _(
            "Of %(members)d members, as they stood on %(day)s, %(up)d rise, a lower tier is proposed for %(down)d, and "
            "%(suspended)d are suspended at once."
        )
        % counts
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
        yield _("Policy %(version)s is published already, and sets this back on %(day)s: %(label)s (%(key)s).") % {
            "version": follower.version,
            "day": date_format(follower.first_day, "DATE_FORMAT"),
            "label": pair.key.label,
            "key": pair.key.name,
        }
