"""The cast of stories: the staff, and the members who play a role."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from apps.core import clock
from apps.standing.assurance.selectors import is_assured
from apps.standing.models import Standing, Status
from apps.standing.selectors import calls_running, proposals_open
from config.simulation.members import Member, Staff

# So long a member is left in peace first: its owner and its record are known by then.
SETTLED = timedelta(days=60)


class NobodyFree(Exception):
    """Nobody can play an act: no member is free for its role, or the case is not there."""


@dataclass(frozen=True, slots=True)
class Role:
    """A part in stories, played by one member throughout.

    `validated`, `assured`: only a member can play it that was validated, or that is called before a change is proposed.
    `leads`: the first member that is free plays it; of other roles, the last one does.
    """

    name: str
    validated: bool = False
    assured: bool = False
    leads: bool = False

    def fits(self, member: Member) -> bool:
        """Return whether nothing else happens to a member now or later: a dealer in narcotics has a story already."""
        if member.enrolled is None or member.seller.caught is not None or member.enrolled + SETTLED > clock.today():
            return False
        standing = Standing.objects.filter(pk=member.shipper_id, status=Status.ACTIVE).first()
        if standing is None or (self.validated and not standing.validated):
            return False
        if self.assured and not is_assured(standing):
            return False
        return not (proposals_open(member.shipper_id).exists() or calls_running(member.shipper_id).exists())


# The member of many stories: a small program has no other to spare.
KEEPER = Role("keeps its profile")


@dataclass(slots=True)
class Cast:
    """The staff, and the member who plays each role."""

    members: Sequence[Member]
    staff: Staff
    roles: dict[str, Member] = field(default_factory=dict)

    def member(self, role: Role) -> Member:
        """Return who plays a role: at first a member that is free for it. Raises NobodyFree if there is none."""
        if role.name not in self.roles:
            playing = {member.seller.number for member in self.roles.values()}
            for member in self.members if role.leads else self.members[::-1]:
                if member.seller.number not in playing and role.fits(member):
                    self.roles[role.name] = member
                    break
            else:
                raise NobodyFree(role.name)
        return self.roles[role.name]

    @property
    def numbered(self) -> list[Member]:
        """The members that have their number."""
        return [member for member in self.members if member.ksn]

    @property
    def playing(self) -> list[int]:
        """The businesses that play a role so far."""
        return [member.shipper_id for member in self.roles.values()]
