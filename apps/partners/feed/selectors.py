from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import DEFAULT_DB_ALIAS, close_old_connections, connections
from django.db.models import Max

from apps.core import clock
from apps.core.outages import OUTAGES
from apps.core.replica import replica_read
from apps.partners.answers import POLICY, StatusChangeAnswer
from apps.partners.feed.models import FeedEntry
from apps.partners.feed.statements import ALL_AFTER, FOLLOWED_AFTER
from apps.partners.scopes import STATUS_ALL
from apps.partners.systems.selectors import SystemAccess
from apps.policy.models import Policy
from apps.policy.selectors import policies_in_order


@dataclass(frozen=True, slots=True)
class FeedPage:
    """A page of the public feed as a partner may see it. `next` is where the next page begins, and `end` the last place
    of the whole feed, both as of the same moment.
    """

    results: list[StatusChangeAnswer]
    next: int
    end: int


def feed_page(access: SystemAccess, *, after: int, limit: int) -> FeedPage:
    """Return the changes that follow a place of the public feed, in order, at most `limit` of them: of the policies and
    of the shippers on the partner's roster, or of everybody where its scopes say so.

    Where no more of them follow, `next` is the end of the feed: the places between are of others.
    """
    if STATUS_ALL not in access.scopes:
        # A replica may lack the last change of the roster, and the partner would pass by a place for good.
        return _page(DEFAULT_DB_ALIAS, FOLLOWED_AFTER, access, after, limit)
    page = replica_read(lambda replica: _page(replica, ALL_AFTER, access, after, limit))
    if page is None or page.end < feed_end():
        page = _page(DEFAULT_DB_ALIAS, ALL_AFTER, access, after, limit)
    return page


def _page(database: str, statement: str, access: SystemAccess, after: int, limit: int) -> FeedPage:
    with connections[database].cursor() as cursor:
        cursor.execute(statement, {"after": after, "limit": limit, "partner": access.partner_id})
        rows = cursor.fetchall()
    end = rows[0][0]
    policies = policies_in_order()
    results = [_change_answer(policies, *row[1:]) for row in rows if row[1] is not None]
    return FeedPage(results, results[-1].seq if len(results) == limit else max(after, end), end)


def _change_answer(
    policies: Sequence[Policy],
    seq: int,
    ksn: str | None,
    status: str | None,
    validated: bool | None,
    tier: int | None,
    examine_all: bool | None,
    at: datetime | None,
    reasons: list[str] | None,
    version: int | None,
    first_day: date | None,
) -> StatusChangeAnswer:
    """Return the answer for a place of the feed, which has a change of a standing (`at`) or a policy (`first_day`).
    `policies` are those published, the latest first.
    """
    if first_day is not None:
        at, reasons = clock.start_of(first_day), [POLICY]
    elif at is not None:
        version = _version_on(policies, clock.day_of(at))
    assert version is not None
    assert at is not None
    return StatusChangeAnswer(
        seq=seq,
        ksn=ksn,
        status=status,
        validated=validated,
        tier=tier,
        examine_all=examine_all,
        policy_version=version,
        changed_at=at,
        reasons=reasons or [],
    )


def _version_on(policies: Sequence[Policy], day: date) -> int:
    return next((policy for policy in policies if policy.first_day <= day), policies[-1]).version


def feed_news() -> int:
    """Return the last place of the feed for those who wait for the next one; 0 while the database does not answer."""
    try:
        close_old_connections()
        return feed_end()
    except OUTAGES:
        return 0


def feed_end() -> int:
    """Return the last place of the public feed, 0 while the feed is empty."""
    return FeedEntry.objects.aggregate(last=Max("seq"))["last"] or 0
