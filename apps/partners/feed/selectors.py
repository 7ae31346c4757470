from collections.abc import Sequence

from django.db.models import Max

from apps.core import clock
from apps.partners.answers import StatusChangeAnswer
from apps.partners.feed.models import FeedEntry
from apps.policy.models import Policy
from apps.policy.selectors import policies_in_order


def feed_after(seq: int, limit: int) -> list[StatusChangeAnswer]:
    """Return the changes that follow a place of the public feed, in order, at most `limit` of them."""
    entries = FeedEntry.objects.filter(seq__gt=seq).select_related("change__shipper", "policy").order_by("seq")
    policies = policies_in_order()
    return [_change_answer(entry, policies) for entry in entries[:limit]]


def _change_answer(entry: FeedEntry, policies: Sequence[Policy]) -> StatusChangeAnswer:
    """Return the answer for a place of the feed. `policies` are those published, the latest first."""
    if entry.policy:
        return StatusChangeAnswer.of_policy(entry.seq, entry.policy)
    assert entry.change is not None
    day = clock.day_of(entry.change.at)
    in_force = next((policy for policy in policies if policy.first_day <= day), policies[-1])
    return StatusChangeAnswer.of_standing(entry.seq, entry.change, in_force.version)


def feed_end() -> int:
    """Return the last place of the public feed, 0 while the feed is empty."""
    return FeedEntry.objects.aggregate(last=Max("seq"))["last"] or 0
