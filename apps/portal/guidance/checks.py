"""Short checks: questions, the result with the reason of each answer, and the result as evidence of an application."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.models import User
from apps.accounts.requests import UserRequest
from apps.applications.criteria import CRITERIA
from apps.applications.models import Application
from apps.applications.selectors import applications_of
from apps.applications.services import evidence_add
from apps.applications.states import ApplicationState
from apps.core import clock
from apps.core.errors import DomainError
from apps.core.limits import action_count, network_key
from apps.guidance.checks import KnowledgeCheck, checks
from apps.guidance.library import ENGLISH, pages, reader_language
from apps.guidance.services import check_result_keep
from apps.portal.access import for_sellers
from apps.portal.forms import number_in

# A passed check is signed, so that nobody adds a result of their own making, and is to be added within a day.
SALT, SIGNED_SECONDS = "guidance.check", 24 * 3600


class CheckForm(forms.Form):
    """The questions of a check, each with its choices as radio buttons.

    `attempt` is a random number that joins the result before reading the page with the one after.
    """

    use_required_attribute = False
    attempt = forms.UUIDField(widget=forms.HiddenInput)
    after = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, check: KnowledgeCheck, data: Mapping[str, Any] | None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for at, question in enumerate(check.questions, start=1):
            self.fields[f"q{at}"] = forms.TypedChoiceField(
                label=question.text,
                choices=[(number, text) for number, text in enumerate(question.choices, start=1)],
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={
                    "required": _lazy("Choose one."),
                    "invalid_choice": _lazy("Choose one of the answers."),
                },
            )


@never_cache
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, check: str) -> HttpResponse:
    """Show the questions of a check; a POST shows what was right, and why."""
    found = _check_of(check)
    context = {"check": found, "page": pages(reader_language())[found.page], "guidance_here": True}
    if request.method == "POST":
        form = CheckForm(found, request.POST)
        if form.is_valid():
            return render(request, "portal/guidance/checked.html", context | _result(request, found, form.cleaned_data))
        return render(request, "portal/guidance/check.html", context | {"form": form}, status=422)
    first = _attempt_in(request)
    form = CheckForm(found, None, initial={"attempt": first or uuid4(), "after": first is not None})
    return render(request, "portal/guidance/check.html", context | {"form": form})


@for_sellers
@require_POST
def evidence(request: UserRequest, check: str) -> HttpResponse:
    """Add a passed check as a file to the criterion of a draft application."""
    found = _check_of(check)
    try:
        signing.loads(request.POST.get("passed", ""), salt=f"{SALT}.{found.key}", max_age=SIGNED_SECONDS)
    except signing.BadSignature:
        messages.error(request, _("This result is too old. Do the check again, and add it on the same day."))
        return redirect("portal:guidance_check", found.key)
    criterion = next(each for each in CRITERIA if each.number == found.criterion)
    application_id = number_in(request.POST, "application") or 0
    try:
        evidence_add(
            actor=request.user,
            application_id=application_id,
            criterion=criterion,
            name=f"check-{found.key}.csv",
            chunks=[_file(found)],
            check=found.key,
        )
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("portal:guidance_check", found.key)
    messages.success(request, _("The check was added to your application."))
    return redirect("portal:apply_section", application_id, criterion.key)


def _result(request: HttpRequest, found: KnowledgeCheck, given: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the result of a check, and return it with the reasons."""
    answers = [
        {
            "question": question,
            "given": question.choices[given[f"q{at}"] - 1],
            "right": given[f"q{at}"] == question.right,
        }
        for at, question in enumerate(found.questions, start=1)
    ]
    right = sum(each["right"] for each in answers)
    # If somebody repeats the check many times, it is still answered, but no longer counted.
    if action_count(request, "check_finished", key=network_key(request)):
        check_result_keep(
            check=found, language=reader_language(), attempt=given["attempt"], is_after=given["after"], right=right
        )
    passed = right == len(answers)
    return {
        "answers": answers,
        "right": right,
        "passed": signing.dumps(found.key, salt=f"{SALT}.{found.key}") if passed else "",
        "drafts": _drafts_of(request.user) if passed and isinstance(request.user, User) else [],
        "again": "" if given["after"] else given["attempt"],
    }


def _drafts_of(user: User) -> list[Application]:
    """Return the applications of a person that are drafts."""
    return list(applications_of(user).filter(state=ApplicationState.DRAFT))


def _file(found: KnowledgeCheck) -> bytes:
    """Return a passed check as a table for the officer who reviews the application, in English."""
    title = checks(ENGLISH)[found.key].title
    number = len(found.questions)
    rows = (
        "Check,Version,Passed on,Right answers,Questions",
        f"{title},{found.version},{clock.today().isoformat()},{number},{number}",
    )
    return "\r\n".join([*rows, ""]).encode()


def _check_of(key: str) -> KnowledgeCheck:
    """Return the check with a name in the language of the reader."""
    found = checks(reader_language()).get(key)
    if found is None:
        raise Http404(_("There is no such page of guidance."))
    return found


def _attempt_in(request: HttpRequest) -> UUID | None:
    """Return the attempt that the address names; None if it names none."""
    try:
        return UUID(request.GET["attempt"])
    except (KeyError, ValueError):
        return None
