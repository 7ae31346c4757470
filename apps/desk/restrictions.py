"""Reviews of conditions at the desk: the list, and one page on which somebody who took no part decides a review."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.desk.actions import ActionTable, StaffAction
from apps.desk.cases import CaseAdmin
from apps.desk.forms import DecisionForm
from apps.standing.models import RestrictionReview, ReviewState, Standing
from apps.standing.selectors import ReviewGrounds, restriction_until, review_facts, review_grounds
from apps.standing.services import review_decide
from apps.standing.states import REVIEW

ACTIONS = {
    "lift": StaffAction(
        effect=_lazy(
            "It is in full standing again at once, and partners see it within a second. The team reads your reasons."
        ),
        service=partial(review_decide, decision="lift"),
        form=DecisionForm,
        confirmed=True,
    ),
    "keep": StaffAction(
        effect=_lazy(
            "The conditions hold until their last day and end by themselves then. The team reads your reasons."
        ),
        service=partial(review_decide, decision="keep"),
        form=DecisionForm,
        undoable=True,
    ),
}


def _grounds_of(shown: RestrictionReview) -> ReviewGrounds:
    """Return what the conditions of a review rest on. Read once for a record, since the page and its actions ask."""
    known = vars(shown)
    if "grounds" not in known:
        known["grounds"] = review_grounds(shown)
    return known["grounds"]


@admin.register(RestrictionReview)
class RestrictionReviewAdmin(CaseAdmin):
    page_template = "admin/desk/restriction_review.html"
    help = _lazy(
        "Members on conditions that ask for a review. Somebody who took no part lifts the conditions, or keeps them "
        "until their last day. If nobody decides in time, they are lifted."
    )
    help_about = "standing-review"
    acts = ActionTable(REVIEW, ACTIONS, "review_id", lambda shown, user: review_facts(shown, user, _grounds_of(shown)))
    list_display = ("shipper", "state", "at", "decide_by", "decided_by")
    list_filter = ("state",)
    list_select_related = ("shipper", "decided_by")
    search_fields = ("=shipper__ksn", "shipper__name")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[RestrictionReview]:
        return super().get_queryset(request).select_related("shipper__standing", "change__actor", "by", "decided_by")

    def page(self, request: HttpRequest, shown: RestrictionReview) -> dict[str, Any]:
        standing: Standing | None = getattr(shown.shipper, "standing", None)
        is_open = shown.state == ReviewState.OPEN
        return {
            "title": _lazy("Review of the conditions of %(business)s") % {"business": shown.shipper},
            "standing": standing,
            "grounds": _grounds_of(shown) if is_open else None,
            "until": restriction_until(standing, _grounds_of(shown).plan) if is_open and standing else None,
        }
