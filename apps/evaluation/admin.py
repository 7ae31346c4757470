from django.contrib import admin
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.staff_admin import StaffModelAdmin
from apps.evaluation import explanations
from apps.evaluation.formats import Reader
from apps.evaluation.models import Evaluation


@admin.register(Evaluation)
class EvaluationAdmin(StaffModelAdmin):
    help = _lazy("Each evaluation of a member: the highest tier that the member may enter and keep on a day, and why.")
    list_display = ["id", "shipper", "as_of", "enter", "keep", "suspend", "retrospective", "policy"]
    list_filter = ["enter", "keep", "suspend", "retrospective"]
    list_select_related = ["shipper", "policy"]
    search_fields = ["shipper__ksn__exact"]
    ordering = ["-id"]
    exclude = ["findings"]
    readonly_fields = ["explanation"]

    @admin.display(description=_lazy("explanation"))
    def explanation(self, evaluation: Evaluation) -> str:
        texts = [f"{text.title}: {text.sentence}" for text in explanations.finding_texts_of(evaluation, Reader.OFFICER)]
        return "\n".join([explanations.summary_sentence(evaluation), *texts])
