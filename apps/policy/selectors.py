from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.core.errors import NotFound
from apps.policy.models import Number, Policy
from apps.policy.schema import SECTIONS
from apps.policy.terms import Terms

IN_FORCE = (Policy.State.PUBLISHED, Policy.State.RETIRED)


def _effective() -> QuerySet[Policy]:
    return Policy.objects.filter(state__in=IN_FORCE).order_by("-effective_from", "-version")


def policy_on(day: date) -> Policy:
    """The policy in force on a day; raises NotFound before the first one."""
    policy = _effective().filter(effective_from__lte=day).first()
    if policy is None:
        raise NotFound(_("No policy was in force on %(day)s.") % {"day": day.isoformat()}, code="no_policy")
    return policy


def policy_next(day: date) -> Policy | None:
    """The published policy that takes effect next after a day."""
    return _effective().filter(effective_from__gt=day).order_by("effective_from", "-version").first()


def policy_of_version(version: int) -> Policy:
    """A published policy by its version; raises NotFound for unknown ones and drafts, which are not public."""
    policy = _effective().filter(version=version).first()
    if policy is None:
        raise NotFound(_("There is no published policy %(version)s.") % {"version": version}, code="unknown_policy")
    return policy


def terms_of(policy: Policy) -> Terms:
    """The numbers of a policy. Published ones never change, so they are built once in a process.

    Raises Invalid when a draft is incomplete or contradicts itself.
    """
    if policy.state in IN_FORCE:
        return _published_terms(policy.pk, policy.version, policy.effective_from, policy.published_at)
    return _terms(policy.pk, policy.version, policy.effective_from)


@lru_cache(maxsize=64)
def _published_terms(policy_id: int, version: int, effective_from: date, _published_at: datetime) -> Terms:
    return _terms(policy_id, version, effective_from)


def _terms(policy_id: int, version: int, effective_from: date | None) -> Terms:
    texts = dict(Number.objects.filter(policy_id=policy_id).values_list("key", "value"))
    return Terms.of(version=version, effective_from=effective_from, texts=texts)


def policy_public(policy: Policy) -> dict[str, Any]:
    """The policy as the API and the pages show it: every number, with unit, authority and reason, by section."""
    rows = {number.key: number for number in policy.numbers.all()}
    return {
        "version": policy.version,
        "state": policy.state,
        "effective_from": policy.effective_from.isoformat() if policy.effective_from else None,
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
    }
