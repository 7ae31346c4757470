"""The check of eligibility: the questions, what follows from the answers, and the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.applications.sections import Typed
from apps.applications.sections.forms import CountryField
from apps.applications.selectors import criteria_must, criteria_proved, minutes_to_apply
from apps.core import clock
from apps.core.amounts import AmountField, WholeNumberField
from apps.core.charts import BarChart, bar_chart
from apps.core.embargoes import Embargo, embargo_of
from apps.evaluation.months_to_tiers import MAX_MONTHS, months_to_tiers
from apps.policy.procedures import Eligibility
from apps.policy.schema import TIERS
from apps.policy.selectors import policy_on, terms_of
from apps.policy.terms import Terms

MAX_NUMBER = 100_000_000


class RadioField(forms.ChoiceField):
    """A choice of one answer, drawn as radio buttons."""

    widget = forms.RadioSelect
    default_error_messages: ClassVar = {
        "required": _lazy("Choose one."),
        "invalid_choice": _lazy("Choose one of the answers."),
    }


class EligibilityForm(forms.Form):
    """The questions before signing up. The first choice of each question is the one that the program requires."""

    use_required_attribute = False

    country = CountryField(
        label=_lazy("In which country is the business registered?"),
        help_text=_lazy("Sellers from any country can apply, but the United States ban the goods of a few."),
        error_messages={
            "required": _lazy("Choose a country."),
            "invalid_choice": _lazy("Choose a country from the list."),
        },
    )
    role = RadioField(
        label=_lazy("For whom would you apply?"),
        choices=[
            ("own", _lazy("For the business that sells: I own it or work for it")),
            ("other", _lazy("For another business that asked me to help")),
            ("service", _lazy("For a carrier, a customs broker, a marketplace or a warehouse")),
        ],
    )
    sells = RadioField(
        label=_lazy("Does the business sell goods online to buyers in the United States?"),
        choices=[("yes", _lazy("Yes")), ("soon", _lazy("Not yet, but it is about to")), ("no", _lazy("No"))],
    )
    registered = RadioField(
        label=_lazy("Is the business registered, and can you show it?"),
        help_text=_lazy("A business license or an extract from the company register, for example."),
        choices=[
            ("yes", _lazy("Yes, and I have a document that shows it")),
            ("no_paper", _lazy("Yes, but I have no document yet")),
            ("no", _lazy("No, it is not registered")),
        ],
    )
    makers = RadioField(
        label=_lazy("Do you know who makes what you sell?"),
        help_text=_lazy("The company that makes it and the country where it is made."),
        choices=[("all", _lazy("Yes, for everything")), ("some", _lazy("For some of it")), ("none", _lazy("No"))],
    )
    banned = RadioField(
        label=_lazy("Do you sell anything that may not enter the United States?"),
        help_text=_lazy(
            "For example copies of brands, goods made with forced labor, illegal drugs or what they are made from, "
            "and weapons."
        ),
        choices=[("no", _lazy("No")), ("unsure", _lazy("I am not sure")), ("yes", _lazy("Yes"))],
    )
    monthly_parcels = WholeNumberField(
        label=_lazy("How many parcels go to the United States in an ordinary month?"),
        help_text=_lazy("An estimate is enough. If you are about to begin, give what you expect."),
        min_value=1,
        max_value=MAX_NUMBER,
        error_messages={"required": _lazy("Enter a number. An estimate is enough.")},
    )
    sales = WholeNumberField(
        label=_lazy("How many sales did you make to buyers in the United States in your best 12 months?"),
        help_text=_lazy(
            "Count the last 24 months. Leave it out if you don't know: it never decides whether you can apply."
        ),
        min_value=0,
        max_value=MAX_NUMBER,
        required=False,
    )
    revenue = AmountField(
        label=_lazy("How many US dollars did those sales bring?"),
        help_text=_lazy("Before costs and fees. Leave it out if you don't know."),
        min_value=0,
        max_value=MAX_NUMBER,
        required=False,
    )


KEY = "eligibility"


def answers_keep(session: SessionBase, given: Mapping[str, Any]) -> None:
    """Keep the cleaned answers in the session."""
    session[KEY] = {name: "" if value is None else str(value) for name, value in given.items()}


def answers_typed(session: SessionBase) -> dict[str, str]:
    """Return the answers as the form shows them again; empty if none were given."""
    return session.get(KEY, {})


def answers_given(session: SessionBase) -> dict[str, Any] | None:
    """Return the cleaned answers; None if there are none, or if they no longer fit the questions."""
    form = EligibilityForm(answers_typed(session))
    return form.cleaned_data if form.is_valid() else None


def answers_forget(session: SessionBase) -> None:
    """Forget the answers, once they are in an application, so that another application does not get them."""
    session.pop(KEY, None)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition. `todo` says how to meet the condition, and is empty if it is met. `embargo` is the ban because of
    which the condition can't be met.
    """

    title: str
    todo: str
    embargo: Embargo | None = None

    @property
    def met(self) -> bool:
        return not self.todo


