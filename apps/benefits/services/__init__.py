"""Writes of the counted months, and of the work items for broken promises."""

from apps.benefits.services.breaches import breach_items_update
from apps.benefits.services.months import months_measure

__all__ = ["breach_items_update", "months_measure"]
