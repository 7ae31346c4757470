"""Changes of who signs and of the address to sign in: asked for, stopped by an owner, done when the wait is over."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.services import address_replace
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.lazy import Promise
from apps.core.lifecycle import PROGRAM
from apps.events.services import record
from apps.notices.services import message_send
from apps.shippers.models import Membership, Shipper, WaitingChange, WaitingState
from apps.shippers.selectors import owners_of, shippers_of, waiting_change_abilities, waiting_change_for
from apps.shippers.services.waits import moment_in_words, wait_announce, wait_end
from apps.shippers.states import LIFECYCLE
from apps.work.cases import CaseClock, Cases

OVER = "shippers.wait_over"


class _WaitingChanges(Cases[WaitingChange]):
    """The kind of case of a waiting change, which the person whom it is about may stop, on the team or not."""

    def _held(self, case: WaitingChange, actor: User) -> Collection[str]:
        return waiting_change_abilities(actor, case)


CHANGES = _WaitingChanges(
    rows=WaitingChange.objects.select_related("shipper", "user", "asked_by"),
    lifecycle=LIFECYCLE,
    missing=_lazy("There is no such change on your list."),
    business=lambda change: change.shipper,
    clock=CaseClock(timer=OVER, states=[WaitingState.WAITING], moments=lambda change: {"": change.waits_until}),
    events="shippers.waiting_change_",
    payload=lambda change: {"change": change.kind, "user_id": change.user_id},
)


def role_change_wait(*, actor: User, membership: Membership, role: str) -> WaitingChange | None:
    """Let a change of a member's role wait, and tell the owners; None if the policy lets none wait.

    `role` is "" to take the place away. The caller holds the lock of the business. Raises Conflict while another change
    of the person's role waits.
    """
    until = wait_end()
    if until is None:
        return None
    keys = {"kind": WaitingChange.Kind.ROLE, "user": membership.user, "shipper": membership.shipper}
    if WaitingChange.objects.filter(**keys, state=WaitingState.WAITING).exists():
        raise Conflict(_("A change of this person's role waits already. Stop that change first."), code="waits")
    change = WaitingChange.objects.create(**keys, before=membership.role, after=role, asked_by=actor, waits_until=until)
    CHANGES.opened(change, "asked", actor)
    wait_announce(
        shipper=membership.shipper,
        kind="shippers.role_waits",
        subject=format_lazy(_lazy("A change of who signs waits: {business}"), business=membership.shipper),
        body=_role_body(change),
        link=_link(change),
        about=CHANGES.subject(change),
        until=until,
    )
    return change


@transaction.atomic
def address_change_ask(*, user: User, email: str) -> WaitingChange | None:
    """Let a change of the address by which a person signs in wait, and tell the person and the owners of their
    businesses; None if the policy lets none wait.

    The person has proved the new address, and is told at the old one. Another change that waits is replaced.
    """
    until = wait_end()
    if until is None:
        return None
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    for earlier in WaitingChange.objects.filter(kind=WaitingChange.Kind.ADDRESS, user=user, state=WaitingState.WAITING):
        waiting_change_stop(actor=user, change_id=earlier.pk)
    change = WaitingChange.objects.create(
        kind=WaitingChange.Kind.ADDRESS,
        user=user,
        before=user.email,
        after=email,
        asked_by=user,
        waits_until=until,
    )
    CHANGES.opened(change, "asked", user)
    message_send(
        recipients=[user, *owners_of(*shippers_of(user).values_list("pk", flat=True))],
        kind="shippers.address_waits",
        subject=format_lazy(_lazy("A change of the address of {name} waits"), name=user),
        body=format_lazy(
            _lazy(
                "{before} is to become {after}, the address by which {name} signs in. The change waits until "
                "{until}.\n\n"
                "If you know of it, you need do nothing. If not, open the page, stop the change, and have the person "
                "change the password."
            ),
            before=change.before,
            after=change.after,
            name=user,
            until=moment_in_words(until, None),
        ),
        link=_link(change),
        about=CHANGES.subject(change),
    )
    return change


@transaction.atomic
def waiting_change_stop(*, actor: User, change_id: int) -> WaitingChange:
    """Stop a change that waits: the person whom the change is about, or an owner. Nothing is changed.

    Raises NotFound for anybody else, Conflict for a change that has ended.
    """
    waiting_change_for(actor, change_id)
    with CHANGES.acting("stop", change_id, actor) as change:
        change.stopped_by, change.ended_at = actor, clock.now()
    return change


@transaction.atomic
def waiting_change_do(*, change_id: int) -> None:
    """Do a change whose wait is over. A change that is no longer possible lapses; a stopped one stays stopped."""
    shipper_id = WaitingChange.objects.values_list("shipper_id", flat=True).get(pk=change_id)
    if shipper_id:
        Shipper.objects.select_for_update(no_key=True).get(pk=shipper_id)
    change = CHANGES.lock(change_id)
    if change.state != WaitingState.WAITING:
        return
    is_done = _role_change(change) if change.shipper_id else address_replace(user_id=change.user_id, email=change.after)
    with CHANGES.acting("do" if is_done else "lapse", change, change.asked_by, by=PROGRAM):
        change.ended_at = clock.now()


def _role_change(change: WaitingChange) -> bool:
    """Change the role of a member, or take the place away; return False if that is no longer possible."""
    places = Membership.objects.filter(shipper=change.shipper_id)
    membership = places.filter(user=change.user_id, role=change.before).first()
    owner = Membership.Role.OWNER
    if membership is None:
        return False
    if change.before == owner and not places.filter(role=owner).exclude(pk=membership.pk).exists():
        return False
    if change.after:
        membership.role = change.after
        membership.save(update_fields=["role"])
    member_event_record("role_changed" if change.after else "left", membership, change.asked_by)
    if not change.after:
        membership.delete()
    return True


def member_event_record(action: str, membership: Membership, actor: User, **payload: Any) -> None:
    """Record an event of a place on a team."""
    record(
        f"shippers.member_{action}",
        subject=("membership", membership.pk),
        shipper_id=membership.shipper_id,
        actor=actor,
        user_id=membership.user_id,
        role=membership.role,
        **payload,
    )


def _role_body(change: WaitingChange) -> Promise:
    assert change.shipper is not None
    if change.after:
        text = _lazy(
            "{asker} asked to change the role of {name} ({email}) on the team of {business} from {before} to {after}. "
            "The change waits until {until}.\n\n"
            "If you know of it, you need do nothing. If not, open the page, stop the change, and tell your team to "
            "change their passwords."
        )
    else:
        text = _lazy(
            "{asker} asked to take {name} ({email}), {before}, from the team of {business}. The change waits until "
            "{until}.\n\n"
            "If you know of it, you need do nothing. If not, open the page, stop the change, and tell your team to "
            "change their passwords."
        )
    roles = Membership.Role
    return format_lazy(
        text,
        asker=change.asked_by,
        name=change.user,
        email=change.user.email,
        business=change.shipper,
        before=roles(change.before).label,
        after=roles(change.after).label if change.after else "",
        until=moment_in_words(change.waits_until, change.shipper),
    )


def _link(change: WaitingChange) -> str:
    return reverse("portal:waiting_change", args=[change.pk])
