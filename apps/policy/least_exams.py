"""The least exams drawn at random and those that a member asks for, and the chance of each parcel that follows from
them: for whoever draws parcels, and for whoever computes beforehand what the draws will give.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from apps.core.clock import MONTHS_A_YEAR, add_days, add_months, anniversary

DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class RandomChance:
    """The chance of a parcel to be opened at random, by how its exam is recorded.

    `counted`: the exam counts in the seller's rate; this chance is the same at every port and on every day.
    `follow_up`: the exam is drawn because one at random found a wrong parcel. `surplus`: the port opens more at random
    than both.
    """

    counted: float
    follow_up: float = 0.0
    surplus: float = 0.0

    @property
    def total(self) -> float:
        """The chance to be opened at random at all."""
        return self.counted + self.follow_up + self.surplus

    @classmethod
    def of(cls, *, counted: float, after_wrong: float, port: float) -> "RandomChance":
        """Return the chance of a parcel that is counted with one chance, opened after a wrong one with another, and
        opened with the chance of all parcels of its port. The greatest of the three is the total.
        """
        follow_up = max(0.0, after_wrong - counted)
        return cls(counted, follow_up, max(0.0, port - counted - follow_up))


@dataclass(frozen=True, slots=True)
class LeastExams:
    """The least exams drawn at random in every tier: a share of the parcels, and a number a year up to `most_share`.
    `share_exact` is the share in millionths.

    For `after_wrong_months` calendar months after one in which an exam at random found a wrong parcel, at least
    `after_wrong` parcels a month are opened, all of them where there are fewer.
    """

    share: float
    share_exact: int
    yearly: int
    most_share: float
    after_wrong: int
    after_wrong_months: int

    def share_of(self, yearly_parcels: float) -> float:
        """Return the least share of a member's parcels that are opened at random, by its parcels a year."""
        if not yearly_parcels:
            return self.most_share
        return max(self.share, min(self.yearly / yearly_parcels, self.most_share))

    def share_after_wrong(self, yearly_parcels: float) -> float:
        """Return the share of a member's parcels that are opened at random after a wrong one, by its parcels a year."""
        if not yearly_parcels:
            return 1.0
        return max(self.share_of(yearly_parcels), min(1.0, self.after_wrong * MONTHS_A_YEAR / yearly_parcels))

    def is_followed(self, month: date, *, last_wrong: date | None) -> bool:
        """Say whether more parcels of a member are opened in a month, since an exam at random found a wrong one in the
        month `last_wrong`; None where none did.
        """
        return last_wrong is not None and month <= add_months(last_wrong, self.after_wrong_months)

    def chance_of(
        self, yearly_parcels: float, *, requested: float = 0.0, is_followed: bool = False, port: float = 0.0
    ) -> RandomChance:
        """Return the chance of each parcel of a member, by its parcels a year.

        `requested` is the chance added by an exam request, and `port` the chance that all parcels of the port have.
        """
        return RandomChance.of(
            counted=min(1.0, self.share_of(yearly_parcels) + requested),
            after_wrong=self.share_after_wrong(yearly_parcels) if is_followed else 0.0,
            port=port,
        )


def yearly_parcels(parcels: Mapping[date, int], *, month: date) -> float:
    """Return the parcels a year that a business is expected to send, as is known when a month begins: those of the last
    twelve months. A business that began later is known by the months since.

    `parcels` has the number of parcels of each calendar month, by its first day. A business without parcels in these
    months has 0.
    """
    since = add_months(month, -MONTHS_A_YEAR)
    known = {each: count for each, count in parcels.items() if since <= each < month and count}
    if not known:
        return 0.0
    first = min(known)
    return sum(known.values()) * MONTHS_A_YEAR / ((month.year - first.year) * MONTHS_A_YEAR + month.month - first.month)


def last_day_of(first_day: date, months: int) -> date:
    """Return the last day of a granted request, so many months after the first."""
    return add_days(anniversary(first_day, months), -1)


def added_chance(exams: int, *, yearly: float, first_day: date, until: date) -> float:
    """Return the chance that a request adds to each parcel of a period, so that just as many exams as were granted are
    to be expected; at most 1.

    `yearly` is the number of parcels that the member is expected to send in a year. As long as no parcels are known,
    nothing is added.
    """
    expected = yearly * ((until - first_day).days + 1) / DAYS_A_YEAR
    return min(1.0, exams / expected) if expected else 0.0