@dataclass(frozen=True, slots=True)
class TierMonths:
    """The months to a tier without violations, by the least exams of the policy and with all that a member may ask for.

    A number of None stands for more than ten years.
    """

    tier: int
    slowest: int | None
    fastest: int | None


@dataclass(frozen=True, slots=True)
class EligibilityOutcome:
    """The outcome. `high_volume` is whether the sales reach the line of the law; None if it was not answered."""

    conditions: list[Condition]
    high_volume: bool | None
    parcels: int
    tier_months: list[TierMonths]

    @property
    def unmet(self) -> int:
        return sum(not condition.met for condition in self.conditions)

    @property
    def embargo(self) -> Embargo | None:
        """Return the ban on the goods of the country of the business; None if there is none."""
        return next((condition.embargo for condition in self.conditions if condition.embargo), None)

    @property
    def slow(self) -> bool:
        """Return whether a tier takes longer than ten years with the least exams."""
        return any(each.slowest is None for each in self.tier_months)

    def chart(self) -> BarChart:
        """Return the months with the least exams as a chart, with a bar for each tier from the first."""
        columns = [(_("Tier %(tier)s") % {"tier": each.tier}, each.slowest or 0, 0) for each in self.tier_months]
        return bar_chart(columns, said=lambda months: _months(months or None))


def outcome_of(given: Mapping[str, Any], terms: Terms) -> EligibilityOutcome:
    """Return the outcome of the cleaned answers of an EligibilityForm. The size of a business bars nobody."""
    parcels = given["monthly_parcels"]
    slowest, fastest = (
        months_to_tiers(terms, parcels, requested=exams) for exams in (0, terms.exam_requests.max_exams)
    )
    return EligibilityOutcome(
        conditions=_conditions(given),
        high_volume=_is_high_volume(given["sales"], given["revenue"], terms.eligibility),
        parcels=parcels,
        tier_months=[TierMonths(tier, slowest[tier], fastest[tier]) for tier in TIERS],
    )


def sections_from(given: Mapping[str, Any]) -> dict[str, Typed]:
    """Return the answers that an application need not ask again, as its sections hold them."""
    return {
        "business": {"country": given["country"]},
        "volumes": {"monthly_parcels": str(given["monthly_parcels"])},
    }


def _is_high_volume(sales: int | None, revenue: Decimal | None, line: Eligibility) -> bool | None:
    """Return whether both sales and revenue reach the line of the INFORM Consumers Act (15 U.S.C. 45f(f)(3))."""
    reached = [
        None if value is None else value >= least for value, least in ((sales, line.sales), (revenue, line.revenue))
    ]
    if False in reached:
        return False
    return None if None in reached else True


