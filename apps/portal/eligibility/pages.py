"""The eligibility check, which needs no account; its answers are kept for the application."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.applications.selectors import criteria_must, criteria_proved, minutes_to_apply
from apps.core import clock
from apps.policy.selectors import policy_on, terms_of
from apps.policy.terms import Terms
from apps.portal.eligibility.answers import answers_given, answers_keep, answers_typed
from apps.portal.eligibility.forms import EligibilityForm
from apps.portal.eligibility.outcome import outcome_of


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
