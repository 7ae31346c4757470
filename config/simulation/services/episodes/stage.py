"""The cast of the episodes: the staff, and members who play in no story."""

from collections.abc import Callable
from dataclasses import dataclass

from apps.standing.assurance.selectors import is_assured
from apps.standing.models import Standing
from config.simulation.services.members import Member, Staff
from config.simulation.services.stories import Cast, is_free


class NobodyFree(Exception):
    """No member is free for a role."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The cast of the program, in which each episode has roles of its own."""

    cast: Cast

    @property
    def staff(self) -> Staff:
        return self.cast.staff

    def member(self, role: str, *, assured: bool = False) -> Member:
        """Return who plays a role: the last member who is free for it, since stories take the first.

        `assured`: only a member that is called before a change is proposed. Raise NobodyFree if there is none.
        """
        if role not in self.cast.roles:
            playing = {member.seller.number for member in self.cast.roles.values()}
            for member in reversed(list(self.cast.members)):
                if member.seller.number not in playing and is_free(member) and (not assured or _is_assured(member)):
                    self.cast.roles[role] = member
                    break
            else:
                raise NobodyFree(role)
        return self.cast.roles[role]


def id_of(member: Member) -> int:
    """Return the number of a member's business."""
    return member.application.shipper_id


def _is_assured(member: Member) -> bool:
    return is_assured(Standing.objects.get(pk=id_of(member)))


type Scene = Callable[[Stage], object]
type Scenes = tuple[tuple[int, Scene], ...]
