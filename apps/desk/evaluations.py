"""The list of evaluations, and a page for each with what every rule found."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.desk.lists import TierFilter
from apps.desk.pages import PageAdmin
from apps.evaluation.explanations import finding_texts_of, summary_sentence
from apps.evaluation.formats import Reader
from apps.evaluation.models import Evaluation
from apps.standing.models import Change


class EnterFilter(TierFilter):
    title = _lazy("Highest tier that may be entered")
    parameter_name = column = "enter"


class KeepFilter(TierFilter):
    title = _lazy("Highest tier that may be kept")
    parameter_name = column = "keep"


@admin.register(Evaluation)
class EvaluationAdmin(PageAdmin):
    help = _lazy("Each evaluation of a member: the highest tier that the member may enter and keep on a day, and why.")
    page_template = "admin/desk/evaluation.html"
    list_display = ("id", "shipper", "as_of", "enter", "keep", "suspend", "retrospective", "policy")
    list_filter = (EnterFilter, KeepFilter, "suspend", "retrospective")
    list_select_related = ("shipper", "policy")
    search_fields = ("shipper__ksn__exact",)
    ordering = ("-id",)

    def page(self, request: HttpRequest, shown: Evaluation) -> dict[str, Any]:
        return {
            "title": _lazy("Evaluation of %(business)s") % {"business": shown.shipper},
            "summary": summary_sentence(shown),
            "findings": finding_texts_of(shown, Reader.OFFICER),
            "changes": Change.objects.filter(evaluation=shown).order_by("pk"),
        }
