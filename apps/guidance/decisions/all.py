"""All decisions, by their names in addresses."""

from apps.guidance.decisions import DecisionGuide
from apps.guidance.decisions.agencies import AGENCIES
from apps.guidance.decisions.entry import ENTRY

DECISIONS: dict[str, DecisionGuide] = {each.key: each for each in (ENTRY, AGENCIES)}
