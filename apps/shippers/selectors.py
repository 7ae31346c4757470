"""Reads of shippers and their teams. Only people on the team of a shipper learn that the shipper exists."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, Exists, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.core import clock
from apps.core.errors import Conflict, NotAllowed, NotFound
from apps.core.history.tables import version_of
from apps.core.rows import row_get
from apps.core.uploads import Upload
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import (
    Consent,
    ExternalCheck,
    Invitation,
    MatchDismissal,
    Membership,
    Shipper,
    WaitingChange,
    WaitingState,
)
from apps.shippers.roles import ABILITIES, ON_TEAM, SIGNERS, Ability
from apps.shippers.states import PERSON

MERGED = _lazy(
    "This record was merged into another record of the same business. The business continues under that record. You "
    "can still read everything here. To continue there, ask its owner to invite you to the team."
)


BARRED = _lazy(
    "%(business)s was removed from the program, or left while its removal was proposed. It may apply again from "
    "%(day)s, or sooner if the removal is decided in its favor. Until then you can read its whole record, respond to "
    "an open notice and, while the time for it lasts, appeal a removal."
)


# For so long an owner who stopped the loss of the own place has been heard. A program decision.
OBJECTION = timedelta(days=365)


def not_ended(path: str = "") -> Q:
    """Return the condition for memberships that have not ended. `path` leads to the memberships."""
    return Q(**{f"{path}until": None}) | Q(**{f"{path}until__gte": clock.today()})


def on_team(user: User, team: str = "team") -> Q:
    """Return the condition for things of shippers on whose team the user is. `team` is the path to the team."""
    return Q(**{f"{team}__user": user}) & not_ended(f"{team}__")


def file_readable[Kept: Upload](table: type[Kept], user: User, file_id: int, shipper_id: int | None = None) -> Kept:
    """Return the file of a table with this id if the user may read it; raise NotFound otherwise.

    With `shipper_id`, the file must belong to that business and the user must be on its team. Without, staff who read
    everything may read the file of any business.
    """
    record = table.belongs_to.replace(".", "__")
    files = table._default_manager.select_related(record)
    if shipper_id is not None:
        files = files.filter(on_team(user, f"{record}__shipper__team"), **{f"{record}__shipper": shipper_id})
    elif "read_everything" not in held(user):
        files = files.none()
    return row_get(files, _("There is no such file."), pk=file_id)


def shippers_of(user: User) -> QuerySet[Shipper]:
    """Return the shippers on whose team the user is, by the date of joining."""
    return Shipper.objects.filter(on_team(user)).order_by("team__since", "pk")


def memberships_of(user: User, *, among: QuerySet[Membership] | None = None) -> QuerySet[Membership]:
    """Return the user's memberships with their shippers, by the date of joining, in one query for a page.

    `among` is a query of memberships with further columns, from which those of the user are taken.
    """
    places = (Membership.objects.all() if among is None else among).filter(not_ended(), user=user)
    return places.select_related("shipper").order_by("since", "shipper_id")


def abilities_of(user: User, shipper_id: int) -> frozenset[str]:
    """Return what the user may do for a shipper; nothing for a user who is not, or no longer, on its team."""
    return ABILITIES.get(role_of(user, shipper_id), frozenset())


def role_of(user: User, shipper_id: int) -> str:
    """Return the role of a user on a team; "" for a user who is not, or no longer, on the team."""
    places = Membership.objects.filter(not_ended(), user=user, shipper_id=shipper_id)
    return places.values_list("role", flat=True).first() or ""


def require(user: User, shipper_id: int, ability: Ability) -> None:
    """Raise NotFound for a user who is not on the team, NotAllowed for a role without the ability."""
    abilities = abilities_of(user, shipper_id)
    if not abilities:
        raise NotFound(_("There is no such business on your list."))
    if ability not in abilities:
        raise NotAllowed(_("Your role on the team does not allow this. Ask an owner."), code="wrong_role")


def conflicts_of(user: User) -> frozenset[int]:
    """Return the ids of the businesses about which the user may not act for the program."""
    return conflicts_among([user])[user.pk]


def conflicts_among(users: Collection[User]) -> dict[int, frozenset[int]]:
    """Return by the id of each user the ids of the businesses about which this user may not act for the program.

    They are the businesses on whose team the user is, or was within the months that the policy in force states. The
    row of a person who was removed from a team is deleted; its last version says when. Takes one query, and a second
    one for the policy if a place has ended.
    """
    places, versions = _places_ever(users)
    columns, removed_at_none = ("user_id", "shipper_id", "until"), Value(None, DateTimeField())
    today, found, ended = clock.today(), {user.pk: set[int]() for user in users}, []
    for user_id, shipper_id, until, removed_at in places.values_list(*columns, removed_at_none).union(
        versions.values_list(*columns, "pgh_created_at"), all=True
    ):
        last = min(filter(None, (until, removed_at and clock.day_of(removed_at))), default=date.max)
        if removed_at is None and last >= today:
            found[user_id].add(shipper_id)
        else:
            ended.append((user_id, shipper_id, last))
    if ended:
        months = terms_of(policy_on(today)).impartial_months
        for user_id, shipper_id, last in ended:
            if today < clock.anniversary(last, months):
                found[user_id].add(shipper_id)
    return {user_id: frozenset(conflicts) for user_id, conflicts in found.items()}


def _places_ever(users: Collection[User]) -> tuple[QuerySet[Membership], QuerySet[Any]]:
    """Return the places of users on teams, and the last versions of those that were removed."""
    versions: QuerySet[Any] = version_of(Membership)._default_manager.filter(user__in=users, pgh_label="removed")
    return Membership.objects.filter(user__in=users).order_by(), versions.order_by()


def had_place(user: User, shipper: OuterRef) -> Q:
    """Return the condition that the user is, or was at any time, on the team of the business of a row.

    Without a place there is no conflict, so a page that reads a row with this condition asks `has_conflict` rarely.
    """
    places, versions = _places_ever([user])
    return Q(Exists(places.filter(shipper=shipper))) | Q(Exists(versions.filter(shipper=shipper)))


def had_any_place(user: User) -> Q:
    """Return the condition that the user is, or was at any time, on the team of some business."""
    places, versions = _places_ever([user])
    return Q(Exists(places)) | Q(Exists(versions))


def has_conflict(user: User, shipper_id: int | None) -> bool:
    """Tell whether the user may not act for the program about a business: `conflicts_of`."""
    return shipper_id is not None and shipper_id in conflicts_of(user)


def require_impartial(actor: User, shipper_id: int | None) -> None:
    """Raise Conflict for staff who are, or were lately, on the team of the business that they would decide about."""
    if has_conflict(actor, shipper_id):
        raise Conflict(ON_TEAM, code="blocked")


def require_unmerged(shipper: Shipper) -> None:
    """Raise Conflict for a record that was merged into another."""
    if shipper.merged_into_id is not None:
        raise Conflict(MERGED, code="merged")


def barred_text(shipper: Shipper) -> str:
    """Return from when a business may apply again that was removed, or left while its removal was proposed, and what
    it can do until then.
    """
    assert shipper.barred_until is not None
    return BARRED % {"business": shipper, "day": date_format(shipper.barred_until, "DATE_FORMAT")}


def require_unbarred(shipper: Shipper) -> None:
    """Raise Conflict for a business that was removed, or left while its removal was proposed, and may not apply again
    yet.
    """
    if shipper.is_barred:
        raise Conflict(barred_text(shipper), code="barred")


def team_of(shipper_id: int) -> QuerySet[Membership]:
    """Return all memberships of a team by the date of joining, those of agents whose delegation has ended included."""
    return Membership.objects.filter(shipper_id=shipper_id).select_related("user").order_by("since", "pk")


def people_of(*shipper_ids: int) -> QuerySet[User]:
    """Return the people on these teams who can sign in. Notices about the shippers go to them."""
    return User.objects.filter(
        not_ended("memberships__"), memberships__shipper__in=shipper_ids, is_active=True
    ).order_by("pk")


def teams_of(shipper_ids: Iterable[int]) -> dict[int, list[User]]:
    """Return the people on the teams of many shippers who can sign in, by shipper, in one query."""
    places = Membership.objects.filter(not_ended(), shipper__in=shipper_ids, user__is_active=True)
    teams: dict[int, list[User]] = defaultdict(list)
    for place in places.select_related("user").order_by("user"):
        teams[place.shipper_id].append(place.user)
    return teams


def owners_of(*shipper_ids: int) -> QuerySet[User]:
    """Return the owners of these businesses who can sign in."""
    places = Membership.objects.filter(shipper__in=shipper_ids, role=Membership.Role.OWNER)
    return User.objects.filter(pk__in=places.values("user"), is_active=True).order_by("pk")


def dismissals_of(shipper_id: int, about: str = MatchDismissal.About.SAME) -> QuerySet[MatchDismissal]:
    """Return the matches of a business that officers dismissed and nobody took up again, the latest first.

    `about` says which finding is wanted: that two are not the same business, or that they are not related.
    """
    found = MatchDismissal.objects.filter(Q(one=shipper_id) | Q(other=shipper_id), about=about, undone_at=None)
    return found.select_related("one", "other", "by").order_by("-pk")


def dismissal_between(one_id: int, other_id: int) -> MatchDismissal | None:
    """Return the finding that two businesses are not the same one; None where nobody found so, or it was undone."""
    one, other = sorted((one_id, other_id))
    found = MatchDismissal.objects.filter(one=one, other=other, about=MatchDismissal.About.SAME, undone_at=None)
    return found.select_related("by").first()


def check_differs(shipper_id: int) -> bool:
    """Tell whether an external check of a business, which was not withdrawn, says otherwise than the business."""
    found = ExternalCheck.objects.filter(shipper=shipper_id, result=ExternalCheck.Result.DIFFERS)
    return found.filter(withdrawal=None).exists()


def wait_hours() -> int:
    """Return the hours for which a change waits that a thief would make; 0 if the policy lets none wait."""
    return terms_of(policy_on(clock.today())).wait_hours


def waiting_changes_of(shipper_id: int) -> QuerySet[WaitingChange]:
    """Return the changes of roles on a team that wait."""
    waiting = WaitingChange.objects.filter(shipper=shipper_id, state=WaitingState.WAITING)
    return waiting.select_related("user").order_by("pk")


def waiting_change_for(user: User, change_id: int) -> WaitingChange:
    """Return a waiting change that is about the user or a team of the user; raise NotFound for any other."""
    changes = WaitingChange.objects.select_related("shipper", "user", "asked_by", "stopped_by")
    change = changes.filter(pk=change_id).first()
    if change is None or not waiting_change_abilities(user, change):
        raise NotFound(_("There is no such change on your list."))
    return change


def waiting_change_abilities(user: User, change: WaitingChange) -> frozenset[str]:
    """Return what the user may do about a change; nothing for a change that is no concern of the user.

    The role of a person concerns the team of the business, and the address of a person the owners of every business on
    whose team the person is.
    """
    person = {PERSON} if user.pk == change.user_id else set()
    if change.shipper_id:
        held = abilities_of(user, change.shipper_id) | person
        return held - {PERSON, Ability.MANAGE_TEAM} if objected_at(user, change) else held
    teams = Membership.objects.filter(not_ended(), user=change.user).values("shipper")
    owns = Membership.objects.filter(user=user, role=Membership.Role.OWNER, shipper__in=teams).exists()
    return frozenset(person | ({Ability.MANAGE_TEAM} if owns else set()))


def objected_at(user: User, change: WaitingChange) -> datetime | None:
    """Return when an owner last stopped a change that takes away the owner's own place, if another one is asked for.

    One objection within `OBJECTION` is enough to be heard. From then on only another owner can stop such a change: an
    owner who could stop it each time could never be removed. A change that the owner asked for stays the owner's own.
    """
    if change.before != Membership.Role.OWNER or user.pk != change.user_id or user.pk == change.asked_by_id:
        return None
    earlier = WaitingChange.objects.filter(
        kind=change.kind,
        shipper=change.shipper_id,
        user=user,
        before=Membership.Role.OWNER,
        stopped_by=user,
        ended_at__gte=change.asked_at - OBJECTION,
    )
    return earlier.exclude(pk=change.pk).exclude(asked_by=user).aggregate(last=Max("ended_at"))["last"]


def signers_of(shipper_id: int) -> QuerySet[User]:
    """Return the people on the team who may sign for the business."""
    places = Membership.objects.filter(not_ended(), shipper_id=shipper_id, role__in=SIGNERS)
    return User.objects.filter(pk__in=places.values("user"), is_active=True).order_by("pk")


def signed_for(shipper_ids: Iterable[int]) -> set[int]:
    """Return those of these shippers for which somebody signs who can sign in."""
    places = Membership.objects.filter(not_ended(), shipper__in=shipper_ids, role__in=SIGNERS, user__is_active=True)
    return set(places.order_by().values_list("shipper", flat=True))


def invitations_open(shipper_id: int) -> QuerySet[Invitation]:
    """Return the invitations that were not accepted, expired ones included."""
    return Invitation.objects.filter(shipper_id=shipper_id, accepted_at=None).order_by("-pk")


def consents_of(shipper_id: int) -> QuerySet[Consent]:
    """Return all consents of a business to partners, the latest first, those that were withdrawn included."""
    return Consent.objects.filter(shipper_id=shipper_id).select_related("given_by", "withdrawn_by").order_by("-pk")


def consenting(scope: str, *, kind: str | Subquery, partner_id: int) -> QuerySet[Consent]:
    """Return the consents in force by which a partner of a kind may see what a scope names.

    `kind` may be a query that gives it.
    """
    audience = Q(audience=kind) | Q(audience=Consent.Audience.PARTNER, partner_id=partner_id)
    return Consent.objects.filter(audience, scope=scope, withdrawn_at=None)
