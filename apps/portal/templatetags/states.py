"""The state of a case as a seller reads it: a word, and a color that says what the word means for the business."""

from typing import Any

from django import template
from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.correspondence.models import Thread, ThreadState
from apps.standing.models import (
    Appeal,
    AppealState,
    Extension,
    ExtensionState,
    Plan,
    PlanItem,
    PlanItemState,
    PlanState,
)
from apps.upkeep.models import Request, RequestState
from apps.validations.models import ExamRequest, ExamRequestState, Finding, Visit, VisitFindingState, VisitState

register = template.Library()

_PLAIN = "usa-tag"
_INFO, _GOOD, _WARNING = (f"usa-tag ks-tag--{look}" for look in ("info", "success", "warning"))
# The look of each state of a kind of case, and by None that of its other states.
_LOOKS: dict[type[Model], dict[str | None, str]] = {
    Appeal: {AppealState.GRANTED: _GOOD, None: _INFO},
    ExamRequest: {
        ExamRequestState.ASKED: _INFO,
        ExamRequestState.GRANTED: _INFO,
        ExamRequestState.DONE: _GOOD,
        ExamRequestState.DECLINED: _WARNING,
        None: _PLAIN,
    },
    Extension: {ExtensionState.GRANTED: _GOOD, None: _INFO},
    PlanItem: {PlanItemState.ACCEPTED: _GOOD, PlanItemState.ANSWERED: _INFO, None: _WARNING},
    Plan: {PlanState.COMPLETED: _GOOD, PlanState.MISSED: _WARNING, None: _INFO},
    Request: {
        RequestState.WAITING: _INFO,
        RequestState.SUBMITTED: _INFO,
        RequestState.ACCEPTED: _GOOD,
        RequestState.DECLINED: _WARNING,
        None: _PLAIN,
    },
    Thread: {ThreadState.WAITING: _INFO, ThreadState.ANSWERED: _GOOD, None: _PLAIN},
    Finding: {VisitFindingState.OPEN: _WARNING, None: _INFO},
    Visit: {VisitState.VISITED: _WARNING, None: _INFO},
}


@register.simple_tag
def state_tag(case: Any) -> SafeString:
    """Draw the state of a case."""
    looks = next(looks for kind, looks in _LOOKS.items() if isinstance(case, kind))
    look = looks.get(case.state, looks[None])
    return format_html('<span class="{}">{}</span>', look, case.get_state_display())
