from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held, require
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotFound
from apps.events import services as events
from apps.policy import selectors
from apps.policy.authorities import AuthorityKind, authority_of
from apps.policy.comparison import changed_keys
from apps.policy.floors import floor_fault
from apps.policy.models import Number, Policy
from apps.policy.schema import KEYS
from apps.policy.states import LIFECYCLE

# The last part of the kind of event that each action records.
EVENT_OF_ACTION = {
    "submit": "submitted",
    "open": "opened",
    "return": "returned",
    "publish": "published",
    "retire": "retired",
}


@dataclass(frozen=True, slots=True)
class NumberRevision:
    """The new statement of one number of a draft: value, authority and reason."""

    value: str
    source: AuthorityKind
    citation: str
    reason: str


@transaction.atomic
def policy_draft(
    *, actor: User, base_version: int | None = None, effective_from: date | None = None, summary: str = ""
) -> Policy:
    """Draft the next version, as changes in the policy that will be in force on its day, or today if it has none.

    The draft begins with the numbers of that policy, or with those of another published one (`base_version`), which are
    then its changes.
    """
    require(actor, "draft_policy")
    _lock_versions()
    latest = Policy.objects.aggregate(latest=Max("version"))["latest"]
    policy = Policy(version=latest + 1, effective_from=effective_from, summary=summary, drafted_by=actor)
    policy.base = selectors.policy_followed(policy)
    policy.save()
    base = policy.base if base_version is None else selectors.policy_of_version(base_version)
    Number.objects.bulk_create(
        Number(policy=policy, key=row.key, value=row.value, authority=row.authority, reason=row.reason)
        for row in base.numbers.order_by("id")
    )
    _record("drafted", policy, actor, base=base.version)
    return policy


@transaction.atomic
def policy_describe(*, actor: User, policy_id: int, summary: str, effective_from: date | None) -> Policy:
    """Set the summary of a draft, which says what changes and why, and the day on which it takes effect."""
    require(actor, "draft_policy")
    policy = _draft_locked(policy_id)
    policy.summary, policy.effective_from = summary, effective_from
    policy.save(update_fields=["summary", "effective_from"])
    _record("described", policy, actor)
    return policy


@transaction.atomic
def policy_rebase(*, actor: User, policy_id: int) -> Policy:
    """Let a draft follow the policy that will be in force on its day: take over each number that the draft does not
    change itself. Its own changes stay. Raises Conflict if the draft follows this policy already.
    """
    require(actor, "draft_policy")
    policy = _draft_locked(policy_id)
    followed = selectors.policy_followed(policy)
    if policy.base == followed:
        raise Conflict(_("The draft follows policy %(version)s already.") % {"version": followed.version})
    rows, after = selectors.numbers_of(policy), selectors.numbers_of(followed)
    own = changed_keys(selectors.numbers_of(policy.base), rows) if policy.base else frozenset()
    taken = [key for key in rows if key not in own and key in after]
    for key in taken:
        rows[key].value, rows[key].authority, rows[key].reason = (
            after[key].value,
            after[key].authority,
            after[key].reason,
        )
    Number.objects.bulk_update([rows[key] for key in taken], ["value", "authority", "reason"])
    policy.base = followed
    policy.save(update_fields=["base"])
    _record("rebased", policy, actor, base=followed.version)
    return policy


@transaction.atomic
def policy_revise(
    *, actor: User, policy_id: int, numbers: Mapping[str, NumberRevision], seen: int | None = None
) -> Policy:
    """Change numbers of a draft. A number that differs from the policy that the draft follows must have a reason of its
    own.

    Raises Invalid with every fault, in fields named `<key>.value`, `<key>.citation` or `<key>.reason`. Raises Conflict
    (`stale`) if somebody changed one of the numbers after the version that was `seen` (`selectors.numbers_seen`).
    """
    require(actor, "draft_policy")
    policy = _draft_locked(policy_id)
    if unknown := sorted(numbers.keys() - KEYS.keys()):
        raise InvalidInput(_("No policy has these numbers: %s.") % ", ".join(unknown), code="unknown")
    if seen is not None and seen != selectors.numbers_seen(policy, numbers):
        raise Conflict(_("Somebody else saved this after you had opened it. Nothing of yours was saved."), code="stale")
    rows, followed = selectors.numbers_of(policy), selectors.numbers_of(selectors.policy_followed(policy))
    faults: dict[str, list[str]] = {}
    changed = []
    for key, restated in numbers.items():
        before = (rows[key].value, rows[key].authority, rows[key].reason)
        faults |= _restate(rows[key], restated, followed.get(key))
        if before != (rows[key].value, rows[key].authority, rows[key].reason):
            changed.append(key)
    if faults:
        raise InvalidInput(_("Some numbers are not allowed. Nothing was saved."), fields=faults)
    if changed:
        Number.objects.bulk_update([rows[key] for key in changed], ["value", "authority", "reason"])
        _record("revised", policy, actor, keys=sorted(changed))
    return policy