def _conditions(given: Mapping[str, Any]) -> list[Condition]:
    todo = {
        "role": {
            "other": _(
                "The business itself applies, and its owner or an officer signs. Ask them to create an account and to "
                "invite you to the team: then you can fill in the application for them."
            ),
            "service": _(
                "The program is for those who sell. Carriers, brokers, marketplaces and warehouses take part as "
                "partners: write to us. The sellers whom you serve can each apply by themselves."
            ),
        },
        "sells": {
            "no": _(
                "The program is for businesses that sell goods online and send them to buyers in the United States. "
                "Come back when yours is about to."
            ),
        },
        "registered": {
            "no_paper": _(
                "Ask the company register or the office that gave your license for an extract. You can begin the "
                "application today, and add the file before you send it."
            ),
            "no": _(
                "Register the business first, where it is. The form that small traders use is enough; it need not be "
                "a company. Then come back with the document that you get."
            ),
        },
        "makers": {
            "some": _(
                "For each product, ask your supplier who makes it and in which country, and keep the answer. Stop "
                "selling to the United States what nobody can tell you about."
            ),
            "none": _(
                "For each product, ask your supplier who makes it and in which country, and keep the answer. An "
                "officer can't approve a business that does not know where its goods come from."
            ),
        },
        "banned": {
            "unsure": _(
                "Find out before you apply. Look through what you sell for brands that you have no license for, and "
                "ask a customs broker or your marketplace about anything else that you doubt."
            ),
            "yes": _(
                "Stop selling these goods to the United States. They are seized, whoever sends them, and a parcel "
                "with drugs or weapons can end a membership at once."
            ),
        },
    }  # fmt: skip
    titles = {
        "role": _("The business that sells applies for itself"),
        "sells": _("It sells online to buyers in the United States"),
        "registered": _("It is registered and can show it"),
        "makers": _("It knows who makes what it sells"),
        "banned": _("It sells nothing that may not enter"),
    }
    return [
        *(Condition(title, todo[name].get(given[name], "")) for name, title in titles.items()),
        _import_condition(given["country"]),
    ]


def _import_condition(country: str) -> Condition:
    """Return the condition that no embargo keeps the goods of the country out of the United States."""
    title, embargo = _("Goods of its country may enter the United States"), embargo_of(country)
    if embargo is None:
        return Condition(title, "")
    todo = _(
        "A membership would not change that: the parcels of a member are stopped as all others are. If your goods are "
        "free of the ban or OFAC licensed them, you may apply, and the officer asks you for proof."
    )
    return Condition(title, f"{embargo.sentence} {todo}", embargo)


def _months(count: int | None) -> str:
    if count is None:
        return _("over %(years)d years") % {"years": MAX_MONTHS // 12}
    return ngettext("%(count)d month", "%(count)d months", count) % {"count": count}


@never_cache
@require_http_methods(["GET", "POST"])
def eligibility(request: HttpRequest) -> HttpResponse:
    """Show the questions with the answers given before; a POST keeps the answers and goes on to the outcome."""
    data = request.POST if request.method == "POST" else None
    form = EligibilityForm(data, initial=answers_typed(request.session))
    if form.is_valid():
        answers_keep(request.session, form.cleaned_data)
        return redirect("portal:eligibility_answer")
    context = {"form": form, "terms": _terms(), "minutes": minutes_to_apply(), "proved": criteria_proved()}
    return render(request, "portal/eligibility/questions.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def eligibility_answer(request: HttpRequest) -> HttpResponse:
    """Show the outcome of the answers; without answers, go to the questions."""
    given = answers_given(request.session)
    if given is None:
        return redirect("portal:eligibility")
    terms = _terms()
    context = {
        "outcome": outcome_of(given, terms),
        "terms": terms,
        "musts": criteria_must(),
    }
    return render(request, "portal/eligibility/outcome.html", context)


def _terms() -> Terms:
    return terms_of(policy_on(clock.today()))
