"""Members ask the program questions; visitors check what they know, and some say what they think of a task."""

from uuid import UUID

from apps.correspondence.services import question_answer, question_ask, question_settle
from apps.guidance.checks import checks
from apps.guidance.services import check_result_keep
from apps.guidance.surveys.models import STATEMENTS, Task
from apps.guidance.surveys.services import survey_answer
from config.simulation.numbers.sellers import stream
from config.simulation.people.acts import NOBODY, Act, Story, officer, owner
from config.simulation.people.cast import KEEPER

# The texts of users after a task; most write nothing.
SURVEYS: tuple[tuple[Task, str], ...] = (
    (Task.APPLICATION, "Seven pages, and each told me what was missing. I could stop and go on the next day."),
    (Task.APPLICATION, ""),
    (Task.APPLICATION, "I did not know our DUNS number. A link to look it up would have helped."),
    (Task.REPLY, ""),
    (Task.APPEAL, "I could read why, and who decides now. That helped."),
    (Task.RESPONSE, "Thirty days are short for a laboratory."),
    (Task.DISCLOSURE, ""),
    (Task.QUESTION, "Answered the next day."),
    (Task.ANSWER, ""),
    (Task.REVIEW, "Ten minutes. Nothing had changed."),
)
# Visitors of a day, and the share of questions that they answer rightly before reading the page and after.
CHECK_DAYS, VISITORS = (780, 600, 480, 300, 120, 30), 6
KNOWN = {False: 0.55, True: 0.85}


def _surveyed(before: int, first: int, last: int) -> list[Act]:
    """Return the answers of some users to the survey."""
    acts = []
    for number, (task, text) in enumerate(SURVEYS[first:last], start=first):
        dice = stream("survey", number)
        agreement = {name: dice.choice((None, 2, 3, 4, 4, 5)) for name in STATEMENTS}
        role, language = (
            dice.choice(("owner", "signatory", "preparer")),
            "en" if text else dice.choice(("en", "en", "es")),
        )
        agreement |= {"trust": dice.randint(2, 5)}
        said = {"role": role, "language": language, "agreement": agreement, "text": text}
        acts.append(owner(before, survey_answer, task=task, **said))
    return acts


def checks_answer(*, before: int) -> None:
    """Keep how visitors of a day answered each check, before reading its page and after."""
    for check in checks("en").values():
        for visitor in range(VISITORS):
            dice = stream("check", before, check.key, visitor)
            attempt, questions = UUID(int=dice.getrandbits(128)), len(check.questions)
            for is_after, share in KNOWN.items():
                right = dice.binomialvariate(questions, share)
                check_result_keep(check=check, language="en", attempt=attempt, is_after=is_after, right=right)


STORIES = (
    Story(NOBODY, *(officer(before, checks_answer, before=before) for before in CHECK_DAYS)),
    Story(NOBODY, *_surveyed(58, 0, 3), *_surveyed(31, 3, 7), *_surveyed(7, 7, 10)),
    Story(
        KEEPER,
        owner(33, question_ask, subject="Two makers, one label", text="May parcels of two makers carry one label?"),
        officer(33, question_answer, text="Yes, if the description and the origin name each."),
        owner(33, question_settle),
        owner(
            14,
            question_ask,
            subject="A day of the visit",
            text="Our packing room is closed in the first week. Does that matter?",
        ),
        officer(14, question_answer, text="No. Tell us the days before the visit is planned."),
        owner(
            1, question_ask, subject="Samples without value", text="How do we declare a sample that nobody pays for?"
        ),
    ),
)
