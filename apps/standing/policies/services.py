"""Try a draft on every member, tell the members of drafts and policies, and take the comments of members on drafts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict
from apps.evaluation.pooled_exams import PooledExams, pooled_exams
from apps.evaluation.what_if import EffectCounts, GroupCounts, MemberEffect
from apps.events.models import Lane
from apps.notices.services import NewMessage, messages_send
from apps.policy.models import Comment, Policy, PolicyState
from apps.policy.schema import KEYS
from apps.policy.selectors import (
    IN_FORCE,
    numbers_digest,
    numbers_seen,
    policy_before,
    policy_followed,
    policy_numbered,
    policy_of_version,
    policy_on,
    terms_of,
)
from apps.policy.services import Commenter, WhatIfSums, comment_record, what_if_keep
from apps.shippers import selectors as shippers
from apps.shippers.roles import Ability
from apps.standing.members.models import Standing
from apps.standing.policies.messages import PolicyNews, draft_message, published_message
from apps.standing.policies.selectors import (
    circumstances_of,
    effects_of,
    members_concerned,
    members_concerned_count,
    told_of,
)

type Progress = Callable[[int, int | None], None]
# The movers that a what-if names beside its sums; all are kept, and all are counted.
MAX_MOVERS = 200
type MessageMaker = Callable[[PolicyNews, Standing, MemberEffect, list[User]], NewMessage]


def _silent(_done: int, _total: int | None) -> None:
    """Report nothing."""


@dataclass(frozen=True, slots=True)
class DraftTrial:
    """The trial of a draft on every member: the counted effects beside the policy `compared`, which is in force, the
    pooled exams over the program, under the draft's numbers.

    `digest` is that of the draft's numbers.
    """

    compared: Policy
    digest: str
    effects: EffectCounts
    pooled: PooledExams


def draft_try(*, policy: Policy, progress: Progress = _silent) -> DraftTrial:
    """Evaluate every member under a policy and under the policy in force today.

    Writes nothing. The last report comes when all is done. Raises Invalid for a draft that is incomplete or contradicts
    itself.
    """
    today = clock.today()
    compared, digest = policy_on(today), numbers_digest(policy)
    terms, draft = terms_of(compared), terms_of(policy)
    counts, total = EffectCounts(), members_concerned_count()
    pooled = pooled_exams(as_of=today, terms=draft)
    for batch in members_concerned():
        circumstances = circumstances_of([standing.pk for standing in batch], as_of=today)
        for shipper_id, effect in effects_of(batch, as_of=today, terms=terms, draft=draft).items():
            counts.add(shipper_id, effect, circumstances[shipper_id])
        # Members may join meanwhile, and all is not done before the last of them.
        progress(min(counts.members, total - 1), total)
    progress(total, total)
    return DraftTrial(compared, digest, counts, pooled)


def draft_what_if(*, policy: Policy, progress: Progress = _silent) -> dict[str, int]:
    """Try a draft on every member and keep the sums; return some of them.

    A draft whose numbers somebody changes meanwhile has sums of numbers that it no longer has, and is tried anew. A
    policy that was published meanwhile keeps the sums that were seen before the decision.
    """
    if policy.state in IN_FORCE:
        return {"members": 0, "suspended": 0}
    seen = numbers_seen(policy, KEYS.keys())
    trial = draft_try(policy=policy, progress=progress)
    counts = trial.effects
    what_if_keep(
        policy=policy,
        compared=trial.compared,
        numbers_seen=seen,
        sums=WhatIfSums(
            as_of=clock.today(),
            members=counts.members,
            suspended=counts.suspended,
            matrix=counts.matrix,
            rules_down=dict(counts.down.most_common()),
            rules_up=dict(counts.up.most_common()),
            movers=[(mover.shipper_id, mover.before, mover.after, mover.rules) for mover in counts.movers[:MAX_MOVERS]],
            pooled_exams=trial.pooled.exams,
            pooled_compliance=trial.pooled.compliance,
            by_size=group_rows(counts.by_size),
            by_country=group_rows(counts.by_country),
            digest=trial.digest,
        ),
        moves=counts.movers,
    )
    return {"members": counts.members, "suspended": counts.suspended}


def group_rows(groups: Mapping[str, GroupCounts]) -> list[tuple[str, int, int, int, int]]:
    """Return the counts by group as rows, the largest group first: the group, all, who would fall, rise, and be
    suspended at once.
    """
    rows = [(group, each.members, each.down, each.up, each.suspended) for group, each in groups.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def member_comment(*, actor: User, shipper_id: int, version: int, text: str, language: str = "en") -> Comment:
    """Comment on a draft in the name of a member on whose team the actor fills in or signs."""
    shippers.require(actor, shipper_id, Ability.PREPARE)
    if not Standing.objects.filter(pk=shipper_id).exists():
        raise Conflict(_("Members of the program comment on drafts. This business is not a member."))
    commenter = Commenter(shipper_id=shipper_id, user=actor)
    return comment_record(commenter=commenter, version=version, text=text, language=language)


def members_tell(*, version: int, progress: Progress = _silent) -> dict[str, int]:
    """Tell the team of each member whom a published policy touches what changes for it; return the number told.

    A team that has its message gets no second one, so the work can be taken up again at any point.
    """
    policy = policy_of_version(version)
    before = policy_before(policy)
    if before is None:
        return {"told": 0}
    news = PolicyNews.of(policy, before, about=("policy", policy.pk))
    return _members_tell(news, published_message, progress)


def members_invite(*, version: int, opening: int, progress: Progress = _silent) -> dict[str, int]:
    """Tell the team of each member whom an open draft would touch what would change, and until when it may comment;
    return the number told.

    `opening` is the id of the event by which the draft was opened: a draft that is opened again is told again. Nobody
    is told of a draft that was returned meanwhile.
    """
    policy = policy_numbered(version)
    if policy.state != PolicyState.OPEN:
        return {"told": 0}
    news = PolicyNews.of(policy, policy_followed(policy), about=("policy_opening", opening))
    return _members_tell(news, draft_message, progress)


def _members_tell(news: PolicyNews, make: MessageMaker, progress: Progress) -> dict[str, int]:
    done, told, total = 0, 0, members_concerned_count()
    for batch in members_concerned():
        told += _batch_tell(news, make, batch)
        done += len(batch)
        progress(done, total)
    return {"told": told}


@transaction.atomic
def _batch_tell(news: PolicyNews, make: MessageMaker, batch: list[Standing]) -> int:
    # The lock keeps a second worker, which took this one for dead, from telling the same teams.
    Policy.objects.select_for_update(no_key=True).get(pk=news.policy.pk)
    told = told_of(news.about, [standing.pk for standing in batch])
    left = [standing for standing in batch if standing.pk not in told]
    effects = effects_of(left, as_of=clock.today(), terms=news.terms_before, draft=news.terms)
    teams = shippers.teams_of([standing.pk for standing in left])
    messages = [
        make(news, standing, effects[standing.pk], team)
        for standing in left
        if news.touches(standing.tier, effects[standing.pk]) and (team := teams.get(standing.pk))
    ]
    messages_send(messages, lane=Lane.BULK)
    return len(messages)
