"""What goods cost at the border: a page with a form, whose address holds all answers and can be shared."""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe
from django_countries import countries

from apps.applications.sections.forms import CountryField
from apps.core import clock
from apps.core.amounts import AMOUNT_BOUNDS, AmountField
from apps.core.embargoes import Embargo
from apps.core.text import plain_code
from apps.tariff.agencies import AGENCIES, ASKED_BY, needs_of
from apps.tariff.costs import (
    CHECKED,
    FIRST_DAY,
    LAST_DAY,
    MAX_MEASURED,
    MAX_VALUE,
    MODES,
    NOT_HELD,
    CostQuestion,
    RateUnit,
    TariffGoods,
    costs_of,
    edition_loaded,
    goods_by_code,
    goods_find,
    goods_near,
    rates_are_loaded,
)
from apps.tariff.restrictions import restrictions_of
from apps.tariff.selectors import SIX, code_with_dots, codes_suggest
from apps.tariff.selectors.plain import language_of, plain_meaning

MAX_TYPED = 200
MAX_PART = 60
# The name in an address of answers that asks for the form instead of the result: some of them may be missing.
EDIT = "edit"


class MeasuredField(forms.DecimalField):
    """A weight, a number, a volume or an area, which only some rates count."""

    default_error_messages: ClassVar = {**AMOUNT_BOUNDS}
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, min_value=0, max_value=MAX_MEASURED, decimal_places=3, **kwargs)


