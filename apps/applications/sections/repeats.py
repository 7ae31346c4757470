"""Words that were given to more than one criterion of an application."""

import re
from collections import defaultdict
from collections.abc import Mapping

from apps.applications.sections.registry import SECTIONS, Typed

# Fewer letters and digits, as in "See above", say too little to be called the same answer.
MIN_CHARACTERS = 20


def criteria_repeated(typed: Mapping[str, Typed | None]) -> list[list[str]]:
    """Return the numbers of the criteria that were explained in the same words, a list for each text.

    `typed` has the answers by section, as typed. Capitals, spaces and marks make no difference.
    """
    numbers = defaultdict(list)
    for section in SECTIONS:
        if section.criterion:
            words = str((typed.get(section.key) or {}).get("explanation") or "")
            numbers[re.sub(r"[\W_]+", "", words.casefold())].append(section.criterion.number)
    return [found for words, found in numbers.items() if len(found) > 1 and len(words) >= MIN_CHARACTERS]
