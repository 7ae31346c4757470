"""The figures of the program for staff: each edition unrounded, the businesses behind a figure, and the calendar."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.accounts.selectors import is_second_person
from apps.accounts.staff_admin import StaffModelAdmin
from apps.core import clock
from apps.core.forms import DateInput, choice_field
from apps.core.lazy import Promise
from apps.core.shares import percent
from apps.desk.actions import StaffAction, StaffActions
from apps.desk.forms import StaffForm, text_field
from apps.desk.pages import PageAdmin
from apps.ledger.models import Seller
from apps.measures.aims import (
    ANOTHER,
    BEGUN,
    PUBLISHER,
    explanation_approve,
    explanation_write,
    target_approve,
    target_propose,
)
from apps.measures.definitions import Improvement, Measure, MeasureLine, Statistic
from apps.measures.headline import MEASURES
from apps.measures.models import Edition, Explanation, Release, Target
from apps.measures.selectors import (
    FigureSource,
    behind_line,
    editions_of,
    explanations_waiting,
    line_of,
    measures_missed,
    measures_revised,
)
from apps.shippers.models import Shipper

TIPS = "tips"


class ExplainForm(StaffForm):
    """The form that explains why a measure missed its target, and what is done about it."""

    measure = forms.ChoiceField(label=_lazy("Measure"))
    text = text_field(
        _lazy("Why the target was missed and what is done, or why the figure was revised. The public reads it.")
    )

    def __init__(self, *args: Any, codes: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "measure").choices = [(code, MEASURES[code].title) for code in codes]


EXPLAIN = StaffAction(
    label=_lazy("Explain a missed target or a revision"),
    effect=_lazy(
        "When somebody else has approved the text, the public reads it on the page of the measure. A later text takes "
        "its place."
    ),
    service=explanation_write,
    form=ExplainForm,
)


class ApproveExplanationForm(StaffForm):
    """The form that approves one of the explanations that wait."""

    explanation_id = forms.TypedChoiceField(label=_lazy("Explanation"), coerce=int)

    def __init__(self, *args: Any, waiting: Sequence[Explanation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.pk, f"{MEASURES[each.measure].title} ({each.by})") for each in waiting]
        choice_field(self, "explanation_id").choices = choices


APPROVE_EXPLANATION = StaffAction(
    label=_lazy("Approve an explanation"),
    effect=_lazy("The public reads the text from now on. Somebody else wrote it."),
    service=explanation_approve,
    form=ApproveExplanationForm,
    undoable=True,
)


class ProposeForm(StaffForm):
    """The form that proposes a target for a line, from a period to come on."""

    aim = forms.ChoiceField(label=_lazy("Line"))
    value = forms.DecimalField(
        label=_lazy("Target. Leave this empty to give the target up. A share is a number from 0 to 1."),
        required=False,
        max_digits=14,
        decimal_places=4,
    )
    since = forms.DateField(label=_lazy("First day of the first period that is judged by it"), widget=DateInput)
    reason = text_field(_lazy("Why the target is what it is. The public reads it."))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "aim").choices = [
            (f"{measure.code}.{line.code}", f"{measure.title}: {line.title}")
            for measure in MEASURES.values()
            if measure.kind == kind and measure.direction != Improvement.NEITHER
            for line in measure.lines
        ]


def _propose(*, actor: User, aim: str, **asked: Any) -> Target:
    """Propose a target for the line that a form names by measure and line together."""
    measure, line = aim.split(".")
    return target_propose(actor=actor, measure=measure, line=line, **asked)


PROPOSE = StaffAction(
    label=_lazy("Propose a target"),
    effect=_lazy("Somebody else must approve the target before its first period begins. Past periods keep theirs."),
    service=_propose,
    form=ProposeForm,
)
APPROVE = StaffAction(
    label=_lazy("Approve the target"),
    effect=_lazy("The public reads the target and its reason from now on. Somebody else proposed it."),
    service=target_approve,
    undoable=True,
)


@dataclass(frozen=True, slots=True)
class ExactLine:
    """A line of an edition as the program knows it. `code` is that of measure and line together, for addresses."""

    code: str
    measure: Measure
    line: MeasureLine
    figure: str
    numerator: str
    denominator: int
    businesses: int
    withheld: bool
    met: bool | None


@dataclass(frozen=True, slots=True)
class FigureCase:
    """A business, or a tip, behind a figure, with the address of its page at the desk."""

    name: str
    url: str
    numerator: str
    denominator: int


@admin.register(Edition)
class EditionAdmin(PageAdmin):
    """The list of editions, and a page for each with its exact figures and the businesses behind each."""

    help = _lazy(
        "What the program published about itself, by quarter and fiscal year. Here the figures are exact, and each "
        "leads to the businesses behind it, those that pull it down first. The public sees rounded numbers."
    )
    page_template = "admin/desk/edition.html"
    list_display = ("code", "of_period", "released_at", "known_at")
    list_filter = ("release__kind",)
    ordering = ("-released_at", "-pk")
    list_select_related = ("release",)

    @admin.display(description=_lazy("period"))
    def of_period(self, edition: Edition) -> str:
        return str(edition.period)

    def page(self, request: HttpRequest, shown: Edition) -> dict[str, Any]:
        lines = [
            _exact(MEASURES[measure], MEASURES[measure].line(code), found, line_of(shown, measure, code))
            for measure, kept in shown.exact.items()
            for code, found in kept["lines"].items()
        ]
        chosen = next((line for line in lines if line.code == request.GET.get("line")), None)
        return {
            "lines": lines,
            "chosen": chosen,
            "cases": _cases(chosen, behind_line(shown, chosen.measure, chosen.line)) if chosen else [],
            "editions": editions_of(shown.period),
            "causes": [(MEASURES[cause.measure].title, cause) for cause in shown.causes.order_by("pk")],
            "waiting": [(MEASURES[each.measure].title, each) for each in explanations_waiting(shown)],
        }

    def staff_actions(self, request: HttpRequest, shown: Edition) -> StaffActions:
        reader = user_of(request)
        if PUBLISHER not in held(reader):
            return {}
        actions = {"propose": PROPOSE.with_form(kind=shown.release.kind)}
        if codes := list(dict.fromkeys([*measures_missed(shown), *measures_revised(shown)])):
            explain = replace(EXPLAIN, service=partial(EXPLAIN.service, edition_id=shown.pk))
            actions["explain"] = explain.with_form(codes=codes)
        if waiting := explanations_waiting(shown):
            others = [each for each in waiting if each.by_id != reader.pk]
            approve = APPROVE_EXPLANATION.with_form(waiting=others)
            actions["approve_explanation"] = approve if others else replace(approve, blocked=ANOTHER)
        return actions


@admin.register(Target)
class TargetAdmin(PageAdmin):
    """The list of targets, and a page for each with its reason and who approved it."""

    help = _lazy(
        "What the program aims at. A target is proposed on the page of an edition and approved here by somebody else, "
        "before the first period that is judged by it begins. Targets are never changed: another one follows."
    )
    page_template = "admin/desk/target.html"
    list_display = ("of_line", "aim", "since", "by", "approved_at")
    list_filter = ("measure",)
    ordering = ("-since", "-pk")
    list_select_related = ("by", "approval")

    @admin.display(description=_lazy("line"))
    def of_line(self, target: Target) -> str:
        return _line_name(target)

    @admin.display(description=_lazy("target"), ordering="value", empty_value="–")
    def aim(self, target: Target) -> str | None:
        """Return the target as the public reads it; None where there is none any more."""
        line = MEASURES[target.measure].line(target.line)
        return None if target.value is None else _figure(line, target.value, None)

    @admin.display(description=_lazy("approved at"), empty_value="–")
    def approved_at(self, target: Target) -> Any:
        return target.approval.at if target.is_approved else None

    def page(self, request: HttpRequest, shown: Target) -> dict[str, Any]:
        return {"line": _line_name(shown), "approval": getattr(shown, "approval", None)}

    def staff_actions(self, request: HttpRequest, shown: Target) -> StaffActions:
        reader = user_of(request)
        if PUBLISHER not in held(reader) or shown.is_approved:
            return {}
        blocked = BEGUN if shown.since <= clock.today() else "" if is_second_person(reader, shown.by_id) else ANOTHER
        return {"approve": replace(APPROVE, service=partial(target_approve, target_id=shown.pk), blocked=blocked)}


@admin.register(Release)
class ReleaseAdmin(StaffModelAdmin):
    """The calendar of releases, as it was announced."""

    help = _lazy(
        "When figures are released, announced a year ahead. A timer releases each edition at its minute; the list "
        "shows by how many seconds it was late."
    )
    list_display = ("of_period", "number", "due_at", "released", "late")
    list_filter = ("kind",)
    ordering = ("-due_at", "-pk")
    list_select_related = ("edition",)

    @admin.display(description=_lazy("period"))
    def of_period(self, release: Release) -> str:
        return str(release.period)

    @admin.display(description=_lazy("released at"), empty_value="–")
    def released(self, release: Release) -> Any:
        edition = getattr(release, "edition", None)
        return edition.released_at if edition else None

    @admin.display(description=_lazy("seconds late"), empty_value="–")
    def late(self, release: Release) -> int | None:
        edition = getattr(release, "edition", None)
        return round(edition.delay) if edition else None


def _exact(measure: Measure, line: MeasureLine, found: dict[str, Any], published: dict[str, Any] | None) -> ExactLine:
    value = None if found["value"] is None else Decimal(found["value"])
    target = Decimal(published["target"]) if published and published["target"] else None
    return ExactLine(
        code=f"{measure.code}.{line.code}",
        measure=measure,
        line=line,
        figure="–" if value is None else _figure(line, value, target),
        numerator=_number(Decimal(found["numerator"])),
        denominator=found["denominator"],
        businesses=found["businesses"],
        withheld=found["withheld"],
        met=None if value is None else measure.meets(value, target),
    )


def _figure(line: MeasureLine, value: Decimal, target: Decimal | None) -> str:
    if line.statistic != Statistic.SHARE:
        return _number(value)
    return percent(float(value), against=[] if target is None else [float(target)])


def _number(value: Decimal | int) -> str:
    return number_format(round(value, 2), force_grouping=True)


def _cases(chosen: ExactLine, behind: list[FigureSource]) -> list[FigureCase]:
    """Return the cases behind a line with their names, by one query for each kind of them."""
    numbers = [each.business for each in behind]
    if chosen.measure.code == TIPS:
        names: dict[int, str | Promise] = {number: _lazy("Tip %(number)s") % {"number": number} for number in numbers}
        urls = {number: reverse("admin:allegations_tip_change", args=[number]) for number in numbers}
    else:
        shippers = Shipper.objects.in_bulk([number for number in numbers if number > 0])
        sellers = Seller.objects.in_bulk([-number for number in numbers if number < 0])
        names = {number: str(shippers[number] if number > 0 else sellers[-number]) for number in numbers}
        urls = {
            number: reverse("admin:shippers_shipper_change", args=[number])
            if number > 0
            else reverse("admin:ledger_seller_change", args=[-number])
            for number in numbers
        }
    return [
        FigureCase(str(names[each.business]), urls[each.business], _number(each.numerator), each.denominator)
        for each in behind
    ]


def _line_name(target: Target) -> str:
    """Return the title of a measure with that of the line; once where both are called alike."""
    measure = MEASURES[target.measure]
    title, line = str(measure.title), str(measure.line(target.line).title)
    return title if title == line else f"{title}: {line}"
