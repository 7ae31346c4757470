"""Questions of officers of the program to agencies, for both."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.requests import user_of
from apps.agencies import selectors, services
from apps.agencies.models import AgencyQuestion
from apps.agencies.states import OFFICER, QUESTION
from apps.desk.actions import ActionTable, StaffAction
from apps.desk.agencies.forms import AnswerForm, QuestionForm
from apps.desk.agencies.scope import ScopedCaseAdmin, parcel_address, reads_everything

ACTIONS = {
    "answer": StaffAction(
        effect=_lazy(
            "The officer who asked reads the answer, as do the other officers of the program. The business does not."
        ),
        service=services.agency_question_answer,
        form=AnswerForm,
    ),
    "withdraw": StaffAction(
        effect=_lazy("The agency need not answer any more."), service=services.agency_question_withdraw
    ),
    "close": StaffAction(
        effect=_lazy("The answer leaves your work. To ask further, ask a new question."),
        service=services.agency_question_close,
    ),
}


@admin.register(AgencyQuestion)
class AgencyQuestionAdmin(ScopedCaseAdmin):
    """The list of questions to agencies, and the page on which one is read and answered."""

    help = _lazy("What officers of the program ask partner agencies, and what these answer.")
    help_about = "agencies-question"
    acts = ActionTable(QUESTION, ACTIONS, "question_id", selectors.facts_of)
    page_template = "admin/desk/agencies/question.html"
    add_permission = OFFICER
    adding_title = _lazy("Ask an agency")
    form = QuestionForm
    fields = ("agency", "subject", "text", "number", "issuer")
    list_display = ("subject", "agency", "state", "asked_by", "asked_at", "answered_at")
    list_filter = ("state", "agency")
    list_select_related = ("asked_by",)
    search_fields = ("subject", "=parcel__reference")
    search_help_text = _lazy("Subject, or whole tracking number")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgencyQuestion]:
        return selectors.questions_seen(user_of(request), super().get_queryset(request))

    def save_model(self, request: HttpRequest, obj: AgencyQuestion, form: QuestionForm, change: bool) -> None:
        asked = services.agency_question_ask(actor=user_of(request), **form.cleaned_data)
        # The message of the admin names the record by this object.
        obj.pk = asked.pk

    def page(self, request: HttpRequest, shown: AgencyQuestion) -> dict[str, Any]:
        return {
            "reads_everything": reads_everything(request),
            "parcel_address": parcel_address(request, shown.parcel_id) if shown.parcel_id else "",
        }
