"""The page of a case that officers of agencies open too, without what only the program may read."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.accounts.roles import ACT_FOR_AGENCY
from apps.desk.actions import StaffActions
from apps.desk.cases import CaseAdmin, Frame
from apps.desk.colleagues import CaseColleagues
from apps.work.selectors import CaseNote


def reads_everything(request: HttpRequest) -> bool:
    """Tell whether the reader belongs to the program and may read every record."""
    return "read_everything" in held(user_of(request))


class ScopedCaseAdmin(CaseAdmin):
    """A case whose record an agency sees too. `get_queryset` shows an agency its own records alone.

    An agency reads the record. It reads neither the risk of the business, nor the notes of the program's staff, nor
    what happened with the case.
    """

    seen_by = frozenset({ACT_FOR_AGENCY})

    def shared_actions(self, request: HttpRequest, shown: Any) -> StaffActions:
        return super().shared_actions(request, shown) if reads_everything(request) else {}

    def notes_of(self, request: HttpRequest, shown: Any) -> list[CaseNote]:
        return super().notes_of(request, shown) if reads_everything(request) else []

    def frame(self, request: HttpRequest, shown: Any, actions: StaffActions) -> Frame:
        frame = super().frame(request, shown, actions)
        if reads_everything(request):
            return frame
        nothing = CaseColleagues(questions=[], news=[], closed=False)
        return replace(
            frame, risk=None, glance=None, present=[], happened=None, draws_timeline=False, colleagues=nothing
        )
