"""The calendar of validation visits: the open visits of some weeks, by region or by the officer who leads them."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Case, OuterRef, Subquery, When
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django_countries.fields import Country

from apps.core import clock
from apps.core.forms import DateInput
from apps.desk.forms import StaffForm
from apps.desk.lists import NOTHING
from apps.shippers.models import Address
from apps.validations.models import Visit
from apps.validations.selectors import OPEN, visits_for_staff

WEEKS = 6
WEEK = timedelta(days=7)
# A screen has room for no more; whoever plans more looks at fewer weeks.
MAX_VISITS = 500
# How far from today the calendar goes, so that each week has a date.
MAX_YEARS = 10
REGION, OFFICER = "region", "officer"


class CalendarForm(StaffForm):
    """What the calendar shows: rows by region or by officer, from the week of a day on."""

    by = forms.ChoiceField(
        label=_lazy("Rows"),
        choices=[(REGION, _lazy("By region")), (OFFICER, _lazy("By officer"))],
        initial=REGION,
        required=False,
    )
    since = forms.DateField(label=_lazy("From the week of"), widget=DateInput, required=False)

    def clean_since(self) -> date | None:
        since = self.cleaned_data["since"]
        if since and abs(since.year - clock.today().year) > MAX_YEARS:
            raise forms.ValidationError(_("Choose a day within ten years."))
        return since


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A region or an officer, with the visits of each week."""

    name: str
    weeks: list[list[Visit]]

    @property
    def count(self) -> int:
        return sum(map(len, self.weeks))


def calendar_of(request: HttpRequest) -> dict[str, Any]:
    """Return what the page of the calendar shows. Takes one query."""
    form = CalendarForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    by, day = asked.get("by") or REGION, asked.get("since") or clock.today()
    first = day - timedelta(days=day.weekday())
    weeks = [first + number * WEEK for number in range(WEEKS)]
    visits = list(_visits(first, weeks[-1] + WEEK)[: MAX_VISITS + 1])
    return {
        "form": CalendarForm(initial={"by": by, "since": day}) if not form.errors else form,
        "by": by,
        "weeks": weeks,
        "rows": _rows(visits[:MAX_VISITS], weeks, _officer_of if by == OFFICER else _region_of),
        "most": MAX_VISITS if len(visits) > MAX_VISITS else 0,
        "earlier": urlencode({"by": by, "since": (first - WEEKS * WEEK).isoformat()}),
        "later": urlencode({"by": by, "since": (first + WEEKS * WEEK).isoformat()}),
    }


def _visits(since: date, until: date) -> Any:
    """Return the open visits of some days, each with the city, region and country of the site where the business
    packs, or of its office.
    """
    sites = Address.objects.filter(shipper=OuterRef("shipper")).exclude(kind=Address.Kind.RETURNS)
    nearest = sites.order_by(Case(When(kind=Address.Kind.PACKING, then=0), default=1), "pk")
    found = visits_for_staff().filter(state__in=OPEN, day__gte=since, day__lt=until)
    of_site = {name: Subquery(nearest.values(name)[:1]) for name in ("city", "region", "country")}
    return found.annotate(**of_site).order_by("day", "pk")


def _region_of(visit: Any) -> str:
    country = Country(visit.country).name if visit.country else visit.shipper.country.name
    return ", ".join(filter(None, (country, visit.region))) or NOTHING


def _officer_of(visit: Visit) -> str:
    return str(visit.lead)


def _rows(visits: Iterable[Visit], weeks: list[date], name_of: Callable[[Visit], str]) -> list[CalendarRow]:
    by_name: dict[str, list[list[Visit]]] = defaultdict(lambda: [[] for _week in weeks])
    for visit in visits:
        by_name[name_of(visit)][(visit.day - weeks[0]).days // WEEK.days].append(visit)
    return [CalendarRow(name, of_weeks) for name, of_weeks in sorted(by_name.items())]
