"""The window of months: the exam rate promised to each tier in each month, and how often others were examined."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from apps.benefits.models import Month
from apps.benefits.rules import RealisedRate
from apps.core import clock
from apps.policy.benefits import Benefit
from apps.policy.schema import TIERS
from apps.policy.selectors import policies_during, policy_on, terms_of
from apps.policy.terms import Terms
from apps.standing.models import Status
from apps.standing.selectors import benefits_promised

# The tiers for which parcels are counted. None stands for businesses that are not members.
TIERS_AND_NONE: tuple[int | None, ...] = (None, 0, *TIERS)
# The multiple of the ordinary rate where nothing is promised about exams.
ORDINARY_MULTIPLE = 1.0

type MonthAndTier = tuple[date, int | None]


@dataclass(frozen=True, slots=True)
class CountedMonth:
    """The parcels of one month that count for the promise to one tier."""

    month: date
    tier: int | None
    parcels: int
    examined: int


@dataclass(frozen=True, slots=True)
class Window:
    """The closed months that were counted, the oldest first.

    `multiples` has the exam rate promised to each tier in each month, as a multiple of the ordinary rate; None where
    the promise changed during the month, which then does not count.
    """

    terms: Terms
    months: Sequence[date]
    rows: Mapping[MonthAndTier, Month]
    multiples: Mapping[MonthAndTier, float | None]

    @property
    def last(self) -> date | None:
        """Return the latest month; None if no month was counted yet."""
        return self.months[-1] if self.months else None

    def promises(self, month: date, tier: int | None) -> bool:
        """Tell whether the tier was promised fewer or more exams than ordinary through the whole month."""
        return self.multiples.get((month, tier)) not in (None, ORDINARY_MULTIPLE)

    def ordinary(self, months: Iterable[date]) -> tuple[int, int]:
        """Count the parcels in these months of all who were promised nothing about exams, and the examined ones."""
        rows = [
            self.rows[month, tier]
            for month in months
            for tier in TIERS_AND_NONE
            if self.multiples[month, tier] == ORDINARY_MULTIPLE
        ]
        return sum(row.parcels for row in rows), sum(row.examined for row in rows)

    def realised_rate(self, counted: Sequence[CountedMonth]) -> RealisedRate:
        """Compare how often these parcels were examined with the parcels of others in the same months.

        The promised multiple is the mean of the months' multiples, weighted by the parcels.
        """
        parcels = sum(one.parcels for one in counted)
        others, examined = self.ordinary(dict.fromkeys(one.month for one in counted if one.parcels))
        multiples = [(one.parcels, self.multiples[one.month, one.tier]) for one in counted]
        promised = sum(number * multiple for number, multiple in multiples if multiple is not None)
        return RealisedRate(
            parcels=parcels,
            examined=sum(one.examined for one in counted),
            others=others,
            others_examined=examined,
            multiple=promised / parcels if parcels else ORDINARY_MULTIPLE,
            owed=any(self.promises(one.month, one.tier) for one in counted),
            bounds=self.terms.realised,
        )


def closed_months(terms: Terms) -> list[date]:
    """Return the whole months before this one that the policy looks back at, the oldest first."""
    this = clock.month_of(clock.today())
    return [clock.add_months(this, -back) for back in range(terms.realised.months, 0, -1)]


def window_now() -> Window:
    """Return the window of today with the months that were counted. Makes three queries at any size of the program."""
    terms = terms_of(policy_on(clock.today()))
    months = closed_months(terms)
    return window_of(terms, months, Month.objects.filter(month__range=(months[0], months[-1])))


def window_of(terms: Terms, months: Sequence[date], counted: Iterable[Month]) -> Window:
    """Return the window of those of some months that were counted for each tier."""
    rows = {(row.month, row.tier): row for row in counted}
    months = [month for month in months if all((month, tier) in rows for tier in TIERS_AND_NONE)]
    return Window(terms, months, rows, _multiples(months))


def exam_multiple(benefits: Iterable[Benefit]) -> float:
    """Return the promised exam rate as a multiple of the ordinary rate; 1 if nothing is promised about exams."""
    return next((benefit.value for benefit in benefits if benefit.code == "exam_rate"), ORDINARY_MULTIPLE)


def _multiples(months: Sequence[date]) -> dict[MonthAndTier, float | None]:
    found: dict[MonthAndTier, float | None] = {}
    policies = policies_during(months[0], clock.add_months(months[-1], 1)) if months else []
    for month in months:
        after = clock.add_months(month, 1)
        # The latest policy that began before the month, and all policies that began within it.
        began = [policy for policy in policies if policy.first_day <= month][-1:]
        began += [policy for policy in policies if month < policy.first_day < after]
        for tier in TIERS_AND_NONE:
            values = {_multiple(terms_of(policy), tier) for policy in began} or {ORDINARY_MULTIPLE}
            found[month, tier] = values.pop() if len(values) == 1 else None
    return found


def _multiple(terms: Terms, tier: int | None) -> float:
    return (
        ORDINARY_MULTIPLE if tier is None else exam_multiple(benefits_promised(terms, status=Status.ACTIVE, tier=tier))
    )
