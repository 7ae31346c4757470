"""Questions of businesses to the program, and the answers to surveys: their lists and pages."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.accounts.staff_admin import StaffModelAdmin
from apps.applications.selectors.times import MIN_APPLICATIONS, times_taken
from apps.core.forms import DateInput
from apps.correspondence import selectors, services
from apps.correspondence.models import Thread
from apps.correspondence.states import LIFECYCLE, OFFICER, ThreadFacts
from apps.desk.actions import StaffAction, StaffActions, actions_open
from apps.desk.cases import CaseAdmin
from apps.desk.files import ATTACHMENT
from apps.desk.forms import PostForm
from apps.guidance.surveys.models import SurveyAnswer, Task
from apps.guidance.surveys.selectors import POINTS, agreement_of, answers_between
from apps.shippers.selectors import has_conflict

ACTIONS = {
    "answer": StaffAction(
        main=True,
        effect=_lazy(
            "The team reads it on its page, in its inbox and by e-mail. The question leaves the list of work."
        ),
        service=services.question_answer,
        form=PostForm,
    ),
    "close": StaffAction(
        effect=_lazy("Nobody is told. If the team writes again, it waits again."),
        service=services.thread_close,
    ),
}


@admin.register(Thread)
class QuestionAdmin(CaseAdmin):
    """The list of questions of businesses, and the page on which a question is read and answered."""

    help = _lazy("What businesses ask the program, and what was answered.")
    help_about = "correspondence-lifecycle"
    files = (ATTACHMENT,)
    page_template = "admin/desk/question.html"
    list_display = ("subject", "shipper", "state", "since", "opened_by")
    list_filter = ("state",)
    search_fields = ("subject", "shipper__name", "=shipper__ksn")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Thread]:
        return selectors.questions_for_staff()

    def staff_actions(self, request: HttpRequest, shown: Thread) -> StaffActions:
        user = user_of(request)
        facts = ThreadFacts(actor_on_team=has_conflict(user, shown.shipper_id))
        return actions_open(
            *(LIFECYCLE, ACTIONS),
            state=shown.state,
            rights=held(user) & OFFICER,
            facts=lambda: facts,
            thread_id=shown.pk,
        )

    def page(self, request: HttpRequest, shown: Thread) -> dict[str, Any]:
        return {
            "posts": selectors.posts_of(shown),
        }


# The permission to read what was written, which may name somebody.
ASSIGN = "assign_work"
# The page shows this many of the latest texts.
MAX_TEXTS = 50


class PeriodForm(forms.Form):
    """The days, both included, and the task that the page is about. Each may be left out."""

    first = forms.DateField(label=_lazy("From"), required=False, widget=DateInput)
    last = forms.DateField(label=_lazy("Until"), required=False, widget=DateInput)
    task = forms.ChoiceField(label=_lazy("Task"), required=False, choices=[("", _lazy("All tasks")), *Task.choices])


@admin.register(SurveyAnswer)
class AnswerAdmin(StaffModelAdmin):
    """The answers are a record each; their list is the page of all of them."""

    help = _lazy(
        "After a task, sellers may say how far they agree with six statements, from 1 (strongly disagree) to 5 "
        "(strongly agree). Agreement is the share of 4 and 5. The answers are kept without the person."
    )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = PeriodForm(request.GET or None)
        chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
        answers = answers_between(chosen.get("first"), chosen.get("last"), chosen.get("task", ""))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _lazy("What users think"),
            "help": self.help,
            "form": form,
            "points": POINTS,
            "rows": agreement_of(answers),
            "count": answers.count(),
            "times": times_taken(chosen.get("first"), chosen.get("last")),
            "fewest": MIN_APPLICATIONS,
            "texts": _texts(answers) if ASSIGN in held(user_of(request)) else None,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/desk/surveys.html", context)


def _texts(answers: QuerySet[SurveyAnswer]) -> list[SurveyAnswer]:
    """Return the latest answers in which something was written. Sealed text can't be told empty by the database."""
    return [answer for answer in answers.order_by("-pk")[: MAX_TEXTS * 4] if answer.text][:MAX_TEXTS]
