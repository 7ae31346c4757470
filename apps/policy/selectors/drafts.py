"""Reads of drafts: the facts for their lifecycle, what a draft takes away, and the drafts that are open for comment."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.selectors import is_second_person
from apps.core import clock
from apps.core.errors import InvalidInput
from apps.core.rows import row_get
from apps.events.selectors import events_of_subject
from apps.policy.comparison import ComparedSection, NumberPair, changed_keys, compare, takings
from apps.policy.floors import floor_faults
from apps.policy.keys import NumberKey
from apps.policy.models import Policy, PolicyState
from apps.policy.selectors.comments import comment_public, comments_public, comments_unanswered
from apps.policy.selectors.versions import IN_FORCE, Calendar, numbers_of, terms_of
from apps.policy.selectors.what_ifs import what_if_latest, what_if_public
from apps.policy.states import PolicyFacts

AUTHORING = ("policy.drafted", "policy.rebased", "policy.revised")


def facts_of(
    policy: Policy, actor: User, *, effective_from: date | None = None, calendar: Calendar | None = None
) -> PolicyFacts:
    """Return the facts for the guards. `effective_from` replaces the day on which the policy takes effect. A caller
    that has read the `calendar` passes it on.
    """
    calendar = calendar or Calendar()
    today = clock.today()
    day = effective_from or policy.effective_from
    succeeded = day is not None and day <= today and calendar.on(today) != policy
    authored = not is_second_person(actor, policy.drafted_by_id, *_authors(policy))
    if policy.state in IN_FORCE:
        return PolicyFacts(is_author=authored, succeeded=succeeded)
    until, taken_by = policy.comments_until, calendar.beginning(day, but=policy)
    taken = takings_on(policy, day, calendar=calendar)
    # The days of notice are those of the policy in force, so that no draft shortens its own.
    noticed = clock.add_days(today, terms_of(calendar.on(today)).policy_changes.notice_days)
    return PolicyFacts(
        contradictions=_contradictions(policy),
        follows=calendar.on(_day_followed(policy, day)).version,
        sets_back=tuple(pair.text for pair in numbers_set_back(policy, day, calendar=calendar)),
        has_summary=bool(policy.summary.strip()),
        has_date=day is not None,
        in_past=day is not None and day < today,
        is_author=authored,
        day_taken_by=taken_by.version if taken_by else None,
        succeeded=succeeded,
        takes=len(taken),
        earliest=noticed if taken else None,
        too_soon=day is not None and bool(taken) and day < noticed,
        taken_back_by=_taken_back_by(policy, day, noticed, calendar),
        tried=what_if_latest(policy) is not None,
        commented_until=until if policy.state == PolicyState.OPEN and until and until >= today else None,
        unanswered=comments_unanswered(policy).count(),
    )


def takings_on(policy: Policy, day: date | None = None, *, calendar: Calendar) -> list[NumberKey]:
    """Return the numbers by which a draft takes something away, compared with the policy that it would follow on a day.

    `day` is by default the day on which the policy takes effect. A draft without a day is compared with the policy in
    force today.
    """
    followed = calendar.on(_day_followed(policy, day))
    prefetch_related_objects([policy, followed], "numbers")
    return takings(numbers_of(followed), numbers_of(policy))


def numbers_set_back(policy: Policy, day: date | None = None, *, calendar: Calendar) -> list[NumberPair]:
    """Return the numbers by which a draft would set back a policy that was published after the draft was begun: the
    numbers which that policy changed, as it has them and as the draft has them. `day` is as for `takings_on`.
    """
    followed = calendar.on(_day_followed(policy, day))
    base = next((each for each in calendar.policies if each.pk == policy.base_id), None)
    if base is None or base == followed:
        return []
    prefetch_related_objects([policy, base, followed], "numbers")
    changed = changed_keys(numbers_of(base), numbers_of(followed))
    return _pairs(followed, policy, changed)


def changes_set_back(policy: Policy, follower: Policy, *, before: Policy) -> list[NumberPair]:
    """Return the numbers that a policy changes and that its follower, without a change of its own, has as before."""
    changed = changed_keys(numbers_of(before), numbers_of(policy))
    return _pairs(policy, follower, changed - changed_keys(numbers_of(before), numbers_of(follower)))


def _pairs(left: Policy, right: Policy, keys: Collection[str]) -> list[NumberPair]:
    """Return those of the numbers that differ between two policies."""
    sections = compare(numbers_of(left), numbers_of(right), only_differences=True)
    return [pair for section in sections for pair in section.pairs if pair.differs and pair.key.name in keys]


def drafts_open() -> QuerySet[Policy]:
    """Return the drafts that are open for comment, or whose comments are being answered, the latest first."""
    return Policy.objects.filter(state=PolicyState.OPEN).order_by("-version")


def draft_open_of(version: int) -> Policy:
    """Return a draft that is open for comment by its version; raise NotFound for any other, which is not public."""
    return row_get(
        drafts_open(),
        _("There is no draft %(version)s that is open for comment.") % {"version": version},
        code="unknown_policy",
        version=version,
    )


def draft_public(policy: Policy) -> dict[str, Any]:
    """Return a draft that is open for comment as the API shows it: what changes, why, and who would move."""
    return {
        "version": policy.version,
        "effective_from": policy.effective_from.isoformat() if policy.effective_from else None,
        "comments_until": policy.comments_until.isoformat() if policy.comments_until else None,
        "summary": policy.summary,
        "changes": [
            {
                "key": pair.key.name,
                "label": str(pair.key.label),
                "unit": pair.key.unit.value,
                "before": pair.key.parse(pair.left.value) if pair.left else None,
                "after": pair.key.parse(pair.right.value) if pair.right else None,
                "takes_away": pair.takes,
                "authority": pair.right.authority if pair.right else "",
                "reason": pair.right.reason if pair.right else "",
            }
            for section in draft_changes(policy)
            for pair in section.pairs
        ],
        "what_if": what_if_public(policy),
        "comments": [comment_public(comment) for comment in comments_public(policy)],
    }


def draft_changes(policy: Policy) -> list[ComparedSection]:
    """Return the sections of a draft with the numbers that change, beside the policy that it would follow."""
    return compare(numbers_of(policy_followed(policy)), numbers_of(policy), only_differences=True)


def policy_followed(policy: Policy, *, calendar: Calendar | None = None) -> Policy:
    """Return the policy that a draft would follow on its own day, or today if it has none."""
    return (calendar or Calendar()).on(_day_followed(policy))


def _day_followed(policy: Policy, day: date | None = None) -> date:
    today = clock.today()
    return max(day or policy.effective_from or today, today)


def _taken_back_by(policy: Policy, day: date | None, noticed: date, calendar: Calendar) -> int | None:
    """Return the version of the published policy that would follow a draft before the days of notice are over, if it
    would take away something that it does not take from the policy before the draft.
    """
    follower = calendar.after(day) if day else None
    if follower is None or follower.first_day >= noticed:
        return None
    followed = calendar.on(_day_followed(policy, day))
    prefetch_related_objects([policy, followed, follower], "numbers")
    after = numbers_of(follower)
    announced = takings(numbers_of(followed), after)
    return follower.version if set(takings(numbers_of(policy), after)) - set(announced) else None


def _contradictions(policy: Policy) -> tuple[str, ...]:
    try:
        terms_of(policy)
    except InvalidInput as error:
        return tuple(error.fields.get("policy", [str(error.message)]))
    return tuple(floor_faults({key: row.value for key, row in numbers_of(policy).items()}))


def _authors(policy: Policy) -> set[int | None]:
    """Return the ids of the people who drafted a policy or changed its numbers."""
    authored = events_of_subject(("policy", policy.pk)).filter(kind__in=AUTHORING)
    return set(authored.order_by().values_list("actor", flat=True))
