"""Questions of businesses for those who answer them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.correspondence import selectors, services
from apps.correspondence.models import Thread
from apps.correspondence.states import LIFECYCLE, OFFICER, ThreadFacts
from apps.desk.actions import StaffAction, StaffActions, actions_open
from apps.desk.cases import CaseAdmin
from apps.desk.files import ATTACHMENT
from apps.desk.forms import PostForm
from apps.shippers.selectors import has_conflict

ACTIONS = {
    "answer": StaffAction(
        effect="The team reads it on its page, in its inbox and by e-mail. The question leaves the list of work.",
        service=services.question_answer,
        form=PostForm,
    ),
    "close": StaffAction(
        effect="Nobody is told. If the team writes again, it waits again.",
        service=services.thread_close,
    ),
}


@admin.register(Thread)
class QuestionAdmin(CaseAdmin):
    """The list of questions of businesses, and the page on which a question is read and answered."""

    help = "What businesses ask the program, and what was answered."
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
