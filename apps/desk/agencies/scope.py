"""The limits of what officers of agencies see: a case without what only the program may read, and a parcel that they
found by its whole number.
"""

from dataclasses import replace
from typing import Any

from django.contrib.admin.utils import quote
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.urls import reverse

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.accounts.roles import ACT_FOR_AGENCY
from apps.desk.actions import StaffActions
from apps.desk.cases import CaseAdmin, CaseHeader
from apps.desk.colleagues import CaseColleagues
from apps.work.selectors import CaseNote


def parcel_address(request: HttpRequest, parcel_id: int) -> str:
    """Return the address of the page of a parcel for the reader: by its number for whoever reads everything, else by a
    sealed number that is good for this sign-in alone, so that nobody comes from one parcel to the next by counting.
    """
    number = str(parcel_id) if reads_everything(request) else _seal(request).sign(str(parcel_id))
    return reverse("admin:agencies_agencyparcel_change", args=[quote(number)])


def parcel_number(request: HttpRequest, number: str) -> str | None:
    """Return the number of the parcel that an address of `parcel_address` names for the reader; None for any other."""
    if reads_everything(request):
        return number
    try:
        return _seal(request).unsign(number)
    except BadSignature:
        return None


def _seal(request: HttpRequest) -> Signer:
    return Signer(sep=".", salt=f"desk.agencies.parcel {user_of(request).pk} {request.session.session_key}")


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

    def frame(self, request: HttpRequest, shown: Any, actions: StaffActions) -> CaseHeader:
        frame = super().frame(request, shown, actions)
        if reads_everything(request):
            return frame
        nothing = CaseColleagues(questions=[], news=[], closed=False)
        return replace(
            frame, risk=None, glance=None, present=[], happened=None, draws_timeline=False, colleagues=nothing
        )
