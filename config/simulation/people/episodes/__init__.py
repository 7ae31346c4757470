"""The stories of members and staff in the last months of the program, by subject.

With these episodes, every list of the desk has a row, and so has every state of every lifecycle.
"""

from collections.abc import Iterator

from config.simulation.people.acts import DayStep
from config.simulation.people.cast import Cast
from config.simulation.people.episodes import (
    agencies,
    contested,
    controls,
    departures,
    due_process,
    letters,
    partners,
    policies,
    record,
    screening,
    staff,
    targeting,
    tips,
    upkeep,
    watchlists,
)

# A shorter program has no months for them, and no members to spare.
MIN_DAYS = 400
STORIES = (*policies.STORIES, *due_process.STORIES)
EPISODES = (
    *(*upkeep.STORIES, *record.STORIES, *letters.STORIES, *departures.STORIES, *due_process.EPISODES),
    *(*staff.STORIES, *policies.EPISODES, *partners.STORIES, *tips.STORIES, *screening.STORIES, *agencies.STORIES),
    *(*watchlists.STORIES, *targeting.STORIES, *contested.STORIES, *controls.STORIES),
)


def story_steps(*, days: int, cast: Cast) -> Iterator[DayStep]:
    """Yield the steps of all stories that a program of a number of days is long enough for."""
    for told in (*STORIES, *(EPISODES if days >= MIN_DAYS else ())):
        yield from told.steps(cast, days)
