"""Reads of cases of common control: what was found, who was heard, who is bound, and who may act."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.selectors import is_second_person
from apps.core import clock
from apps.core.deadlines import day_there
from apps.core.errors import NotFound
from apps.core.lifecycle import Text
from apps.core.rows import row_get
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.relations import SharedValueTie, groups_of
from apps.shippers.roles import ON_TEAM
from apps.shippers.selectors import conflicts_of, file_readable, on_team
from apps.shippers.zones import zone_of
from apps.standing.control.models import (
    Control,
    ControlFile,
    ControlledBusiness,
    Separation,
    SeparationState,
)
from apps.standing.control.states import TOOK_PART, ControlFacts, SeparationFacts
from apps.standing.members.states import MEMBER

# Members that ties show to be in the same hands, and of whom no case speaks that is open, that binds both, or that one
# of them left after the program had found the two.
_PAIRS = """
SELECT tie.one_id, tie.other_id FROM shippers_controltie tie
JOIN standing_standing member ON member.shipper_id = tie.one_id AND member.status = ANY (%(member)s)
JOIN standing_standing fellow ON fellow.shipper_id = tie.other_id AND fellow.status = ANY (%(member)s)
WHERE NOT EXISTS (
    SELECT FROM standing_controlledbusiness one
    JOIN standing_controlledbusiness other ON other.control_id = one.control_id
    WHERE one.shipper_id = tie.one_id AND other.shipper_id = tie.other_id
        AND (one.closed_at IS NULL
            OR (one.bound_at IS NOT NULL AND one.freed_at IS NULL
                AND other.bound_at IS NOT NULL AND other.freed_at IS NULL)
            OR greatest(one.freed_at, one.closed_at, other.freed_at, other.closed_at) >= tie.first_found_at)
)
"""
BOUND = Q(bound_at__isnull=False, freed_at=None)


def groups_found() -> list[set[int]]:
    """Return the members that ties show to be in the same hands and that no case speaks of, group by group. One query.

    A pair that was in one case is not found again, unless the program first found it after both had left that case:
    the same grounds are proposed once.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, {"member": sorted(MEMBER)})
        return groups_of(cursor.fetchall())


def businesses_of(control: Control) -> QuerySet[ControlledBusiness]:
    """Return the businesses of a case with what each answered, in the order of their ids."""
    files = Prefetch("files", ControlFile.objects.order_by("pk"))
    separations = Prefetch("separations", Separation.objects.order_by("-pk"))
    found = control.businesses.select_related("shipper__standing", "responded_by")
    return found.prefetch_related(files, separations).order_by("shipper")


def controlled_of(shipper_id: Any) -> QuerySet[ControlledBusiness]:
    """Return the cases in which a business is or was, the latest first."""
    return ControlledBusiness.objects.filter(shipper=shipper_id).select_related("control").order_by("-pk")


def controlled_waiting(shipper_id: Any) -> QuerySet[ControlledBusiness]:
    """Return the cases of a business that concern it now: those in which it is heard, and that by which it is bound."""
    return ControlledBusiness.objects.filter(BOUND | Q(closed_at=None), shipper=shipper_id).order_by("-pk")


def controlled_for(user: User, shipper_id: int, control_id: int) -> ControlledBusiness:
    """Return the part of a business in a case, for somebody on its team; raise NotFound for anybody else."""
    found = controlled_of(shipper_id).filter(on_team(user, "shipper__team"), control=control_id)
    return row_get(found.select_related("responded_by", "shipper"), _("There is no such case on your list."))


def others_of(controlled: ControlledBusiness) -> QuerySet[ControlledBusiness]:
    """Return the other businesses of a case. A seller may read their names and numbers, and nothing else of them."""
    others = ControlledBusiness.objects.filter(control=controlled.control_id).exclude(pk=controlled.pk)
    return others.select_related("shipper").order_by("shipper")


def own_ties(controlled: ControlledBusiness) -> list[SharedValueTie]:
    """Return the values of a business that tie it to others of its case."""
    return [SharedValueTie(**row | {"others": tuple(row["others"])}) for row in controlled.ties]


def is_heard(controlled: ControlledBusiness) -> bool:
    """Say whether a business was heard: it received the notice, and has said everything or its time is over."""
    if controlled.served_at is None:
        return False
    return controlled.final_at is not None or clock.now() >= controlled.respond_by


