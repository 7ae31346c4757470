"""Why an application may be denied. Codes are kept; their words are shown and can be translated."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DenialReason(models.TextChoices):
    IDENTITY = "identity", _("The business or its owners could not be confirmed")
    CRITERIA = "criteria", _("A criterion marked must is not met")
    INCOMPLETE = "incomplete", _("Information that was asked for was not given")
    FALSE = "false", _("A statement in the application is not true")
    RECORD = "record", _("The record of past violations does not allow it")
    NOT_ELIGIBLE = "not_eligible", _("The business is not of the kind that the program is for")
