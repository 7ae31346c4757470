"""The acts of members and staff in the last months of the program beside the stories, by subject.

With these episodes, every list of the desk has a row, and so has every state of every lifecycle.
"""

from contextlib import suppress
from functools import partial
from operator import attrgetter

from config.simulation.days import DayStep
from config.simulation.people import policies
from config.simulation.people.cast import Cast, NobodyFree, Scene
from config.simulation.people.episodes import (
    agencies,
    contested,
    controls,
    departures,
    hearings,
    letters,
    partners,
    record,
    restrictions,
    screening,
    staff,
    targeting,
    tips,
    upkeep,
    watchlists,
)

# A shorter program has no months for them, and no members to spare.
MIN_DAYS = 400
SUBJECTS = (
    upkeep,
    record,
    letters,
    departures,
    restrictions,
    hearings,
    staff,
    policies,
    partners,
    tips,
    screening,
    agencies,
    watchlists,
    targeting,
    contested,
    controls,
)


def episode_steps(*, days: int, cast: Cast) -> list[DayStep]:
    """Return the steps of all episodes on the days of a program, in order; none for a program that is too short."""
    if days < MIN_DAYS:
        return []
    scenes = [(before, scene) for subject in SUBJECTS for before, scene in subject.SCENES]
    steps = [DayStep(days - 1 - before, partial(_play, cast, scene)) for before, scene in scenes]
    return sorted(steps, key=attrgetter("day"))


def _play(cast: Cast, scene: Scene) -> None:
    """Play a scene, unless no member is free for its role."""
    with suppress(NobodyFree):
        scene(cast)
