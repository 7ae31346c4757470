"""Statements of a business about its record: disputes of violations, disowned shipments, and prior disclosures."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.core.forms import choice_field
from apps.core.lifecycle import Text
from apps.desk.actions import ActionTable, StaffAction, StaffActions
from apps.desk.cases import CaseAdmin
from apps.desk.files import ANSWER, DISCLOSED, DISOWNED
from apps.desk.forms import DecisionForm, RecordForm, files_field, unchosen_field
from apps.disputes.models import Disclosure, Disowning, DisowningFile, Dispute
from apps.disputes.selectors import disownings_decided_together, facts_of
from apps.disputes.services import disclosure_decide, disowning_decide, disowning_recommend, dispute_decide
from apps.disputes.states import DISCLOSURE, DISOWNING, DISPUTE
from apps.ledger.models import Violation
from apps.ledger.selectors import violation_present, violations_of, violations_of_parcel
from apps.ledger.selectors.archives import entry_shown
from apps.ledger.states import may_follow
from apps.ledger.vocabulary import Culpability
from apps.standing.selectors import cases_of, proposals_of

Outcome = Dispute.Outcome


class AcceptForm(DecisionForm):
    """An answer to a violation is accepted: what becomes of the violation."""

    outcome = forms.ChoiceField(
        label=_lazy("What becomes of the violation?"),
        help_text=_lazy(
            "It becomes a further entry of the violation at once, and the business is evaluated again within seconds. "
            "Amounts of money are entered with the violation itself."
        ),
        widget=forms.RadioSelect,
    )
    field_order = ("outcome", "reasons", "language")

    def __init__(self, *args: Any, outcomes: Sequence[tuple[str, Text]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "outcome").choices = outcomes


class AdmitForm(DecisionForm):
    """A prior disclosure is accepted: how culpable it was."""

    culpability = unchosen_field(_lazy("How culpable was it?"), Culpability.choices)
    field_order = ("culpability", "reasons", "language")


class RecommendForm(RecordForm):
    """A disowned shipment is recommended to be accepted: why, and files that show it."""

    files = files_field()


class StatementAdmin(CaseAdmin):
    """A list of statements of one kind, and a page on which to read a statement and to decide one that is open."""

    list_select_related = ("shipper", "decided_by")
    search_fields = ("=shipper__ksn", "shipper__name")
    ordering = ("-pk",)


DISPUTE_ACTIONS = {
    "accept": StaffAction(
        main=True,
        effect=_lazy("The violation gets a further entry, and the business is evaluated again within seconds."),
        service=partial(dispute_decide, decision="accept"),
        form=AcceptForm,
        confirmed=True,
    ),
    "decline": StaffAction(
        effect=_lazy("The record stays as it is. The team reads your reasons."),
        service=partial(dispute_decide, decision="decline"),
        form=DecisionForm,
        undoable=True,
    ),
    "note": StaffAction(
        effect=_lazy("The record stays as it is. The team reads what you say."),
        service=partial(dispute_decide, decision="note"),
        form=DecisionForm,
        undoable=True,
    ),
}


@admin.register(Dispute)
class DisputeAdmin(StatementAdmin):
    page_template = "admin/desk/dispute.html"
    help = _lazy(
        "What businesses say to violations in their record: each is to be read beside the evidence, then "
        "accepted, declined or noted."
    )
    help_about = "disputes-dispute"
    files = (ANSWER,)
    acts = ActionTable(DISPUTE, DISPUTE_ACTIONS, "dispute_id", facts_of)
    list_display = ("shipper", "case", "position", "state", "said_at", "decide_by", "decided_by")
    list_filter = ("state", "position")
    list_select_related = ("shipper", "decided_by", "case")

    def staff_actions(self, request: HttpRequest, shown: Dispute) -> StaffActions:
        actions = super().staff_actions(request, shown)
        if "accept" in actions:
            present = violation_present(shown.entry_id)
            assert present is not None
            news = [(outcome.value, outcome.label) for outcome in Outcome if _is_news(outcome, present)]
            actions["accept"] = actions["accept"].with_form(outcomes=news)
        return actions

    def page(self, request: HttpRequest, shown: Dispute) -> dict[str, Any]:
        return {
            "title": f"{shown.get_position_display()}: {shown.shipper}",
            "violation": violation_present(shown.entry_id),
            "source_check": getattr(shown, "source_check", None),
            "files": shown.files.order_by("pk"),
        }


DISOWNING_ACTIONS = {
    "recommend": StaffAction(
        main=True,
        effect=_lazy("A second officer reads what you say and what shows it, and accepts or declines."),
        service=disowning_recommend,
        form=RecommendForm,
    ),
    "accept": StaffAction(
        main=True,
        effect=_lazy(
            "The shipment and its violations no longer count for this business. The business is evaluated "
            "again, and its team reads your reasons."
        ),
        service=partial(disowning_decide, decision="accept"),
        form=DecisionForm,
        confirmed=True,
    ),
    "decline": StaffAction(
        effect=_lazy("It stays in the record of this business. The team reads your reasons."),
        service=partial(disowning_decide, decision="decline"),
        form=DecisionForm,
        undoable=True,
    ),
}


@admin.register(Disowning)
class DisowningAdmin(StatementAdmin):
    page_template = "admin/desk/disowning.html"
    help = _lazy("Shipments under a business's number that it says are not its own.")
    help_about = "disputes-disowning"
    files = (DISOWNED,)
    acts = ActionTable(DISOWNING, DISOWNING_ACTIONS, "disowning_id", facts_of)
    list_display = ("shipper", "parcel", "state", "said_at", "decide_by", "decided_by")
    list_filter = ("state",)
    list_select_related = ("shipper", "decided_by", "parcel", "party")

    def page(self, request: HttpRequest, shown: Disowning) -> dict[str, Any]:
        parcel = shown.parcel
        together = list(disownings_decided_together(shown).exclude(pk=shown.pk).select_related("parcel"))
        violations = list(violations_of_parcel(parcel.pk))
        cases = {violation.case_id for violation in violations}
        return {
            "title": f"{parcel}: {shown.shipper}",
            "files": DisowningFile.objects.filter(disowning__in=[shown, *together]).order_by("pk"),
            "entry": entry_shown(parcel),
            "violations": violations,
            "resting": [change for change in proposals_of(shown.shipper_id) if cases_of(change) & cases],
            "together": together,
        }


DISCLOSURE_ACTIONS = {
    "accept": StaffAction(
        main=True,
        effect=_lazy(
            "It is recorded as sustained, disclosed by the business first: negligence has no points, a grave act "
            "counts with that factor of the policy. The team reads your reasons."
        ),
        service=partial(disclosure_decide, decision="accept"),
        form=AdmitForm,
        confirmed=True,
    ),
    "decline": StaffAction(
        effect=_lazy("Nothing is recorded. The team reads your reasons."),
        service=partial(disclosure_decide, decision="decline"),
        form=DecisionForm,
        undoable=True,
    ),
}


@admin.register(Disclosure)
class DisclosureAdmin(StatementAdmin):
    page_template = "admin/desk/disclosure.html"
    help = _lazy(
        "Violations that businesses report of themselves. One that was under investigation before, as the business "
        "knew, is not a prior disclosure (19 U.S.C. 1592(c)(4), 19 CFR 162.74(a))."
    )
    help_about = "disputes-disclosure"
    files = (DISCLOSED,)
    acts = ActionTable(DISCLOSURE, DISCLOSURE_ACTIONS, "disclosure_id", facts_of)
    list_display = ("shipper", "category", "date", "state", "said_at", "decide_by", "decided_by")
    list_filter = ("state", "category")

    def page(self, request: HttpRequest, shown: Disclosure) -> dict[str, Any]:
        return {
            "title": f"{shown}: {shown.shipper}",
            "files": shown.files.order_by("pk"),
            # Also what the business may not know of yet: it may be what was under investigation before.
            "known": violations_of(shown.shipper_id).filter(category=shown.category),
        }


def _is_news(outcome: Outcome, present: Violation) -> bool:
    """Return whether an outcome changes the present entry and may follow its determination."""
    if outcome in (Outcome.REVERSED, Outcome.MITIGATED):
        return outcome != present.determination and may_follow(present.determination, outcome)
    return outcome != present.attribution