def control_facts(
    control: Control, actor: User | None = None, controlled: ControlledBusiness | None = None
) -> ControlFacts:
    """Return the facts on which the actions of a person on a case depend now. `controlled` is the business for which a
    seller acts.
    """
    businesses = list(control.businesses.select_related("shipper"))
    waiting = [
        day_there(each.respond_by, zone_of(each.shipper))
        for each in businesses
        if each.served_at is not None and not is_heard(each)
    ]
    return ControlFacts(
        actor_on_team=actor is not None and _is_on_a_team(actor, businesses),
        now=clock.now(),
        lapse_at=control.lapse_at,
        actor_was_first=actor is not None and not is_second_person(actor, control.proposed_by_id),
        actor_served=actor is not None and not is_second_person(actor, *_served_by(control)),
        heard=sum(map(is_heard, businesses)),
        waits_until=max(waiting, default=None),
        unserved=sum(each.served_at is None for each in businesses),
        final=controlled is not None and controlled.final_at is not None,
        bound=sum(each.is_bound for each in businesses),
    )


def separation_facts(separation: Separation, actor: User | None = None) -> SeparationFacts:
    """Return the facts on which the decision of a person, or of the program itself, about a request depends now."""
    control = separation.controlled.control
    part = (control.proposed_by_id, control.decided_by_id, *_served_by(control))
    return SeparationFacts(
        actor_on_team=actor is not None and _is_on_a_team(actor, control.businesses.all()),
        took_part=actor is not None and not is_second_person(actor, *part),
        time_is_over=clock.now() >= separation.decide_by,
    )


def controls_begun_by(control_ids: Collection[int]) -> dict[int, set[int | None]]:
    """Return who proposed each case and who recorded a delivery in it."""
    found: dict[int, set[int | None]] = {
        pk: {proposer} for pk, proposer in Control.objects.filter(pk__in=control_ids).values_list("pk", "proposed_by")
    }
    for control_id, user_id in _proofs(control_ids).values_list("controlled__control", "uploaded_by"):
        found[control_id].add(user_id)
    return found


def control_team_bar(user: User, control_id: int) -> Text | None:
    """Return the sentence that says why a person may not hold a case, or None: nobody does who is on a team of it."""
    return ON_TEAM if _is_on_a_team(user, ControlledBusiness.objects.filter(control=control_id)) else None


def separation_bar(user: User, separation_id: int) -> Text | None:
    """Return the sentence that says why a person may not hold a request to be judged alone, or None if they may."""
    separation = Separation.objects.select_related("controlled__control").filter(pk=separation_id).first()
    if separation is None:
        return None
    facts = separation_facts(separation, user)
    return TOOK_PART if facts.took_part else ON_TEAM if facts.actor_on_team else None


def separation_of(controlled: ControlledBusiness) -> Separation | None:
    """Return the latest request of a business to be judged alone."""
    return controlled.separations.prefetch_related("files").order_by("-pk").first()


def asks_again_from(controlled: ControlledBusiness) -> datetime | None:
    """Return from when a business whose request was denied may ask again without a file that it has not sent before;
    None if it may ask at once.
    """
    latest = separation_of(controlled)
    if latest is None or latest.state != SeparationState.DENIED or latest.decided_at is None:
        return None
    days = terms_of(policy_on(clock.today())).clocks.appeal_days
    moment = clock.end_of(clock.add_days(clock.day_of(latest.decided_at), days))
    return moment if clock.now() < moment else None


def grounds_before(shipper_ids: Iterable[int]) -> set[tuple[int, int, str]]:
    """Return the grounds of earlier cases of some businesses, in which these were not bound or are no longer: a
    business, another to which it was tied, and the digest of the value.
    """
    earlier = ControlledBusiness.objects.filter(shipper__in=shipper_ids, closed_at__isnull=False).exclude(BOUND)
    rows = earlier.values_list("shipper", "ties")
    return {(pk, other, tie["digest"]) for pk, ties in rows for tie in ties for other in tie["others"]}


def control_file_for(user: User, file_id: int, shipper_id: int | None = None) -> ControlFile:
    """Return a file of a case to staff who read everything, or one that a business sent to a person on its team; raise
    NotFound for anybody else.
    """
    file = file_readable(ControlFile, user, file_id, shipper_id)
    if shipper_id is not None and file.about == ControlFile.About.DELIVERY:
        raise NotFound(_("There is no such file."))
    return file


def _is_on_a_team(user: User, businesses: Iterable[ControlledBusiness]) -> bool:
    return not conflicts_of(user).isdisjoint(each.shipper_id for each in businesses)


def _proofs(control_ids: Collection[int]) -> QuerySet[ControlFile]:
    return ControlFile.objects.filter(controlled__control__in=control_ids, about=ControlFile.About.DELIVERY)


def _served_by(control: Control) -> list[int]:
    return list(_proofs([control.pk]).values_list("uploaded_by", flat=True))
