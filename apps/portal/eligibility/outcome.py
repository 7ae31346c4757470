"""The outcome of the eligibility check: the conditions, what to do about unmet ones, and the months to each tier."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.applications.sections import Typed
from apps.core.charts import BarChart, bar_chart
from apps.core.embargoes import Embargo, embargo_of
from apps.evaluation.months_to_tiers import MAX_MONTHS, months_to_tiers
from apps.policy.procedures import Eligibility
from apps.policy.schema import TIERS
from apps.policy.terms import Terms

# The chance to be opened that a business asks for beyond the least: none, and so much that all of its parcels are.
LEAST_EXAMINED, ALL_EXAMINED = 0.0, 1.0


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition. `todo` says how to meet the condition, and is empty if it is met. `embargo` is the ban because of
    which the condition can't be met.
    """

    title: str
    todo: str
    embargo: Embargo | None = None

    @property
    def met(self) -> bool:
        return not self.todo


@dataclass(frozen=True, slots=True)
class TierMonths:
    """The months to a tier without violations, by the least exams of the policy and if every parcel is opened.

    A number of None stands for more than ten years.
    """

    tier: int
    slowest: int | None
    fastest: int | None


@dataclass(frozen=True, slots=True)
class EligibilityOutcome:
    """The outcome. `high_volume` is whether the sales reach the line of the law; None if it was not answered."""

    conditions: list[Condition]
    high_volume: bool | None
    parcels: int
    tier_months: list[TierMonths]

    @property
    def unmet(self) -> int:
        return sum(not condition.met for condition in self.conditions)

    @property
    def embargo(self) -> Embargo | None:
        """Return the ban on the goods of the country of the business; None if there is none."""
        return next((condition.embargo for condition in self.conditions if condition.embargo), None)

    @property
    def slow(self) -> bool:
        """Return whether a tier takes longer than ten years with the least exams."""
        return any(each.slowest is None for each in self.tier_months)

    def chart(self) -> BarChart:
        """Return the months with the least exams as a chart, with a bar for each tier from the first."""
        return bar_chart([(_months(each.slowest), each.slowest or 0, 0) for each in self.tier_months])


def outcome_of(given: Mapping[str, Any], terms: Terms) -> EligibilityOutcome:
    """Return the outcome of the cleaned answers of an EligibilityForm. The size of a business bars nobody."""
    parcels = given["monthly_parcels"]
    slowest, fastest = (months_to_tiers(terms, parcels, asked=asked) for asked in (LEAST_EXAMINED, ALL_EXAMINED))
    return EligibilityOutcome(
        conditions=_conditions(given),
        high_volume=_is_high_volume(given["sales"], given["revenue"], terms.eligibility),
        parcels=parcels,
        tier_months=[TierMonths(tier, slowest[tier], fastest[tier]) for tier in TIERS],
    )


def sections_from(given: Mapping[str, Any]) -> dict[str, Typed]:
    """Return the answers that an application need not ask again, as its sections hold them."""
    return {
        "business": {"country": given["country"]},
        "volumes": {"monthly_parcels": str(given["monthly_parcels"])},
    }


def _is_high_volume(sales: int | None, revenue: Decimal | None, line: Eligibility) -> bool | None:
    """Return whether both sales and revenue reach the line of the INFORM Consumers Act (15 U.S.C. 45f(f)(3))."""
    reached = [
        None if value is None else value >= least for value, least in ((sales, line.sales), (revenue, line.revenue))
    ]
    if False in reached:
        return False
    return None if None in reached else True


def _conditions(given: Mapping[str, Any]) -> list[Condition]:
    todo = {
        "role": {
            "other": _(
                "The business itself applies, and its owner or an officer signs. Ask them to create an account and to "
                "invite you to the team: then you can fill in the application for them."
            ),
            "service": _(
                "The program is for those who sell. Carriers, brokers, marketplaces and warehouses take part as "
                "partners: write to us. The sellers whom you serve can each apply by themselves."
            ),
        },
        "sells": {
            "no": _(
                "The program is for businesses that sell goods online and send them to buyers in the United States. "
                "Come back when yours is about to."
            ),
        },
        "registered": {
            "no_paper": _(
                "Ask the company register or the office that gave your license for an extract. You can begin the "
                "application today, and add the file before you send it."
            ),
            "no": _(
                "Register the business first, where it is. The form that small traders use is enough; it need not be "
                "a company. Then come back with the document that you get."
            ),
        },
        "makers": {
            "some": _(
                "For each product, ask your supplier who makes it and in which country, and keep the answer. Stop "
                "selling to the United States what nobody can tell you about."
            ),
            "none": _(
                "For each product, ask your supplier who makes it and in which country, and keep the answer. An "
                "officer can't approve a business that does not know where its goods come from."
            ),
        },
        "banned": {
            "unsure": _(
                "Find out before you apply. Look through what you sell for brands that you have no license for, and "
                "ask a customs broker or your marketplace about anything else that you doubt."
            ),
            "yes": _(
                "Stop selling these goods to the United States. They are seized, whoever sends them, and a parcel "
                "with drugs or weapons can end a membership at once."
            ),
        },
    }  # fmt: skip
    titles = {
        "role": _("The business that sells applies for itself"),
        "sells": _("It sells online to buyers in the United States"),
        "registered": _("It is registered and can show it"),
        "makers": _("It knows who makes what it sells"),
        "banned": _("It sells nothing that may not enter"),
    }
    return [
        *(Condition(title, todo[name].get(given[name], "")) for name, title in titles.items()),
        _import_condition(given["country"]),
    ]


def _import_condition(country: str) -> Condition:
    """Return the condition that no embargo keeps the goods of the country out of the United States."""
    title, embargo = _("Goods of its country may enter the United States"), embargo_of(country)
    if embargo is None:
        return Condition(title, "")
    todo = _(
        "A membership would not change that: the parcels of a member are stopped as all others are. If your goods are "
        "free of the ban or OFAC licensed them, you may apply, and the officer asks you for proof."
    )
    return Condition(title, f"{embargo.sentence} {todo}", embargo)


def _months(count: int | None) -> str:
    if count is None:
        return _("over %(years)d years") % {"years": MAX_MONTHS // 12}
    return ngettext("%(count)d month", "%(count)d months", count) % {"count": count}
