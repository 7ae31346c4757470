"""The codes of targeting: the answers to an advance declaration, why there is one, and who is asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.ledger.vocabulary import Disposition
from apps.targeting.selection import CapacityShare


class Outcome(models.TextChoices):
    """The answers to an advance declaration, after the referral protocols of ICS2 and ACAS."""

    COMPLETE = "complete", _lazy("Assessment complete")
    REQUEST_INFORMATION = "request_information", _lazy("Information requested")
    REQUEST_SCREENING = "request_screening", _lazy("Screening requested")
    DO_NOT_LOAD = "do_not_load", _lazy("Do not load")


class Addressee(models.TextChoices):
    """The one who is asked because of an assessment."""

    SELLER = "seller", _lazy("The seller")
    CARRIER = "carrier", _lazy("The carrier")


class Cause(models.TextChoices):
    """The cause of an assessment."""

    DECLARED = "declared", _lazy("The parcel was declared")
    ANSWERED = "answered", _lazy("What was asked was answered")
    UNANSWERED = "unanswered", _lazy("Nobody answered in time")
    REPEATED = "repeated", _lazy("An earlier answer was used")
    SET_ASIDE = "set_aside", _lazy("An earlier answer was set aside")
    REASSESSED = "reassessed", _lazy("Something became known about the parcel")


class ScreeningResult(models.TextChoices):
    """The result of a carrier's screening of a parcel."""

    CLEAR = "clear", _lazy("Nothing was found")
    ALARM = "alarm", _lazy("Something was found, or could not be ruled out")


class LotShare(models.TextChoices):
    """The share of a port's exams by which a parcel was selected."""

    RULE = CapacityShare.RULE, _lazy("Hard rule")
    RISK = CapacityShare.RISK, _lazy("Risk")
    UNSEEN = CapacityShare.UNSEEN, _lazy("Never seen before")
    RANDOM = CapacityShare.RANDOM, _lazy("Drawn at random")
    FOLLOW_UP = CapacityShare.FOLLOW_UP, _lazy("Drawn at random after a wrong one")
    SURPLUS = CapacityShare.SURPLUS, _lazy("Drawn at random beyond the share that counts")
    LEFT_OVER = CapacityShare.LEFT_OVER, _lazy("Place that a promise or a bound left over")


class ExamDisposition(models.TextChoices):
    """The outcome for a parcel that was opened."""

    RELEASED = Disposition.RELEASED, _lazy("It goes on")
    DETAINED = Disposition.DETAINED, _lazy("It is detained")
    SEIZED = Disposition.SEIZED, _lazy("It is seized")


class AnswerColor(models.TextChoices):
    """An answer as a color: no more than a picture of the answer, for people who look through a list."""

    GREEN = "green", _lazy("Green: nothing is asked")
    YELLOW = "yellow", _lazy("Yellow: something is asked")
    RED = "red", _lazy("Red: a hard rule holds")


class WeekDay(models.IntegerChoices):
    """The days of the week, as Python counts them."""

    MONDAY = 0, _lazy("Monday")
    TUESDAY = 1, _lazy("Tuesday")
    WEDNESDAY = 2, _lazy("Wednesday")
    THURSDAY = 3, _lazy("Thursday")
    FRIDAY = 4, _lazy("Friday")
    SATURDAY = 5, _lazy("Saturday")
    SUNDAY = 6, _lazy("Sunday")
