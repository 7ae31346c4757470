"""The survey after a finished task: five statements, people, and a box, all of them optional."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import UserRequest
from apps.guidance.surveys.models import STATEMENTS, Task
from apps.guidance.surveys.services import survey_answer
from apps.portal.access import for_sellers
from apps.portal.forms import SellerForm, form_submit
from apps.shippers.selectors import role_of

# The key of the session that holds the task for which a survey is offered, and the role in which the task was done.
OFFERED = "survey"
AGREEMENT = [
    ("5", _lazy("Strongly agree")),
    ("4", _lazy("Agree")),
    ("3", _lazy("Neither")),
    ("2", _lazy("Disagree")),
    ("1", _lazy("Strongly disagree")),
]


class SurveyForm(SellerForm):
    """The form that asks how far the user agrees with each statement, and for anything that they want to write."""

    text = forms.CharField(
        label=_lazy("What should we do better, or keep?"),
        help_text=_lazy("Please write no names and no numbers of parcels. We can't answer here."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, statement in STATEMENTS.items():
            self.fields[name] = forms.TypedChoiceField(
                label=statement,
                choices=AGREEMENT,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
        self.fields["people"].help_text = _lazy("Leave it out if nobody helped you.")
        self.order_fields([*STATEMENTS, "text"])


def survey_offer(request: UserRequest, task: Task, shipper_id: int) -> None:
    """Offer a survey about a task that the user has just finished. The next page shows the offer."""
    request.session[OFFERED] = {"task": task.value, "role": role_of(request.user, shipper_id)}


def offer(request: HttpRequest) -> dict[str, object]:
    """Return whether a survey is offered, for every page."""
    session = getattr(request, "session", None)
    user = getattr(request, "user", None)
    return {"survey_offered": bool(session and user and user.is_authenticated and session.get(OFFERED))}


@for_sellers
@require_http_methods(["GET", "POST"])
def survey(request: UserRequest) -> HttpResponse:
    """Show the survey that is offered; a POST keeps the answers, or skips the survey."""
    offered = request.session.get(OFFERED)
    if not offered:
        return redirect("portal:home")
    if request.method == "POST" and "skip" in request.POST:
        del request.session[OFFERED]
        return redirect("portal:home")
    form = SurveyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form_submit(form, lambda: _keep(offered, form.cleaned_data)):
        del request.session[OFFERED]
        messages.success(request, _("Thank you. Your answers were kept without your name."))
        return redirect("portal:home")
    return render(request, "portal/survey.html", {"form": form}, status=422 if form.errors else 200)


def _keep(offered: dict[str, str], given: dict[str, Any]) -> object:
    agreement = {name: given[name] for name in STATEMENTS}
    return survey_answer(**offered, language=get_language() or "", agreement=agreement, text=given["text"])
