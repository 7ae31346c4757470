from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.db.models import Max, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from apps.core.errors import NotFound
from apps.core.history.tables import version_of
from apps.core.rows import row_get
from apps.policy.models import Number, Policy, PolicyState
from apps.policy.schema import SECTIONS
from apps.policy.selectors.comments import comment_public, comments_public
from apps.policy.terms import ONE, Terms, TermsAhead, Weights

IN_FORCE = (PolicyState.PUBLISHED, PolicyState.RETIRED)


# SQL for the policy in force on a day: its id, the time of its publication, and the day on which a policy that is
# published already takes its place (NULL if there is none). Statements that must stay one query contain it.
IN_FORCE_SQL = """
SELECT id, published_at, (
    SELECT min(effective_from) FROM policy_policy
    WHERE state IN ('published', 'retired') AND effective_from > %(today)s
) AS superseded_on
FROM policy_policy
WHERE state IN ('published', 'retired') AND effective_from <= %(today)s
ORDER BY effective_from DESC, version DESC LIMIT 1
"""


def _effective() -> QuerySet[Policy]:
    return Policy.objects.filter(state__in=IN_FORCE).order_by("-effective_from", "-version")


def policy_on(day: date) -> Policy:
    """Return the policy in force on a day; raise NotFound for a day before the first policy."""
    policy = policies_until(day).first()
    if policy is None:
        raise _no_policy(day)
    return policy


def _no_policy(day: date) -> NotFound:
    return NotFound(_("No policy was in force on %(day)s.") % {"day": day.isoformat()}, code="no_policy")


def policies_until(day: date) -> QuerySet[Policy]:
    """Return the policies that took effect until a day, the one in force first."""
    return _effective().filter(effective_from__lte=day)


def policies_in_order() -> list[Policy]:
    """Return the published policies in the order of their first days, the latest first."""
    return list(_effective())


@dataclass(frozen=True, slots=True)
class Calendar:
    """The published policies, the latest first day first: which of them is in force on which day. Takes one query."""

    policies: list[Policy] = field(default_factory=policies_in_order)

    def on(self, day: date) -> Policy:
        """Return the policy in force on a day; raise NotFound for a day before the first policy."""
        policy = next((policy for policy in self.policies if policy.first_day <= day), None)
        if policy is None:
            raise _no_policy(day)
        return policy

    def after(self, day: date) -> Policy | None:
        """Return the policy that takes effect next after a day, None if there is none."""
        later = [policy for policy in self.policies if policy.first_day > day]
        return min(later, key=lambda policy: (policy.first_day, -policy.version), default=None)

    def known_at(self, moment: datetime) -> "Calendar":
        """Return the calendar of the policies that were published by a moment."""
        return Calendar([each for each in self.policies if each.published_at and each.published_at <= moment])

    def weights_on(self, day: date) -> Weights:
        """Return the weights of violations in force on a day; for a day before the first policy, those of the first."""
        for policy in self.policies:
            if policy.first_day <= day:
                return terms_of(policy).weights
        return terms_of(self.policies[-1]).weights

    def least_share_by(self, day: date) -> int:
        """Return the smallest least share of exams of the versions in force by a day, in millionths; a million before
        the first policy. Each exam at random until then was drawn with at least this chance.
        """
        shares = [terms_of(policy).least_exams.share_exact for policy in self.policies if policy.first_day <= day]
        return min(shares, default=ONE)

    def terms_from(self, day: date) -> TermsAhead:
        """Return the terms in force on a day, and those that are published to take effect later."""
        later = [(policy.first_day, terms_of(policy)) for policy in reversed(self.policies) if policy.first_day > day]
        return TermsAhead(terms_of(self.on(day)), tuple(later))

    def beginning(self, day: date | None, *, but: Policy) -> Policy | None:
        """Return the policy that takes effect on a day, other than a given one; None if there is none."""
        return next((policy for policy in self.policies if policy.first_day == day and policy != but), None)


def policies_during(first: date, after: date) -> list[Policy]:
    """Return the policies in force on any day from `first` until the day before `after`, the earliest first."""
    latest_first = list(_effective().filter(effective_from__lt=after))
    within = [policy for policy in latest_first if policy.first_day > first]
    # The policy that was in force when the period began, if there was any.
    return [*within, *latest_first[len(within) :][:1]][::-1]


def policy_of_version(version: int) -> Policy:
    """Return a published policy by its version; raise NotFound if it is unknown, or a draft, which is not public."""
    return row_get(
        _effective(),
        _("There is no published policy %(version)s.") % {"version": version},
        code="unknown_policy",
        version=version,
    )


