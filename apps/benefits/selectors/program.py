"""The program in figures: its members, their parcels, and how often these were examined."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum

from apps.benefits.models import Month
from apps.core import clock

MONTHS = 12


@dataclass(frozen=True, slots=True)
class ProgramFigures:
    """The closed months of a year up to `last`, counted once a day.

    `members` counts the businesses that were members through the last month. `parcels` and `examined` are those of
    members with a tier, `others` and `others_examined` those of businesses that are not members.
    """

    last: date
    members: int
    parcels: int
    examined: int
    others: int
    others_examined: int

    @property
    def rates(self) -> tuple[float, float] | None:
        """Return the share of parcels examined, of members with a tier and of others; None where either has none."""
        if not self.parcels or not self.others:
            return None
        return self.examined / self.parcels, self.others_examined / self.others


def program_figures() -> ProgramFigures | None:
    """Return the figures of the program, or None before a month with a member was counted. Takes one query of a few
    rows.
    """
    this_month = clock.month_of(clock.today())
    earned, outside = Q(tier__gte=1), Q(tier=None)
    counted = Month.objects.filter(
        month__range=(clock.add_months(this_month, -MONTHS), clock.add_months(this_month, -1))
    )
    rows = list(
        counted.values("month")
        .annotate(
            members=Sum("shippers", filter=~outside, default=0),
            of_members=Sum("parcels", filter=earned, default=0),
            of_members_examined=Sum("examined", filter=earned, default=0),
            of_others=Sum("parcels", filter=outside, default=0),
            of_others_examined=Sum("examined", filter=outside, default=0),
        )
        .order_by("month")
    )
    if not rows or not rows[-1]["members"]:
        return None
    return ProgramFigures(
        last=rows[-1]["month"],
        members=rows[-1]["members"],
        parcels=sum(row["of_members"] for row in rows),
        examined=sum(row["of_members_examined"] for row in rows),
        others=sum(row["of_others"] for row in rows),
        others_examined=sum(row["of_others_examined"] for row in rows),
    )
