"""Advice about a shipment before it is sent: what an officer, or a machine of customs, will ask about.

One group of checks a file, one pure function a check. A check sees the parsed shipment and what is known beside it
(`AdviceContext`), and gives the fields that should be written otherwise. Nothing here refuses a shipment.
"""

from collections.abc import Callable, Iterator

from apps.ledger.advice.agency_data import agency_data
from apps.ledger.advice.context import AdviceContext, ReportAdvice
from apps.ledger.advice.dangerous_goods import dangerous_goods
from apps.ledger.advice.descriptions import description_missing, description_vague
from apps.ledger.advice.headings import hs_against_description, hs_missing, hs_unknown
from apps.ledger.advice.origins import origin_domestic, origin_missing, origin_no_country
from apps.ledger.advice.values import value_missing, value_per_kilogram
from apps.ledger.facts import ShipmentFact

type Check = Callable[[ShipmentFact, AdviceContext], ReportAdvice | None]

CHECKS: tuple[Check, ...] = (
    description_missing,
    description_vague,
    hs_missing,
    hs_unknown,
    hs_against_description,
    dangerous_goods,
    value_missing,
    value_per_kilogram,
    agency_data,
    origin_missing,
    origin_no_country,
    origin_domestic,
)
CODES = tuple(check.__name__ for check in CHECKS)


def advise(fact: ShipmentFact, known: AdviceContext) -> Iterator[ReportAdvice]:
    """Return the advice about a shipment, in the order of the checks."""
    return (advice for check in CHECKS if (advice := check(fact, known)))
