"""Assign account managers by load, let a supervisor choose another, and replace those who left."""

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts import permissions
from apps.accounts.models import User
from apps.accounts.selectors import staff_with
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.events.services import record
from apps.notices.services import message_send
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.selectors import has_conflict, people_of
from apps.standing import work
from apps.standing.assurance.models import RUNNING, AccountManager, AssuranceCall, CallState
from apps.standing.assurance.selectors import manager_loads, managers_eligible, members_managed
from apps.standing.members.models import Standing
from apps.standing.members.services import standing_lock, standings_lock
from apps.standing.roles import OFFICER, OVERSEER
from apps.work.services import item_hand_over

# How many members get a manager in one transaction.
BATCH = 200


def managers_settle() -> int:
    """Give an account manager to each member that is to have one and has none, or whose manager may no longer act.

    Return how many were assigned. Managers of members that are to have none are dismissed, except while a call runs.
    """
    managed = Standing.objects.filter(members_managed(terms_of(policy_on(clock.today()))))
    able = staff_with(OFFICER).values("pk")
    without = managed.exclude(shipper__account_manager__officer__in=able).order_by("pk")
    needless = AccountManager.objects.exclude(pk__in=managed.values("pk")).exclude(
        shipper__assurance_calls__state__in=RUNNING
    )
    needless.delete()
    total = 0
    while members := list(without.values_list("pk", flat=True)[:BATCH]):
        assigned = managers_assign(shipper_ids=members)
        total += assigned
        if assigned < len(members):
            # Nobody is able to take the others.
            break
    return total


@transaction.atomic
def managers_assign(*, shipper_ids: Iterable[int]) -> int:
    """Give each of these members the officer with the fewest members who may act for it; keep managers who still may.

    Return how many were assigned. Nobody is assigned to a member of whose team the officer is, or was until lately.
    """
    standings = {standing.pk: standing for standing in standings_lock(shipper_ids)}
    able = set(staff_with(OFFICER).values_list("pk", flat=True))
    held = AccountManager.objects.in_bulk(list(standings))
    wanting = [pk for pk in standings if pk not in held or held[pk].officer_id not in able]
    officers = managers_eligible() if wanting else []
    loads = manager_loads(officers)
    assigned = 0
    for shipper_id in wanting:
        by_load = sorted(officers, key=lambda each: (loads[each.pk], each.pk))
        if officer := next((each for each in by_load if not has_conflict(each, shipper_id)), None):
            loads[officer.pk] += 1
            _manager_set(standings[shipper_id], officer, actor=None, replaced=shipper_id in held)
            assigned += 1
    return assigned


@transaction.atomic
def manager_choose(*, actor: User, shipper_id: int, officer: User) -> AccountManager:
    """Make an officer the account manager of a member, by a supervisor or deputy.

    Raise NotAllowed for other roles, Invalid if the officer's role does not allow it or nothing would change, Conflict
    if the officer or the actor is, or was until lately, on the team of the member.
    """
    permissions.require(actor, OVERSEER)
    standing = standing_lock(shipper_id)
    if has_conflict(actor, shipper_id) or has_conflict(officer, shipper_id):
        raise Conflict(_("This person is, or was until lately, on the business's team."), code="blocked")
    if OFFICER not in permissions.held(officer):
        message = _("The role of %(name)s does not allow this kind of work.") % {"name": officer}
        raise InvalidInput(message, fields={"officer": [message]})
    held = AccountManager.objects.filter(pk=shipper_id).first()
    if held and held.officer_id == officer.pk:
        message = _("%(name)s is the account manager already.") % {"name": officer}
        raise InvalidInput(message, fields={"officer": [message]})
    return _manager_set(standing, officer, actor=actor, replaced=held is not None)


def _manager_set(standing: Standing, officer: User, *, actor: User | None, replaced: bool) -> AccountManager:
    """Set the account manager of a locked standing, hand over the calls that wait, and tell the team who it is."""
    manager, _created = AccountManager.objects.update_or_create(
        shipper=standing.shipper, defaults={"officer": officer, "since": clock.now(), "assigned_by": actor}
    )
    for call in AssuranceCall.objects.filter(shipper=standing.shipper, state__in=RUNNING).select_for_update():
        call.manager = officer
        call.save(update_fields=["manager"])
        if call.state == CallState.WAITING:
            item_hand_over(kind=work.ASSURANCE.code, subject=("assurancecall", call.pk), holder=officer)
    record(
        "standing.manager_set",
        subject=("shipper", standing.pk),
        shipper_id=standing.pk,
        actor=actor,
        officer_id=officer.pk,
    )
    message_send(
        recipients=people_of(standing.pk),
        kind="standing.manager",
        subject=format_lazy(
            _lazy("You have a new account manager: {name}") if replaced else _lazy("{name} is your account manager"),
            name=str(officer),
        ),
        body=format_lazy(
            _lazy(
                "{name} is the person at the program who knows your account. Write under “Questions”, or to {email}. "
                "{name} calls you before we propose a change of your standing that can wait. Give the number and the "
                "hours on your profile."
            ),
            name=str(officer),
            email=officer.email,
        ),
        link=reverse("portal:profile", args=[standing.pk]),
        shipper_id=standing.pk,
    )
    return manager
