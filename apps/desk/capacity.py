"""What a port would find with other officers, other shares or the parcels of another port: a page to plan with, and its
numbers as a file. It reads and never writes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from statistics import fmean
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.charts import BandChart, LabelledBar, band_chart, rows_of
from apps.core.forms import choice_field
from apps.core.lifecycle import Text
from apps.core.shares import percent
from apps.core.spreadsheets import Cell
from apps.desk.forms import StaffForm
from apps.policy.selectors import policy_on, terms_of
from apps.targeting import selectors
from apps.targeting.selection import (
    HOURS,
    ExpectedFigures,
    PortDayFigures,
    PortSetting,
    expected_of,
    least_exams,
    mixed,
    officer_hours,
)
from apps.targeting.services import MAX_EXAMS

PERIODS = {28: _lazy("Last 4 weeks"), 91: _lazy("Last 13 weeks"), 182: _lazy("Last 26 weeks")}
USUAL_PERIOD = 28
VARIANTS = {"a": _lazy("Variant A"), "b": _lazy("Variant B"), "c": _lazy("Variant C")}
HOUR_SOURCE = _lazy(
    "basic pay of grade 12, step 1, by the salary table 2025-GS of the Office of Personnel Management, without "
    "locality pay, benefits and overhead"
)
NO_PORT = _lazy("Parcels without a port")
# The exams of the curve, as multiples of those of today.
STEPS = (0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2)
HEAD: tuple[Text, ...] = (
    *(_lazy("Setting"), _lazy("Exams a day"), _lazy("Officers"), _lazy("At random"), _lazy("Never seen")),
    *(_lazy("Violations found a day"), _lazy("At least"), _lazy("At most"), _lazy("Of all violations")),
    *(
        _lazy("Of the riskiest tenth"),
        _lazy("Selected a day"),
        _lazy("Days until the exam"),
        _lazy("Waiting at the end"),
    ),
    *(_lazy("Officer hours a day"), _lazy("Dollars a day"), _lazy("Dollars for a violation")),
)


class PlanForm(StaffForm):
    """The port and the past days by which to plan."""

    port = forms.ChoiceField(label=_lazy("Port"), required=False)
    days = forms.TypedChoiceField(label=_lazy("Past days"), coerce=int, choices=PERIODS, required=False)

    def __init__(self, *args: Any, ports: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "port").choices = [(port, port or NO_PORT) for port in ports]


class VariantForm(StaffForm):
    """What a variant has other than today. What is left out stays as it is."""

    exams = forms.IntegerField(label=_lazy("Exams a day"), required=False, min_value=0, max_value=MAX_EXAMS)
    officers = forms.FloatField(label=_lazy("Or officers a day"), required=False, min_value=0, max_value=MAX_EXAMS)
    each = forms.FloatField(
        label=_lazy("Parcels that an officer opens on a day"), required=False, min_value=0.1, max_value=MAX_EXAMS
    )
    at_random = forms.FloatField(label=_lazy("At random, in percent"), required=False, min_value=0, max_value=100)
    unseen = forms.FloatField(label=_lazy("Never seen, in percent"), required=False, min_value=0, max_value=100)
    mix = forms.ChoiceField(label=_lazy("Parcels of the port"), required=False)

    def __init__(self, *args: Any, ports: Sequence[str], today: PortSetting, each: float | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.each_today = today, each
        choice_field(self, "mix").choices = [("", _lazy("As today")), *((port, port) for port in ports if port)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("exams") is not None and given.get("officers") is not None:
            self.add_error(
                "officers", _("Give either exams or officers: officers times what each opens are the exams.")
            )
        if given.get("officers") is not None and not (given.get("each") or self.each_today):
            message = _("Say how many parcels an officer opens on a day: nobody recorded an exam here in this time.")
            self.add_error("each", message)
        shares = [
            now if given.get(name) is None else given[name] / 100
            for name, now in (("at_random", self.today.at_random), ("unseen", self.today.unseen))
        ]
        if sum(shares) > 1:
            self.add_error("at_random", _("The shares at random and for what was never seen are more than all exams."))
        return given

    @property
    def is_asked(self) -> bool:
        """Return whether the variant differs from today in anything."""
        return self.is_valid() and any(value not in (None, "") for value in self.cleaned_data.values())

    @property
    def opens(self) -> float | None:
        """Return how many parcels an officer opens on a day."""
        return self.cleaned_data["each"] or self.each_today

    @property
    def setting(self) -> PortSetting:
        """Return the setting of today with what the variant has other."""
        given = self.cleaned_data
        exams = given["exams"]
        if given["officers"] is not None and self.opens:
            exams = given["officers"] * self.opens
        shares = {name: given[name] / 100 for name in ("at_random", "unseen") if given[name] is not None}
        return replace(self.today, exams=self.today.exams if exams is None else float(exams), **shares)


@dataclass(frozen=True, slots=True)
class PlannedSetting:
    """A setting with what is expected of it. `each` is how many parcels an officer opens on a day, None if unknown."""

    label: Text
    setting: PortSetting
    each: float | None
    expected: ExpectedFigures

    @property
    def officers(self) -> float | None:
        """The officers that the exams of a day take."""
        return self.setting.exams / self.each if self.each and self.setting.exams is not None else None

    @property
    def hours(self) -> float | None:
        """The officer hours that the exams of a day take."""
        return officer_hours(self.setting.exams, self.each) if self.each and self.setting.exams is not None else None

    @property
    def cost(self) -> float | None:
        """The dollars that the exams of a day cost."""
        return None if self.hours is None else self.hours * settings.OFFICER_HOUR_COST

    @property
    def numbers(self) -> tuple[float | None, ...]:
        """The numbers of the table and of the file, in the order of `HEAD` after the label."""
        told, setting = self.expected, self.setting
        each_found = self.cost / told.found if self.cost is not None and told.found else None
        return (
            *(setting.exams, self.officers, setting.at_random, setting.unseen),
            *(told.found, told.low, told.high, told.of_all, told.of_riskiest, told.selected),
            *(told.delay, told.waiting, self.hours, self.cost, each_found),
        )


# The places of shares among the numbers of a setting.
SHARES = frozenset({2, 3, 7, 8})


class CapacityPlan:
    """What a request asks of the plan of a port, and the answer, each part read once."""

    def __init__(self, request: HttpRequest) -> None:
        self.first_of = {days: clock.today() - timedelta(days=days) for days in PERIODS}
        self.ports = [port for port, _days, _parcels in selectors.ports_drawn(self.first_of[max(PERIODS)])]
        sent = {"days": str(USUAL_PERIOD), "port": self.ports[0] if self.ports else ""} | request.GET.dict()
        self.form = PlanForm(sent, ports=self.ports)
        given = self.form.cleaned_data if self.form.is_valid() else {}
        self.port = given.get("port") or sent["port"] if sent["port"] in self.ports else ""
        self.first: date = self.first_of[given.get("days") or USUAL_PERIOD]
        self.sent = sent

    @cached_property
    def done(self) -> selectors.PortExams:
        """What officers did with the parcels of the port in these days."""
        return selectors.exams_done(self.port, self.first)

    @cached_property
    def today(self) -> PortSetting:
        """How the port draws today."""
        return selectors.setting_today(self.port, terms_of(policy_on(clock.today())))

    @cached_property
    def days(self) -> list[PortDayFigures]:
        """The past days of the port."""
        return selectors.days_drawn(self.port, self.first, self.done.at_random)

    @cached_property
    def variants(self) -> list[tuple[Text, VariantForm]]:
        """The form of each variant, with its label."""
        known = {"ports": self.ports, "today": self.today, "each": self.done.exams_each}
        return [(label, VariantForm(self.sent, prefix=code, **known)) for code, label in VARIANTS.items()]

    @cached_property
    def planned(self) -> list[PlannedSetting]:
        """Today and the variants that are asked for."""
        found = [self._planned(_lazy("Today"), self.today, self.done.exams_each, self.days)]
        for label, form in self.variants:
            if form.is_asked:
                found.append(self._planned(label, form.setting, form.opens, self._days_of(form.cleaned_data["mix"])))
        return [each for each in found if each]

    @cached_property
    def curve(self) -> list[PlannedSetting]:
        """What more and fewer exams would find, with all else as today."""
        today = self.planned[0] if self.planned else None
        if today is None:
            return []
        exams = today.setting.exams or today.expected.selected
        found = (
            self._planned(_number_said(step * exams), replace(today.setting, exams=step * exams), today.each, self.days)
            for step in STEPS
        )
        return [each for each in found if each]

    def _days_of(self, mix: str) -> list[PortDayFigures]:
        """Return the days of the port, with the parcels of another port where one is named."""
        if not mix:
            return self.days
        return mixed(self.days, selectors.days_drawn(mix, self.first, self.done.at_random))

    def _planned(
        self, label: Text, setting: PortSetting, each: float | None, days: Sequence[PortDayFigures]
    ) -> PlannedSetting | None:
        expected = expected_of(days, setting)
        return PlannedSetting(label, setting, each, expected) if expected else None


def plan_shown(request: HttpRequest) -> dict[str, Any]:
    """Return what the template of the page shows."""
    plan = CapacityPlan(request)
    return {
        "ask": plan.form,
        "variants": plan.variants,
        "is_asked": any(form.is_asked or not form.is_valid() for _label, form in plan.variants),
        "port": plan.port or NO_PORT,
        "first": plan.first,
        "days": len(plan.days),
        "parcels": round(sum(day.parcels for day in plan.days)),
        "done": plan.done,
        "promised": _promised(plan),
        "head": HEAD,
        "bars": _bars(plan.planned),
        "curve": _curve(plan.curve),
        "settings": [(each.label, _cells(each)) for each in plan.planned],
        "steps": [(each.label, _cells(each)) for each in plan.curve],
        "query": request.GET.urlencode(),
        "rate": number_format(settings.OFFICER_HOUR_COST, decimal_pos=2),
        "source": settings.OFFICER_HOUR_SOURCE or HOUR_SOURCE,
        "hours": HOURS,
    }


def _promised(plan: CapacityPlan) -> dict[str, str] | None:
    """Return the exams a day that the promises to sellers ask for, and the part of them that the port can open today,
    as the page shows them; None without a parcel.
    """
    if not plan.days:
        return None
    asked = fmean(least_exams(day, plan.today.floor) for day in plan.days)
    exams = plan.today.exams
    if exams is None:
        follows = _("Nobody recorded how many the port can open, so all of these are selected.")
    elif exams < asked:
        follows = _("Today’s exams are enough for %(kept)s of them, and each chance is lowered to this part.") % {
            "kept": percent(exams / asked)
        }
    else:
        follows = _("The port can open as many.")
    return {"asked": _number_said(asked), "follows": follows}


def plan_lines(request: HttpRequest) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of the file: today, the variants, and what more and fewer exams would find."""
    plan = CapacityPlan(request)
    for each in plan.planned:
        yield str(each.label), *map(_decimal, each.numbers)
    for each in plan.curve:
        yield _("Today with %(exams)s exams") % {"exams": each.label}, *map(_decimal, each.numbers)


def _bars(planned: Sequence[PlannedSetting]) -> list[LabelledBar]:
    return rows_of([(each.label, _range(each.expected), each.expected.found, 0) for each in planned])


def _curve(curve: Sequence[PlannedSetting]) -> BandChart:
    return band_chart([(str(each.label), each.expected.low, each.expected.found, each.expected.high) for each in curve])


def _range(told: ExpectedFigures) -> str:
    return _("%(found)s (%(low)s to %(high)s)") % {
        "found": _number_said(told.found),
        "low": _number_said(told.low),
        "high": _number_said(told.high),
    }


def _cells(each: PlannedSetting) -> list[str]:
    return [
        "–" if number is None else percent(number) if place in SHARES else _number_said(number)
        for place, number in enumerate(each.numbers)
    ]


def _number_said(number: float) -> str:
    """Return a number with two decimals below one, one below a hundred, and none where it is whole."""
    places = 2 if number < 1 else 1 if number < 100 else 0
    rounded = round(number, places)
    return number_format(rounded, decimal_pos=0 if rounded == int(rounded) else places, force_grouping=True)


def _decimal(number: float | None) -> Decimal | None:
    return None if number is None else round(Decimal(number), 4)
