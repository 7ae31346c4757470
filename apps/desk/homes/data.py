"""The home of whoever reads for numbers: lists with their downloads, the figures about the work, and the survey."""

from datetime import timedelta
from typing import Any, NamedTuple

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.applications.models import Application
from apps.audit.models import RecordChange
from apps.benefits.models import Month
from apps.core import clock
from apps.core.lifecycle import Text
from apps.desk.homes.dashboard import FIGURES
from apps.desk.homes.figure import TITLES
from apps.guidance.surveys.models import SurveyAnswer
from apps.guidance.surveys.selectors import agreement_of, answers_between
from apps.ledger.models import Recording, Violation
from apps.policy.models import Policy
from apps.shippers.models import Shipper
from apps.work.models import Item

# The survey is told of the last year.
YEAR = timedelta(days=365)
# The lists that answer most questions, and what each gives; the others stand under "Records".
LISTS: dict[type[Model], Text] = {
    Shipper: _lazy("Businesses by status, tier, country and chapter; filter, then export to a file."),
    Application: _lazy("Applications by state, country and days waited."),
    Violation: _lazy("Violations by category, determination and agency."),
    Recording: _lazy("What was reported, by whom, and what was rejected."),
    Item: _lazy("Work that waits, by kind, age and holder; filter, then export to a file."),
    Month: _lazy("Benefits that were promised to each tier, beside what members received."),
    Policy: _lazy("The numbers of each version, and two versions side by side."),
    SurveyAnswer: _lazy("What users think, and how long an application takes, in a period."),
    RecordChange: _lazy("Every change of a record; filter, then export to a file."),
}


class DataLink(NamedTuple):
    """A list or a file with data: its name, its address, and what it gives."""

    label: Text
    url: str
    gives: Text


def data_home(request: HttpRequest) -> dict[str, Any]:
    """Return what the template shows of the lists, the files and the survey."""
    answers = answers_between(clock.today() - YEAR, None)
    return {
        "lists": [
            DataLink(
                model._meta.verbose_name_plural or "",
                reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"),
                gives,
            )
            for model, gives in LISTS.items()
            if admin.site.get_model_admin(model).has_view_permission(request)
        ],
        "files": _files(request),
        "survey": agreement_of(answers),
        "survey_url": reverse("admin:guidance_surveyanswer_changelist"),
    }


def _files(request: HttpRequest) -> list[DataLink]:
    """Return the figures about the work that the reader may download."""
    rights = held(user_of(request))
    return [
        DataLink(TITLES[code], reverse("admin:figure", args=[code]), "")
        for code, (_make, wanted) in FIGURES.items()
        if wanted & rights
    ]
