"""The codes of targeting: the answers to an advance declaration, why there is one, and who is asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy


class Outcome(models.TextChoices):
    """The answers to an advance declaration, after the referral protocols of ICS2 and ACAS."""

    COMPLETE = "complete", _lazy("Assessment complete")
    REQUEST_INFORMATION = "request_information", _lazy("Information requested")
    REQUEST_SCREENING = "request_screening", _lazy("Screening requested")
    DO_NOT_LOAD = "do_not_load", _lazy("Do not load")


class Addressee(models.TextChoices):
    """Who is asked because of an assessment."""

    SELLER = "seller", _lazy("The seller")
    CARRIER = "carrier", _lazy("The carrier")


class Cause(models.TextChoices):
    """What an assessment follows."""

    DECLARED = "declared", _lazy("The parcel was declared")
    ANSWERED = "answered", _lazy("What was asked was answered")
    UNANSWERED = "unanswered", _lazy("Nobody answered in time")


class ScreeningResult(models.TextChoices):
    """What a carrier found when it screened a parcel."""

    CLEAR = "clear", _lazy("Nothing was found")
    ALARM = "alarm", _lazy("Something was found, or could not be ruled out")
