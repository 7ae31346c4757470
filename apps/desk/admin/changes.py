"""What is proposed to be taken away from a member: the list, and one page on which to read and decide."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts.permissions import held
from apps.desk.deciding import DecisionForm
from apps.desk.pages import Act, PageAdmin
from apps.standing.models import ProposedChange
from apps.standing.notice import body_of, findings_shown, reasons_language, subject_of
from apps.standing.selectors import proposal_facts, standing_of
from apps.standing.services import change_decide
from apps.standing.states import PROPOSAL

# What follows from each decision.
THEN: dict[str, Promise] = {
    "uphold": _(
        "The change is made at once, or stays made. The team is told your reasons, and partners see the change."
    ),
    "withdraw": _("Nothing is taken away; what was taken at once is given back. The team is told your reasons."),
}


@admin.register(ProposedChange)
class ProposedChangeAdmin(PageAdmin):
    """Proposed by the program or an officer; decided here, after the seller could respond."""

    page_template = "admin/desk/proposed_change.html"
    help = _(
        "What the program or an officer proposes to take away. The business has time to respond; then an officer "
        "upholds or withdraws it."
    )
    help_about = "standing-proposal"
    list_display = ("shipper", "kind", "state", "tier", "proposed_at", "respond_by", "decided_by")
    list_filter = ("state", "kind")
    list_select_related = ("shipper", "decided_by")
    search_fields = ("=shipper__ksn", "shipper__name")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProposedChange]:
        shown = super().get_queryset(request)
        return shown.select_related("shipper", "evaluation__policy", "proposed_by", "responded_by", "decided_by")

    def acts(self, request: HttpRequest, shown: ProposedChange) -> dict[str, Act]:
        transitions = PROPOSAL.open_to(state=shown.state, held=held(request.user))
        if not transitions:
            return {}
        facts = proposal_facts(shown, standing_of(shown.shipper_id), request.user)
        return {
            transition.action: Act(
                label=transition.label,
                then=THEN[transition.action],
                do=partial(change_decide, change_id=shown.pk, decision=transition.action),
                form=DecisionForm,
                blocked=(transition.guard and transition.guard(facts)) or "",
            )
            for transition in transitions
        }

    def page(self, request: HttpRequest, shown: ProposedChange) -> dict[str, Any]:
        return {
            "title": f"{shown.get_kind_display()}: {shown.shipper}",
            "subject": subject_of(shown),
            "notice": body_of(shown),
            "language": reasons_language(shown),
            "findings": findings_shown(shown),
        }
