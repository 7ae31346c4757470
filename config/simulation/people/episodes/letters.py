"""Members ask the program questions, and some users of the site say what they think of a task."""

from apps.correspondence import services
from apps.correspondence.models import Thread
from apps.guidance.surveys.models import STATEMENTS, Task
from apps.guidance.surveys.services import survey_answer
from config.simulation.numbers.sellers import stream
from config.simulation.people.cast import Cast, Scene, Scenes

ROLE = "keeps its profile"
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


def _ask(cast: Cast, subject: str, text: str) -> Thread:
    return services.question_ask(**cast.member(ROLE).own, subject=subject, text=text, language="en")


def _answer(cast: Cast, thread: Thread, text: str) -> None:
    services.question_answer(actor=cast.staff.officer, thread_id=thread.pk, text=text, language="en")


def _ask_and_settle(cast: Cast) -> None:
    thread = _ask(cast, "Two makers, one label", "May parcels of two makers carry one label?")
    _answer(cast, thread, "Yes, if the description and the origin name each.")
    services.question_settle(actor=cast.member(ROLE).owner, thread_id=thread.pk)


def _ask_and_read(cast: Cast) -> None:
    thread = _ask(cast, "A day of the visit", "Our packing room is closed in the first week. Does that matter?")
    _answer(cast, thread, "No. Tell us the days before the visit is planned.")


def _ask_last(cast: Cast) -> None:
    _ask(cast, "Samples without value", "How do we declare a sample that nobody pays for?")


def _survey(first: int, last: int) -> Scene:
    """Return a scene in which some users answer the survey."""

    def survey(cast: Cast) -> None:
        for number, (task, text) in enumerate(SURVEYS[first:last], start=first):
            dice = stream("survey", number)
            agreement = {name: dice.choice((None, 2, 3, 4, 4, 5)) for name in STATEMENTS}
            survey_answer(
                task=task,
                role=dice.choice(("owner", "signatory", "preparer")),
                language=dice.choice(("en", "en", "es")) if not text else "en",
                agreement=agreement | {"trust": dice.randint(2, 5)},
                text=text,
            )

    return survey


SCENES: Scenes = (
    (58, _survey(0, 3)),
    (33, _ask_and_settle),
    (31, _survey(3, 7)),
    (14, _ask_and_read),
    (7, _survey(7, 10)),
    (1, _ask_last),
)
