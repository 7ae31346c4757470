"""The opinion of users about a task that they finished."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.fields import EncryptedTextField
from apps.core.lazy import Promise
from apps.core.triggers import append_only

# The statements that users agree or disagree with, by column, in the order of OMB Circular A-11, section 280: trust
# first, then what drives it.
STATEMENTS: dict[str, Promise] = {
    "trust": _lazy("What I did here makes me trust this program more."),
    "effectiveness": _lazy("I got done what I came for."),
    "ease": _lazy("It was easy."),
    "efficiency": _lazy("It took no longer than it should."),
    "transparency": _lazy("I was treated fairly, and it was clear what happens next."),
    "people": _lazy("The people who helped me wanted to help."),
}


class Task(models.TextChoices):
    """The tasks after which a survey is offered."""

    APPLICATION = "application", _lazy("Application sent")
    REPLY = "reply", _lazy("Reply to a request for information sent")
    APPEAL = "appeal", _lazy("Appeal sent")
    RESPONSE = "response", _lazy("Response to a notice sent")
    DISCLOSURE = "disclosure", _lazy("Disclosure sent")
    IMPORT = "import", _lazy("File of shipments imported")
    QUESTION = "question", _lazy("Question asked")
    ANSWER = "answer", _lazy("Question answered and closed")
    REVIEW = "review", _lazy("Annual review done")


def _agreement(label: Promise) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, null=True)


class SurveyAnswer(models.Model):
    """The answers to a survey: how far somebody agrees, from 1 to 5, with each statement that they answered.

    Nothing leads to the person or the business: the row has the task, the role on the team, the language and the day,
    and no moment by which it could be found in the log of events. The text may name somebody, so it is sealed.
    """

    task = models.CharField(max_length=12, choices=Task)
    role = models.CharField(_lazy("role on the team"), max_length=10, blank=True)
    language = models.CharField(max_length=10)
    day = models.DateField(default=clock.today)
    trust = _agreement(_lazy("trust"))
    effectiveness = _agreement(_lazy("effectiveness"))
    ease = _agreement(_lazy("ease"))
    efficiency = _agreement(_lazy("efficiency"))
    transparency = _agreement(_lazy("transparency"))
    people = _agreement(_lazy("people"))
    text = EncryptedTextField(_lazy("what was written"), blank=True)

    class Meta:
        verbose_name = _lazy("answer to a survey")
        verbose_name_plural = _lazy("answers to surveys")
        triggers = append_only()
        indexes = [models.Index(fields=["day"], name="survey_answer_day")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(**{f"{name}__isnull": True}) | models.Q(**{f"{name}__range": (1, 5)}),
                name=f"survey_answer_{name}_from_1_to_5",
            )
            for name in STATEMENTS
        ]

    def __str__(self) -> str:
        return f"{self.get_task_display()}, {self.day}"
