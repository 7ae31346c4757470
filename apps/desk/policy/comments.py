"""Comments on drafts at the desk: looked through for personal data, shown to the public, and answered."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _lazy

from apps.core.forms import choice_field
from apps.desk.actions import ActionTable, StaffAction, StaffActions
from apps.desk.forms import StaffForm, text_field
from apps.desk.pages import PageAdmin
from apps.partners.models import Partner
from apps.policy import selectors, services
from apps.policy.models import Comment, CommentState
from apps.policy.states import COMMENT
from apps.shippers.models import Shipper


class ShowForm(StaffForm):
    leave_out = forms.CharField(
        label=_lazy("Pieces to leave out, one on each line"),
        help_text=_lazy(
            "Personal data only: names, addresses, numbers of people. Copy the words as they stand. The public reads "
            "how many pieces were left out. Nothing else is moderated."
        ),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_leave_out(self) -> list[str]:
        return self.cleaned_data["leave_out"].splitlines()


class AnswerForm(StaffForm):
    """An answer, and the other comments on the same draft that it answers as well."""

    text = text_field(_lazy("Answer. The public reads it, and it is published with the policy."))
    also = forms.TypedMultipleChoiceField(
        label=_lazy("Comments that this answers as well"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, others: Sequence[Comment] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not others:
            del self.fields["also"]
            return
        choice_field(self, "also").choices = [
            (other.pk, f"{other}: {Truncator(other.shown_text).chars(120)}") for other in others
        ]


ACTIONS = {
    "show": StaffAction(
        main=True,
        effect=_lazy("The public reads the comment, without the pieces that you leave out. It waits for an answer."),
        service=services.comment_show,
        form=ShowForm,
        undoable=True,
    ),
    "answer": StaffAction(
        main=True,
        effect=_lazy("The public reads the answer, and the authors of the comments that it covers are told."),
        service=services.comment_answer,
        form=AnswerForm,
        undoable=True,
    ),
}


@admin.register(Comment)
class CommentAdmin(PageAdmin):
    """The list of comments on drafts, and a page on which to show and answer a comment."""

    page_template = "admin/desk/policy/comment.html"
    help = _lazy(
        "What members and partners say to drafts of the policy. Each comment is shown to the public without personal "
        "data, and answered, before the policy is published."
    )
    help_about = "policy-comment"
    acts = ActionTable(COMMENT, ACTIONS, "comment_id", lambda shown, _user: selectors.comment_facts_of(shown))
    list_display = ("__str__", "policy", "speaker", "state", "at")
    list_select_related = ("policy",)
    list_filter = ("state", "speaker", "policy")
    ordering = ("-pk",)

    def staff_actions(self, request: HttpRequest, shown: Comment) -> StaffActions:
        actions = super().staff_actions(request, shown)
        if "answer" in actions:
            waiting = selectors.comments_unanswered(shown.policy).filter(state=CommentState.SHOWN)
            actions["answer"] = actions["answer"].with_form(others=list(waiting.exclude(pk=shown.pk)))
        return actions

    def page(self, request: HttpRequest, shown: Comment) -> dict[str, Any]:
        return {
            "business": Shipper.objects.filter(pk=shown.shipper_id).first(),
            "partner": Partner.objects.filter(pk=shown.partner_id).first(),
        }
