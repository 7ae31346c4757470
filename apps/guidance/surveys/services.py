"""Writes of surveys."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from apps.core.errors import InvalidInput
from apps.core.languages import language_check
from apps.guidance.surveys.models import STATEMENTS, SurveyAnswer


def survey_answer(
    *, task: str, role: str, language: str, agreement: Mapping[str, int | None], text: str
) -> SurveyAnswer:
    """Keep the answers to a survey. `agreement` holds 1 to 5, or None, for each statement by its column.

    Raises Invalid where nothing was answered.
    """
    if not text.strip() and not any(agreement.get(name) for name in STATEMENTS):
        raise InvalidInput(_("Answer at least one question, or skip the survey."), code="empty")
    return SurveyAnswer.objects.create(
        task=task,
        role=role,
        language=language_check(language),
        text=text.strip(),
        **{name: agreement.get(name) for name in STATEMENTS},
    )
