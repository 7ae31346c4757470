"""All decisions, by their names in addresses."""

from apps.guidance.decisions import Decision
from apps.guidance.decisions.agencies import AGENCIES
from apps.guidance.decisions.entry import ENTRY

DECISIONS: dict[str, Decision] = {each.key: each for each in (ENTRY, AGENCIES)}
