"""The dashboard of whoever leads a team: figures about the work, a forecast, and each figure as a file."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.core import clock
from apps.core.forms import choice_field
from apps.core.spreadsheets import csv_stream
from apps.desk.forms import StaffForm
from apps.desk.homes.figure import Figure, FigureQuestion
from apps.desk.homes.figures import (
    FigureNumbers,
    ages_figure,
    flow_figure,
    kinds_figure,
    load_figure,
    overturned_figure,
    times_figure,
)
from apps.desk.homes.forecast import forecast_figure
from apps.work.kinds import kinds

MAX_OFFICERS = 500
# People who assign work read all figures; people who export records read those that name nobody.
AGGREGATES = frozenset({"assign_work", "export_data"})
NAMES = frozenset({"assign_work"})
# The figures by the name of their file, in the order of the page, each with the permissions of which one reads it.
FIGURES: dict[str, tuple[Callable[[FigureNumbers, FigureQuestion], Figure], frozenset[str]]] = {
    "flow": (flow_figure, AGGREGATES),
    "ages": (ages_figure, AGGREGATES),
    "forecast": (forecast_figure, AGGREGATES),
    "times": (times_figure, AGGREGATES),
    "kinds": (kinds_figure, AGGREGATES),
    "load": (load_figure, NAMES),
    "overturned": (overturned_figure, AGGREGATES),
}


class AskForm(StaffForm):
    """The kind of work that two of the figures show, and the number of officers of the forecast."""

    kind = forms.ChoiceField(label=_lazy("Kind of work, for what came and how old it is"), required=False)
    officers = forms.IntegerField(
        label=_lazy("Officers at work, for the forecast"), required=False, min_value=0, max_value=MAX_OFFICERS
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "kind").choices = [("", _lazy("All kinds")), *((kind.code, kind.label) for kind in kinds())]

    @property
    def asked(self) -> FigureQuestion:
        """Return what the reader asks for; what can't be read asks for nothing."""
        given = self.cleaned_data if self.is_valid() else {}
        return FigureQuestion(given.get("kind", ""), given.get("officers"))


def dashboard(request: HttpRequest) -> dict[str, Any]:
    """Return what the template of the dashboard shows."""
    form, numbers = AskForm(request.GET), FigureNumbers()
    asked = form.asked
    return {
        "ask": form,
        "figures": [make(numbers, asked) for make, wanted in FIGURES.values() if wanted & held(user_of(request))],
    }


def figure_file(request: HttpRequest, code: str) -> HttpResponseBase:
    """Download the numbers of a figure for spreadsheets."""
    if code not in FIGURES:
        raise Http404
    make, wanted = FIGURES[code]
    if not wanted & held(user_of(request)):
        raise PermissionDenied
    head, rows = make(FigureNumbers(), AskForm(request.GET).asked).file
    name = f"{code}-{clock.today().isoformat()}.csv"
    return StreamingHttpResponse(
        csv_stream(head, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
