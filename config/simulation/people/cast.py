"""The cast of stories and episodes: the staff, and the members who play a role."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from apps.core import clock
from apps.standing.assurance.selectors import is_assured
from apps.standing.models import Standing, Status
from apps.standing.selectors import calls_running, proposals_open
from config.simulation.members import Member, Staff

# So long a member is left in peace first: its owner and its record are known by then.
SETTLED = timedelta(days=60)


class NobodyFree(Exception):
    """No member is free for a role."""


@dataclass(slots=True)
class Cast:
    """The staff, and the member who plays each role. `untold` are the stories that nobody could play."""

    members: Sequence[Member]
    staff: Staff
    roles: dict[str, Member] = field(default_factory=dict)
    untold: set[int] = field(default_factory=set)

    def choose(self, role: str, members: Sequence[Member], **wanted: bool) -> Member | None:
        """Return who plays a role: the first of some members who is free for it, if nobody plays the role yet."""
        playing = {member.seller.number for member in self.roles.values()}
        if role not in self.roles:
            for member in members:
                if member.seller.number not in playing and is_free(member, **wanted):
                    self.roles[role] = member
                    break
        return self.roles.get(role)

    def member(self, role: str, **wanted: bool) -> Member:
        """Return who plays the role of an episode: the last member who is free for it, since stories take the first.

        Raises NobodyFree if there is none.
        """
        member = self.choose(role, self.members[::-1], **wanted)
        if member is None:
            raise NobodyFree(role)
        return member

    @property
    def numbered(self) -> list[Member]:
        """The members that have their number."""
        return [member for member in self.members if member.ksn]

    @property
    def playing(self) -> list[int]:
        """The businesses that play a role so far."""
        return [member.shipper_id for member in self.roles.values()]


type Scene = Callable[[Cast], object]
# Scenes with the days before the end of the program on which they are played.
type Scenes = tuple[tuple[int, Scene], ...]


def by_owner(role: str, service: Callable[..., object], **given: Any) -> Scene:
    """Return a scene in which the owner of the member in a role calls a service about the business."""
    return lambda cast: service(**cast.member(role).own, **given)


def by_officer(role: str, service: Callable[..., object], **given: Any) -> Scene:
    """Return a scene in which the officer calls a service about the business in a role."""
    return lambda cast: service(actor=cast.staff.officer, shipper_id=cast.member(role).shipper_id, **given)


def is_free(member: Member, *, validated: bool = False, assured: bool = False) -> bool:
    """Return whether nothing else happens to a member now or later: a dealer in narcotics has a story already.

    `validated`, `assured`: only a member that was validated, or that is called before a change is proposed.
    """
    if member.enrolled is None or member.seller.caught is not None or member.enrolled + SETTLED > clock.today():
        return False
    standing = Standing.objects.filter(pk=member.shipper_id, status=Status.ACTIVE).first()
    if standing is None or (validated and not standing.validated) or (assured and not is_assured(standing)):
        return False
    return not (proposals_open(member.shipper_id).exists() or calls_running(member.shipper_id).exists())
