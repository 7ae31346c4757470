from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held, require
from apps.core import clock
from apps.core.errors import Invalid, NotFound
from apps.events import services as events
from apps.policy.models import Number, Policy
from apps.policy.schema import KEYS
from apps.policy.selectors import policy_on, terms_of
from apps.policy.states import LIFECYCLE, Facts


@transaction.atomic
def policy_draft(*, actor: User, effective_from: date | None = None, summary: str = "") -> Policy:
    """Begin the next version with the numbers that are in force today."""
    require(actor, "draft_policy")
    base = policy_on(clock.today())
    latest = Policy.objects.aggregate(latest=Max("version"))["latest"]
    policy = Policy.objects.create(version=latest + 1, effective_from=effective_from, summary=summary, drafted_by=actor)
    Number.objects.bulk_create(
        Number(policy=policy, key=row.key, value=row.value, authority=row.authority, reason=row.reason)
        for row in base.numbers.order_by("id")
    )
    events.record("policy.drafted", subject=("policy", policy.pk), actor=actor, version=policy.version)
    return policy


@transaction.atomic
def policy_revise(
    *,
    actor: User,
    policy_id: int,
    values: Mapping[str, str],
    reasons: Mapping[str, str] | None = None,
    effective_from: date | None = None,
) -> Policy:
    """Change numbers of a draft, each with the reason for its new size; raises Invalid for what no policy has."""
    require(actor, "draft_policy")
    policy = _locked(policy_id)
    LIFECYCLE.find(policy.state, "submit")
    if unknown := sorted(values.keys() - KEYS.keys()):
        raise Invalid(_("No policy has these numbers: %s.") % ", ".join(unknown), code="unknown")
    rows = {row.key: row for row in policy.numbers.filter(key__in=values)}
    for key, value in values.items():
        KEYS[key].parse(value)
        rows[key].value = value
        rows[key].reason = (reasons or {}).get(key, rows[key].reason)
    Number.objects.bulk_update(rows.values(), ["value", "reason"])
    if effective_from:
        policy.effective_from = effective_from
        policy.save(update_fields=["effective_from"])
    events.record("policy.revised", subject=("policy", policy.pk), actor=actor, keys=sorted(values))
    return policy


def policy_submit(*, actor: User, policy_id: int) -> Policy:
    """Hand a complete draft to review."""
    return _apply(actor, policy_id, "submit")


def policy_return(*, actor: User, policy_id: int) -> Policy:
    """Give a policy in review back to its author."""
    return _apply(actor, policy_id, "return")


def policy_publish(*, actor: User, policy_id: int) -> Policy:
    """Make a reviewed policy the law of the program from its day on; the author can't do this."""
    return _apply(actor, policy_id, "publish")


def policy_retire(*, actor: User, policy_id: int) -> Policy:
    """Mark a policy as superseded. It goes on governing the days on which it was in force."""
    return _apply(actor, policy_id, "retire")


@transaction.atomic
def _apply(actor: User, policy_id: int, action: str) -> Policy:
    policy = _locked(policy_id)
    transition = LIFECYCLE.check(state=policy.state, action=action, held=held(actor), facts=_facts(policy, actor))
    policy.state = transition.target
    if action == "publish":
        policy.published_by, policy.published_at = actor, clock.now()
    policy.save(update_fields=["state", "published_by", "published_at"])
    events.record(f"policy.{transition.target}", subject=("policy", policy.pk), actor=actor, version=policy.version)
    return policy


def _locked(policy_id: int) -> Policy:
    policy = Policy.objects.select_for_update().filter(pk=policy_id).first()
    if policy is None:
        raise NotFound(_("There is no such policy."))
    return policy


def _facts(policy: Policy, actor: User) -> Facts:
    today = clock.today()
    day = policy.effective_from
    return Facts(
        faults=_faults(policy),
        has_date=day is not None,
        in_past=day is not None and day < today,
        same_person=policy.drafted_by_id == actor.pk,
        succeeded=day is not None and day <= today and policy_on(today) != policy,
    )


def _faults(policy: Policy) -> str:
    try:
        terms_of(policy)
    except Invalid as error:
        return error.message
    return ""