def policies_published() -> QuerySet[Policy]:
    """Return the published and retired policies, from which a draft can begin, the latest version first."""
    return Policy.objects.filter(state__in=IN_FORCE).order_by("-version")


def numbers_of(policy: Policy) -> dict[str, Number]:
    """Return the numbers of a policy by key."""
    return {row.key: row for row in policy.numbers.all()}


def policy_numbered(version: int) -> Policy:
    """Return a policy by its version, whatever its state; raise NotFound if there is none."""
    return row_get(
        Policy.objects,
        _("There is no policy %(version)s.") % {"version": version},
        code="unknown_policy",
        version=version,
    )


def policy_before(policy: Policy) -> Policy | None:
    """Return the policy that was in force on the day before a published one took effect, None for the first."""
    return _effective().filter(effective_from__lt=policy.first_day).first()


def numbers_seen(policy: Policy, keys: Collection[str]) -> int:
    """Return the number of the latest version of these rows. A form that was opened at a lower number is stale."""
    return _versions_of(policy, keys).aggregate(latest=Max("pgh_id"))["latest"] or 0


def numbers_seen_of(policy: Policy, keys: Collection[str]) -> Coalesce:
    """Return the id of the latest version of a policy's numbers (`numbers_seen`) as an expression for another query."""
    latest = _versions_of(policy, keys).order_by().values("policy").annotate(latest=Max("pgh_id")).values("latest")
    return Coalesce(Subquery(latest), 0)


def _versions_of(policy: Policy, keys: Collection[str]) -> QuerySet[Any]:
    return version_of(Number)._default_manager.filter(policy=policy, key__in=keys)


def numbers_digest(policy: Policy) -> str:
    """Return the SHA-256 digest of the numbers of a policy in hexadecimal: of its lines `key=value` in order. Published
    numbers never change, so their digest is made once in a process.
    """
    return _digest_published(policy.pk, policy.published_at) if policy.state in IN_FORCE else _digest(policy)


@lru_cache(maxsize=64)
def _digest_published(policy_id: int, published_at: datetime | None) -> str:
    return _digest(Policy.objects.get(pk=policy_id, published_at=published_at))


def _digest(policy: Policy) -> str:
    lines = sorted(f"{row.key}={row.value}\n" for row in policy.numbers.all())
    return sha256("".join(lines).encode()).hexdigest()


def numbers_as_seen(policy: Policy, keys: Collection[str], seen: int) -> dict[str, Any]:
    """Return these rows as they were at the version that `numbers_seen` gave."""
    return {version.key: version for version in _versions_of(policy, keys).filter(pgh_id__lte=seen).order_by("pgh_id")}


def terms_of(policy: Policy) -> Terms:
    """Return the numbers of a policy as typed terms.

    Published numbers never change, so their terms are built once in a process. Raises Invalid for a draft that is
    incomplete or contradicts itself.
    """
    if policy.state in IN_FORCE:
        return terms_published(policy.pk, policy.published_at)
    return _terms(policy)


@lru_cache(maxsize=64)
def terms_published(policy_id: int, published_at: datetime | None) -> Terms:
    """Return the terms of a published policy by the columns of `IN_FORCE_SQL`. They are read once in a process."""
    return _terms(Policy.objects.get(pk=policy_id, published_at=published_at))


def _terms(policy: Policy) -> Terms:
    texts = {key: number.value for key, number in numbers_of(policy).items()}
    return Terms.of(version=policy.version, effective_from=policy.effective_from, texts=texts)


def policy_public(policy: Policy) -> dict[str, Any]:
    """Return a policy as the API and the pages show it: every number with unit, authority and reason, by section, and
    the comments on its draft with their answers.
    """
    rows = {number.key: number for number in policy.numbers.all()}
    return {
        "version": policy.version,
        "state": policy.state,
        "effective_from": policy.effective_from.isoformat() if policy.effective_from else None,
        "published_at": policy.published_at.isoformat().replace("+00:00", "Z") if policy.published_at else None,
        "summary": policy.summary,
        "sections": [
            {
                "code": code,
                "title": str(title),
                "numbers": [
                    {
                        "key": key.name,
                        "label": str(key.label),
                        "value": key.parse(rows[key.name].value),
                        "unit": key.unit.value,
                        "authority": rows[key.name].authority,
                        "reason": rows[key.name].reason,
                    }
                    for key in keys
                    if key.name in rows
                ],
            }
            for code, title, keys in SECTIONS
        ],
        "comments": [comment_public(comment) for comment in comments_public(policy)],
    }
