"""The months that are looked at: what was promised in each to each tier, and how often others were examined then."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from apps.benefits.models import Month
from apps.benefits.rules import Realised, realised
from apps.core import clock
from apps.policy.schema import TIERS
from apps.policy.selectors import policies_during, policy_on, terms_of
from apps.policy.terms import Benefit, Terms
from apps.standing.models import Status
from apps.standing.selectors import benefits_promised

# Of who is no member there is no tier.
HELD: tuple[int | None, ...] = (None, 0, *TIERS)
# The multiple of the ordinary rate where nothing is promised about exams.
ORDINARY = 1.0

type Key = tuple[date, int | None]


@dataclass(frozen=True, slots=True)
class Counted:
    """Parcels of one month that count for the promise made to one tier then."""

    month: date
    tier: int | None
    parcels: int
    examined: int


@dataclass(frozen=True, slots=True)
class Window:
    """The closed `months` that were counted, the oldest first. `multiples` has what was promised in each month to each
    tier, as a multiple of the ordinary rate; None where that changed during the month, which then counts nowhere.
    """

    terms: Terms
    months: Sequence[date]
    rows: Mapping[Key, Month]
    multiples: Mapping[Key, float | None]

    @property
    def last(self) -> date | None:
        return self.months[-1] if self.months else None

    def promises(self, month: date, tier: int | None) -> bool:
        """Whether something was promised about exams, to that tier and all that month."""
        return self.multiples.get((month, tier)) not in (None, ORDINARY)

    def ordinary(self, months: Iterable[date]) -> tuple[int, int]:
        """The parcels of everybody who was promised nothing about exams in these months, and those examined of them."""
        rows = [self.rows[month, tier] for month in months for tier in HELD if self.multiples[month, tier] == ORDINARY]
        return sum(row.parcels for row in rows), sum(row.examined for row in rows)

    def promised_rate(self, counted: Sequence[Counted]) -> float | None:
        """The rate promised for these parcels: the ordinary one of the same months, times what each was promised.

        None without parcels, or where too few others were counted to say what is ordinary.
        """
        parcels = sum(one.parcels for one in counted)
        others, examined = self.ordinary(dict.fromkeys(one.month for one in counted if one.parcels))
        if not parcels or others < self.terms.realised.least_parcels:
            return None
        multiples = [(one.parcels, self.multiples[one.month, one.tier]) for one in counted]
        promised = sum(number * multiple for number, multiple in multiples if multiple is not None)
        return promised / parcels * examined / others

    def realised(self, counted: Sequence[Counted], *, less: int = 0) -> Realised:
        """What these parcels say of what they were promised; `less` exams were no breach, whatever they were."""
        bounds = self.terms.realised
        return realised(
            sum(one.parcels for one in counted),
            sum(one.examined for one in counted) - less,
            self.promised_rate(counted),
            bounds.confidence,
            least=bounds.least_parcels,
            owed=any(self.promises(one.month, one.tier) for one in counted),
        )


def closed_months(terms: Terms) -> list[date]:
    """The whole months that the policy looks back at, the oldest first."""
    this = clock.month_of(clock.today())
    return [clock.add_months(this, -back) for back in range(terms.realised.months, 0, -1)]


def window_now() -> Window:
    """The window of today, as far as it was counted. Three queries, whatever the size of the program."""
    terms = terms_of(policy_on(clock.today()))
    months = closed_months(terms)
    rows = {(row.month, row.tier): row for row in Month.objects.filter(month__range=(months[0], months[-1]))}
    months = [month for month in months if all((month, tier) in rows for tier in HELD)]
    return Window(terms, months, rows, _multiples(months))


def exam_multiple(benefits: Iterable[Benefit]) -> float:
    """How often parcels are examined by what is promised, as a multiple of the ordinary rate."""
    return next((benefit.value for benefit in benefits if benefit.code == "exam_rate"), ORDINARY)


def _multiples(months: Sequence[date]) -> dict[Key, float | None]:
    found: dict[Key, float | None] = {}
    policies = policies_during(months[0], clock.add_months(months[-1], 1)) if months else []
    for month in months:
        after = clock.add_months(month, 1)
        # The latest that began before the month, and all that began within it.
        began = [policy for policy in policies if policy.first_day <= month][-1:]
        began += [policy for policy in policies if month < policy.first_day < after]
        for tier in HELD:
            values = {_multiple(terms_of(policy), tier) for policy in began} or {ORDINARY}
            found[month, tier] = values.pop() if len(values) == 1 else None
    return found


def _multiple(terms: Terms, tier: int | None) -> float:
    return ORDINARY if tier is None else exam_multiple(benefits_promised(terms, status=Status.ACTIVE, tier=tier))
