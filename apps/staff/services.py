"""Writes of requests about accounts: ask, confirm, decline, withdraw, lapse. Confirming carries the change out."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts import permissions, services
from apps.accounts.models import User
from apps.accounts.roles import ADMINISTER
from apps.accounts.selectors import staff_with
from apps.core.errors import Conflict
from apps.core.text import text_required
from apps.staff import messages, selectors, work
from apps.staff.models import AccountRequest, RequestState
from apps.staff.states import LIFECYCLE
from apps.work.cases import CaseClock, Cases, CaseWork
from apps.work.kinds import participants_register

participants_register(work.REQUEST.code, selectors.changes_asked_by)

Kind = AccountRequest.Kind
# Long enough for a colleague's weekend and a day off; short enough that whoever confirms can still ask who asked.
CONFIRM_WITHIN = timedelta(days=7)
REQUESTS = Cases(
    rows=AccountRequest.objects.select_related("person", "asked_by"),
    lifecycle=LIFECYCLE,
    missing=_lazy("There is no such request."),
    facts=selectors.facts_of,
    signed={state: "decided" for state in RequestState if state != RequestState.WAITING},
    work=CaseWork(kind=work.REQUEST, states=[RequestState.WAITING], shows_state=True),
    clock=CaseClock(
        timer="staff.request_due",
        states=[RequestState.WAITING],
        moments=lambda request: {"": request.asked_at + CONFIRM_WITHIN},
    ),
    events="staff.request_",
    payload=lambda request: {"about": request.kind},
)
_CHANGES_WITHOUT_ROLES: dict[str, Callable[..., User]] = {
    Kind.FACTORS: services.factors_remove,
    Kind.UNLOCK: services.user_unlock,
}


@transaction.atomic
def account_ask(*, actor: User, email: str, name: str = "", roles: Iterable[str], reason: str) -> AccountRequest:
    """Ask for an account of a new member of staff.

    Raises Invalid for a wrong address or role, Conflict for an address that is taken.
    """
    permissions.require(actor, ADMINISTER)
    services.staff_check(email=email, roles=roles)
    return _open(actor, reason, kind=Kind.ACCOUNT, email=email, name=name, roles=sorted(set(roles)))


@transaction.atomic
def roles_ask(*, actor: User, user_id: int, roles: Iterable[str], reason: str) -> AccountRequest:
    """Ask that a person shall have these roles and no others. Raises Conflict if they have them already.

    What is to be taken away is off at once, and stays off until somebody else confirms it or gives it back. What is to
    be given waits.
    """
    permissions.require(actor, ADMINISTER)
    person, roles = services.user_locked(user_id), sorted(set(roles))
    services.groups_of(roles)
    if set(roles) == person.role_names:
        raise Conflict(_("The person has these roles already."), code="same_roles")
    suspended = sorted(person.role_names.difference(roles))
    request = _open(actor, reason, kind=Kind.ROLES, person=person, roles=roles, suspended=suspended)
    if suspended:
        services.roles_suspend(user_id=person.pk, roles=suspended, by=actor)
    return request


@transaction.atomic
def factors_removal_ask(*, actor: User, user_id: int, reason: str) -> AccountRequest:
    """Ask for the removal of the second factors of a person who lost them.

    Raises Conflict for the actor's own factors: their account's pages ask for the factor before it is changed.
    """
    permissions.require(actor, ADMINISTER)
    if user_id == actor.pk:
        raise Conflict(_("Change your own second factors on your account's pages."), code="own_account")
    return _open(actor, reason, kind=Kind.FACTORS, person=services.user_locked(user_id))


@transaction.atomic
def unlock_ask(*, actor: User, user_id: int, reason: str) -> AccountRequest:
    """Ask to unlock an account. Raises Conflict if it is not locked."""
    permissions.require(actor, ADMINISTER)
    person = services.user_locked(user_id)
    if person.is_active:
        raise Conflict(_("The account is not locked."), code="not_locked")
    return _open(actor, reason, kind=Kind.UNLOCK, person=person)


@transaction.atomic
def request_confirm(*, actor: User, request_id: int) -> AccountRequest:
    """Confirm a request of somebody else, and carry it out. The person concerned is told."""
    with REQUESTS.acting("confirm", request_id, actor) as request:
        request.person = _carry_out(request, services.ActingPair(asked=request.asked_by, confirmed=actor))
    messages.person_notify(request.person, messages.DONE[request.kind], request_id=request.pk)
    return request


@transaction.atomic
def request_decline(*, actor: User, request_id: int) -> AccountRequest:
    """Decline a request. The person has the roles again that the request took away."""
    return _refuse(actor, request_id, "decline")


@transaction.atomic
def request_withdraw(*, actor: User, request_id: int) -> AccountRequest:
    """Withdraw a request of one's own. The person has the roles again that the request took away."""
    return _refuse(actor, request_id, "withdraw")


@transaction.atomic
def request_lapse(*, request_id: int) -> None:
    """Let a request lapse, unless it was decided, or has taken roles away: then it waits until somebody decides it."""
    request = REQUESTS.lock(request_id)
    if request.state == RequestState.WAITING and not request.suspended:
        REQUESTS.act("lapse", request)


def _refuse(actor: User, request_id: int, action: str) -> AccountRequest:
    request = REQUESTS.act(action, request_id, actor)
    if request.person and request.suspended:
        services.roles_restore(user_id=request.person.pk, roles=request.suspended, by=actor)
        messages.person_notify(request.person, messages.RESTORED, request_id=request.pk)
    return request


def _carry_out(request: AccountRequest, by: services.ActingPair) -> User:
    """Carry out a request that was confirmed, and return the person concerned."""
    if request.person_id is None:
        return services.staff_create(email=request.email, name=request.name, roles=request.roles, by=by)
    if request.kind == Kind.ROLES:
        return services.roles_give(user_id=request.person_id, roles=request.roles, by=by)
    return _CHANGES_WITHOUT_ROLES[request.kind](user_id=request.person_id, by=by)


def _open(
    actor: User,
    reason: str,
    *,
    kind: AccountRequest.Kind,
    person: User | None = None,
    email: str = "",
    name: str = "",
    roles: Iterable[str] = (),
    suspended: Iterable[str] = (),
) -> AccountRequest:
    request, opened = AccountRequest.objects.get_or_create(
        kind=kind,
        email=person.email if person else email,
        state=RequestState.WAITING,
        defaults={
            "person": person,
            "name": person.name if person else name,
            "roles": roles,
            "suspended": suspended,
            "reason": text_required(reason, "reason"),
            "asked_by": actor,
        },
    )
    if not opened:
        raise Conflict(_("This was asked for already and waits for a second administrator."), code="asked_already")
    REQUESTS.opened(request, "opened", actor)
    messages.administrators_notify(request, list(staff_with(ADMINISTER).exclude(pk=actor.pk)))
    if person is not None:
        told = messages.SUSPENDED if suspended else messages.ASKED[kind]
        messages.person_notify(person, told, request_id=request.pk)
    return request
