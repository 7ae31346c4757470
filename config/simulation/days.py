"""The acts of a day of the program, apart from the careers and stories of members."""

from collections.abc import Callable
from typing import NamedTuple


class DayStep(NamedTuple):
    """Something that is done on the morning of a day of the program."""

    day: int
    take: Callable[[], object]
