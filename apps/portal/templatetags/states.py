"""The state of a case as a seller reads it: a word, and a color that says what the word means for the business."""

from typing import Any

from django import template
from django.db.models import Choices
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.correspondence.models import ThreadState
from apps.standing.models import AppealState, ExtensionState, PlanItemState, PlanState
from apps.upkeep.models import RequestState
from apps.validations.models import ExamRequestState, VisitFindingState, VisitState

register = template.Library()

_PLAIN = "usa-tag"
_INFO, _GOOD, _WARNING = (f"usa-tag ks-tag--{look}" for look in ("info", "success", "warning"))
# The look of each state, and by None that of the other states of its kind.
_LOOKS: dict[type[Choices], dict[Any, str]] = {
    AppealState: {AppealState.GRANTED: _GOOD, None: _INFO},
    ExamRequestState: {
        ExamRequestState.ASKED: _INFO,
        ExamRequestState.GRANTED: _INFO,
        ExamRequestState.DONE: _GOOD,
        ExamRequestState.DECLINED: _WARNING,
        None: _PLAIN,
    },
    ExtensionState: {ExtensionState.GRANTED: _GOOD, None: _INFO},
    PlanItemState: {PlanItemState.ACCEPTED: _GOOD, PlanItemState.ANSWERED: _INFO, None: _WARNING},
    PlanState: {PlanState.COMPLETED: _GOOD, PlanState.MISSED: _WARNING, None: _INFO},
    RequestState: {
        RequestState.WAITING: _INFO,
        RequestState.SUBMITTED: _INFO,
        RequestState.ACCEPTED: _GOOD,
        RequestState.DECLINED: _WARNING,
        None: _PLAIN,
    },
    ThreadState: {ThreadState.WAITING: _INFO, ThreadState.ANSWERED: _GOOD, None: _PLAIN},
    VisitFindingState: {VisitFindingState.OPEN: _WARNING, None: _INFO},
    VisitState: {VisitState.VISITED: _WARNING, None: _INFO},
}
_BY_VALUES = {frozenset(kind.values): looks for kind, looks in _LOOKS.items()}


@register.simple_tag
def state_tag(case: Any) -> SafeString:
    """Draw the state of a case."""
    field: Any = case._meta.get_field("state")
    looks = _BY_VALUES[frozenset(value for value, _label in field.flatchoices)]
    look = looks.get(field.value_from_object(case), looks[None])
    return format_html('<span class="{}">{}</span>', look, case.get_state_display())