class CostsForm(forms.Form):
    """The questions about a shipment. `hs` takes words, too: then the page shows codes to choose from."""

    use_required_attribute = False

    hs = forms.CharField(
        label=_lazy("What do you send?"),
        help_text=_lazy("The tariff code, for example 6109.10.00.12, or a word for the goods, such as T-shirt."),
        max_length=MAX_TYPED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _lazy("Enter a code or a word.")},
    )
    origin = CountryField(
        label=_lazy("In which country was it made?"),
        error_messages={
            "required": _lazy("Choose a country."),
            "invalid_choice": _lazy("Choose a country from the list."),
        },
    )
    mode = forms.ChoiceField(
        label=_lazy("How does it travel?"),
        choices=[("", _lazy("Choose one")), *MODES.items()],
        error_messages={"required": _lazy("Choose one."), "invalid_choice": _lazy("Choose one of the answers.")},
    )
    value = AmountField(
        label=_lazy("What is the price of the goods, in US dollars?"),
        help_text=_lazy("What the buyer paid for all goods of this parcel, without freight."),
        min_value=0,
        max_value=MAX_VALUE,
        error_messages={"required": _lazy("Enter the price, such as 60.")},
    )
    day = forms.DateField(
        label=_lazy("On which day does it enter the United States?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": _lazy("Enter a day."),
            "invalid": _lazy("Enter a day as year, month and day, such as 2026-03-31."),
        },
    )
    weight_kg = MeasuredField(label=_lazy("Net weight in kilograms"))
    quantity = MeasuredField(label=_lazy("Number of pieces, or of pairs"))
    liters = MeasuredField(label=_lazy("Volume in liters"))
    square_meters = MeasuredField(label=_lazy("Area in square meters"))
    preference = forms.BooleanField(
        label=_lazy("The buyer or broker claims a trade agreement, and the goods meet its rules of origin"),
        required=False,
    )

    def __init__(self, data: Mapping[str, Any] | None, measured: Sequence[RateUnit], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name in set(RateUnit) - set(measured):
            # What was answered for other goods stays in the address, and is not asked for these.
            self.fields[name].widget = forms.HiddenInput()

    def clean_hs(self) -> str:
        return code_typed(self.cleaned_data["hs"])

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(
                _("The rates here are for days from %(first)s to %(last)s.")
                % {"first": FIRST_DAY.isoformat(), "last": LAST_DAY.isoformat()}
            )
        return day


@require_safe
def costs(request: HttpRequest) -> HttpResponse:
    """Show the form, the codes to choose from, or the costs of the goods that the address names."""
    given = request.GET.dict()
    typed = code_typed(given.get("hs", "")[:MAX_TYPED])
    found = goods_find(typed) if is_code(typed) and len(typed) >= SIX else []
    measured = found[0].units if len(found) == 1 else []
    is_asked = EDIT not in given and any(given.get(name, "").strip() for name in CostsForm.base_fields)
    form = CostsForm(given if is_asked else None, measured, initial={"day": clock.today(), **given})
    context: dict[str, Any] = {
        "form": form,
        "guidance_here": True,
        "not_held": NOT_HELD,
        "checked": CHECKED,
        "edition": edition_loaded(),
        "loaded": rates_are_loaded(),
    }
    if typed and len(found) != 1 and context["loaded"] and "hs" not in form.errors:
        context |= _choices(typed, found, given)
    if not form.is_valid() or not context["loaded"] or len(found) != 1:
        return render(request, "portal/guidance/costs.html", context, status=422 if form.errors else 200)
    (goods,) = found
    question = _question(form.cleaned_data, goods)
    context |= _answer(question, goods, given) | {"change": urlencode(given)}
    return render(request, "portal/guidance/costs_answer.html", context)


def code_typed(text: str) -> str:
    """Return the digits of a code that was typed with or without dots, or the words that were typed instead."""
    text = plain_code(text).strip()
    digits = text.replace(".", "").replace(" ", "")
    return digits if is_code(digits) else text


def is_code(text: str) -> bool:
    """Return whether a text has only digits, as a code without its dots."""
    return text.isascii() and text.isdecimal()


def _choices(typed: str, found: Sequence[TariffGoods], given: Mapping[str, str]) -> dict[str, Any]:
    """Return the lines to choose from, each with the address that has the line among the other answers.

    A code that the tariff does not have leads to the lines of its beginning, and words lead to codes with their lines.
    Each line has a rate of its own, so that whoever chooses a line gets to an answer.
    """
    if is_code(typed):
        near, lines = ("", found) if found else goods_near(typed)
        # A heading that was typed is not missing in the tariff, though goods have longer codes.
        near = "" if near == typed else code_with_dots(near)
        return {"typed": typed, "near": near, **_lines(lines, given)}
    suggested = codes_suggest(typed).suggestions
    goods = goods_by_code(each.code for each in suggested)
    suggestions = [(each, _lines(goods[each.code], given)) for each in suggested if each.code in goods]
    return {"typed": typed, "suggestions": suggestions}


def _lines(found: Sequence[TariffGoods], given: Mapping[str, str]) -> dict[str, Any]:
    """Return lines to choose from; the words above all of them stand once."""
    others = {name: value for name, value in given.items() if name != "hs"}
    parts = zip(*(goods.texts for goods in found), strict=False)
    shared = sum(1 for _same in takewhile(lambda part: len(set(part)) == 1, parts))
    lines = [
        {
            "dotted": goods.dotted,
            "official": official_text(goods.texts[shared:]),
            "address": urlencode({**others, "hs": goods.code}),
        }
        for goods in found
    ]
    return {"lines": lines, "common": official_text(found[0].texts[:shared]) if found else ""}


def official_text(texts: Sequence[str]) -> str:
    """Return the official words of a line in short: each part at most as long as a line of the page."""
    return " › ".join(Truncator(text).chars(MAX_PART) for text in texts)


def _question(answers: Mapping[str, Any], goods: TariffGoods) -> CostQuestion:
    return CostQuestion(
        hs=goods.code,
        origin=answers["origin"],
        mode=answers["mode"],
        value=answers["value"],
        day=answers["day"],
        measured={each: answers[each] for each in RateUnit if answers.get(each) is not None},
        preference=answers["preference"],
    )


class MissingForm(forms.Form):
    """The questions about what a rate counts and nobody gave; the other answers go with them unseen."""

    def __init__(self, missing: Sequence[RateUnit], given: Mapping[str, str]) -> None:
        super().__init__()
        for name, value in given.items():
            if name not in missing:
                self.fields[name] = forms.CharField(widget=forms.HiddenInput(), initial=value)
        for each in missing:
            self.fields[each] = CostsForm.base_fields[each]


def _answer(question: CostQuestion, goods: TariffGoods, given: Mapping[str, str]) -> dict[str, Any]:
    told = costs_of(question, goods)
    answer, embargo = (None, told) if isinstance(told, Embargo) else (told, None)
    return {
        "question": question,
        "goods": goods,
        "answer": answer,
        "embargo": embargo,
        "missing": MissingForm(answer.missing, given) if answer and answer.missing else None,
        "name": plain_meaning(goods.code, language_of()),
        "official": official_text(goods.texts),
        "origin_name": countries.name(question.origin),
        "mode": MODES[question.mode],
        "restrictions": restrictions_of(goods.code, question.mode),
        "agencies": [(AGENCIES[code], ASKED_BY[code], needs) for code, needs in needs_of(goods.code).items()],
    }
