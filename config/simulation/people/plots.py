"""Stories of some members of the simulated program, which together show every way of due process. Pure.

A member may play several stories one after the other. The days of the steps are counted back from the end of the
program. A story that would begin before the program is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

# The hours of an assurance call, in whole days, and one more.
CALL_DAYS = 4
CALL_OVER = "call_over"


@dataclass(frozen=True, slots=True)
class Story:
    """`role` is who plays it. `validated`: only a member that was validated can."""

    role: str
    steps: tuple[tuple[int, str], ...]
    validated: bool = False


STORIES = (
    # A removal is proposed, heard with more time, and reduced; the plan that follows runs.
    Story(
        "on conditions",
        (
            *((120, "propose_removal"), (112, "ask_for_time"), (110, "grant_time"), (88, "respond")),
            *((75, "reduce"), (60, "open_plan"), (40, "answer_item"), (35, "accept_item"), (8, "answer_item")),
        ),
    ),
    # Removed by two officers; the appeal is being heard.
    Story("removed", ((100, "propose_removal"), (92, "respond"), (85, "uphold"), (20, "appeal"))),
    # Suspended after a hearing, and restored on appeal.
    Story("restored", ((240, "propose_suspension"), (200, "uphold"), (180, "appeal"), (150, "grant_appeal"))),
    Story("restored", ((60, "propose_suspension"), (50, "respond"), (45, "withdraw"))),
    Story("restored", ((12, "propose_suspension"), (3, "ask_for_time"))),
    # Suspended after a hearing; the appeal was denied.
    Story(
        "suspended",
        ((190, "propose_suspension"), (180, "respond"), (170, "uphold"), (150, "appeal"), (120, "deny_appeal")),
    ),
    # Nobody decided in time; later it reports a grave fault of its own, which somebody must confirm.
    Story("lapsed", ((140, "propose_suspension"), (120, "respond"))),
    Story("lapsed", ((1, "disclose"),)),
    # Suspended at once, and reviewed by nobody: on conditions, every parcel examined.
    Story("unreviewed", ((40, "find_critical"),)),
    # A corrective plan was missed; one officer recommends the removal, a second is to agree.
    Story(
        "missed",
        ((100, "find_critical"), (97, "respond"), (95, "uphold"), (94, "open_plan"), (5, "recommend")),
    ),
    # Suspended at once and upheld; a plan mended it.
    Story(
        "mended",
        (
            *((330, "find_critical"), (327, "respond"), (325, "uphold"), (320, "open_plan"), (300, "answer_item")),
            *((297, "accept_item"), (290, "answer_item"), (287, "accept_item"), (285, "complete_plan")),
        ),
    ),
    # Reported by itself, confirmed by one officer, and withdrawn by another.
    Story("mended", ((90, "disclose"), (89, "confirm"), (84, "withdraw"))),
    Story("mended", ((20, "propose_removal"), (6, "respond"))),
    # A visit did not find its practice as it was: the validation ends.
    Story("no longer validated", ((50, "propose_validation"), (40, "respond"), (30, "uphold")), validated=True),
)


@dataclass(frozen=True, slots=True, order=True)
class Scene:
    """One step of a story, on a day of the program. `number` is the story's, `place` the step's in it."""

    day: int
    number: int
    place: int
    action: str


def scenes(days: int) -> Iterator[Scene]:
    """Return the steps of all stories that fit into a program of a number of days.

    A member in good standing is called before anything is proposed, so the days of the call pass after each proposal.
    """
    for number, story in enumerate(STORIES):
        if story.steps[0][0] < days:
            for place, (before, action) in enumerate(story.steps):
                yield Scene(days - 1 - before, number, place, action)
                if action.startswith("propose") and before > CALL_DAYS:
                    yield Scene(days - 1 - before + CALL_DAYS, number, len(story.steps) + place, CALL_OVER)