def policy_submit(*, actor: User, policy_id: int) -> Policy:
    """Send a complete draft for review."""
    return _transition_apply(actor, policy_id, "submit")


@transaction.atomic
def policy_open(*, actor: User, policy_id: int, until: date | None = None) -> Policy:
    """Put a reviewed draft out for comment until the end of a day, by default after the days that the policy in force
    gives. Members and partners may comment, and the public reads the draft.

    Raises Invalid, in the field `until`, for an earlier day than this.
    """
    earliest = clock.add_days(
        clock.today(), selectors.terms_of(selectors.policy_on(clock.today())).policy_changes.comment_days
    )
    until = until or earliest
    if until < earliest:
        message = _("Members and partners have until %(day)s at least. Choose that day or a later one.") % {
            "day": date_format(earliest, "DATE_FORMAT")
        }
        raise InvalidInput(message, fields={"until": [message]})
    policy = _transition_apply(actor, policy_id, "open")
    policy.comments_until = until
    policy.save(update_fields=["comments_until"])
    return policy


@transaction.atomic
def policy_return(*, actor: User, policy_id: int, reason: str) -> Policy:
    """Return a policy in review, or one that is open for comment, to its authors, with a reason that they read.

    The comments stay, and are answered before the policy is published.
    """
    policy = _transition_apply(actor, policy_id, "return")
    policy.returned_because = reason
    policy.save(update_fields=["returned_because"])
    return policy


def policy_publish(*, actor: User, policy_id: int, effective_from: date | None = None) -> Policy:
    """Publish a reviewed policy. It takes effect on `effective_from`, by default on the day that its authors gave.

    Raises Conflict if the actor is an author, the day is past or another policy takes effect on that day, everybody was
    not evaluated under its numbers, or comments may still be given or wait for an answer. A policy that takes something
    away must have been open for comment, and its day must leave members the days of notice.
    """
    return _transition_apply(actor, policy_id, "publish", effective_from=effective_from)


def policy_retire(*, actor: User, policy_id: int) -> Policy:
    """Mark a policy as superseded. The policy still applies to the days on which it was in force."""
    return _transition_apply(actor, policy_id, "retire")


@transaction.atomic
def _transition_apply(actor: User, policy_id: int, action: str, *, effective_from: date | None = None) -> Policy:
    policy = _lock(policy_id)
    facts = selectors.facts_of(policy, actor, effective_from=effective_from)
    transition = LIFECYCLE.check(state=policy.state, action=action, held=held(actor), facts=facts)
    policy.state = transition.target
    if action == "publish":
        policy.effective_from = effective_from or policy.effective_from
        policy.published_by, policy.published_at = actor, clock.now()
    policy.save(update_fields=["state", "effective_from", "published_by", "published_at"])
    _record(EVENT_OF_ACTION[action], policy, actor)
    return policy


def _restate(row: Number, restated: NumberRevision, followed: Number | None) -> dict[str, list[str]]:
    """Set the columns of a row from a revision; return the faults by field."""
    key = KEYS[row.key]
    faults = {}
    try:
        row.value = key.plain(restated.value)
    except InvalidInput as error:
        faults[f"{key.name}.value"] = error.fields[key.name]
    else:
        if fault := floor_fault(key.name, row.value):
            faults[f"{key.name}.value"] = [fault]
    try:
        row.authority = authority_of(restated.source, restated.citation)
    except InvalidInput as error:
        faults[f"{key.name}.citation"] = error.fields["citation"]
    row.reason = restated.reason.strip()
    if not row.reason:
        faults[f"{key.name}.reason"] = [_("Give the reason for this size.")]
    elif followed and Decimal(row.value) != Decimal(followed.value) and row.reason == followed.reason:
        text = _("This is the reason for %(value)s, the size in force. Say why it changes.")
        faults[f"{key.name}.reason"] = [text % {"value": followed.value}]
    return faults


def _draft_locked(policy_id: int) -> Policy:
    """Return a policy that may still be changed, locked; raise Conflict for any other."""
    policy = _lock(policy_id)
    LIFECYCLE.find(policy.state, "submit")
    return policy


def _lock(policy_id: int) -> Policy:
    for policy in _lock_versions():
        if policy.pk == policy_id:
            return policy
    raise NotFound(_("There is no such policy."))


def _lock_versions() -> list[Policy]:
    """Lock all versions and return them.

    There are few versions, and the lock keeps two policies from taking the same version or day. Evaluations may still
    refer to the rows meanwhile.
    """
    return list(Policy.objects.select_for_update(no_key=True).order_by("pk"))


def _record(action: str, policy: Policy, actor: User, **payload: Any) -> None:
    events.record(f"policy.{action}", subject=("policy", policy.pk), actor=actor, version=policy.version, **payload)
