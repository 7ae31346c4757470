"""What a business says of facts in its record: answers to violations, shipments that it says are not its own, and
violations of its own that it reports first.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.core.forms import choice_field
from apps.core.lazy import Promise
from apps.core.lifecycle import Lifecycle, Text
from apps.desk.files import ANSWER, DISCLOSED, file_urls, viewer_of
from apps.desk.forms import DecisionForm
from apps.desk.pages import Act, PageAdmin
from apps.disputes.models import Disclosure, Disowning, Dispute
from apps.disputes.selectors import disownings_decided_together, facts_of
from apps.disputes.services import disclosure_decide, disowning_decide, dispute_decide
from apps.disputes.states import DISCLOSURE, DISOWNING, DISPUTE
from apps.ledger.models import Shipment, Violation
from apps.ledger.selectors import violation_present, violations_of, violations_of_parcel
from apps.ledger.states import may_follow
from apps.ledger.vocabulary import Culpability

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

    culpability = forms.ChoiceField(
        label=_lazy("How culpable was it?"), choices=Culpability.choices, initial=Culpability.NEGLIGENCE
    )
    field_order = ("culpability", "reasons", "language")


class StatementAdmin(PageAdmin):
    """What a business said: open ones are decided here, and all can be read. `then` says what follows from each."""

    lifecycle: Lifecycle
    then: dict[str, Promise]
    list_select_related = ("shipper", "decided_by")
    search_fields = ("=shipper__ksn", "shipper__name")
    ordering = ("-pk",)

    def decide(self, shown: Any) -> Callable[..., object]:
        """The service that decides it."""
        raise NotImplementedError

    def asks(self, shown: Any, action: str) -> Callable[..., DecisionForm]:
        """What the decision asks."""
        return DecisionForm

    def acts(self, request: HttpRequest, shown: Dispute | Disowning | Disclosure) -> dict[str, Act]:
        transitions = self.lifecycle.open_to(state=shown.state, held=held(user_of(request)))
        facts = facts_of(shown, user_of(request)) if transitions else None
        return {
            transition.action: Act(
                label=transition.label,
                then=self.then[transition.action],
                do=partial(self.decide(shown), decision=transition.action),
                form=self.asks(shown, transition.action),
                blocked=transition.blocked(facts),
            )
            for transition in transitions
        }


@admin.register(Dispute)
class DisputeAdmin(StatementAdmin):
    page_template = "admin/desk/dispute.html"
    help = _lazy(
        "What businesses say to violations in their record: each is to be read beside the evidence, then "
        "accepted, declined or noted."
    )
    help_about = "disputes-dispute"
    lifecycle = DISPUTE
    then = {
        "accept": _lazy("The violation gets a further entry, and the business is evaluated again within seconds."),
        "decline": _lazy("The record stays as it is. The team reads your reasons."),
        "note": _lazy("The record stays as it is. The team reads what you say."),
    }
    list_display = ("shipper", "case", "position", "state", "said_at", "decide_by", "decided_by")
    list_filter = ("state", "position")
    list_select_related = ("shipper", "decided_by", "case")

    def get_urls(self) -> list[URLPattern]:
        return [*file_urls(self.admin_site, ANSWER), *super().get_urls()]

    def decide(self, shown: Dispute) -> Callable[..., object]:
        return partial(dispute_decide, dispute_id=shown.pk)

    def asks(self, shown: Dispute, action: str) -> Callable[..., DecisionForm]:
        if action != "accept":
            return DecisionForm
        present = violation_present(shown.entry_id)
        assert present is not None
        news = [(outcome.value, outcome.label) for outcome in Outcome if _is_news(outcome, present)]
        return partial(AcceptForm, outcomes=news)

    def page(self, request: HttpRequest, shown: Dispute) -> dict[str, Any]:
        return {
            "title": f"{shown.get_position_display()}: {shown.shipper}",
            "violation": violation_present(shown.entry_id),
            "files": shown.files.order_by("pk"),
            "viewer": viewer_of(request, ANSWER),
        }


@admin.register(Disowning)
class DisowningAdmin(StatementAdmin):
    page_template = "admin/desk/disowning.html"
    help = _lazy("Shipments under a business's number that it says are not its own.")
    help_about = "disputes-disowning"
    lifecycle = DISOWNING
    then = {
        "accept": _lazy(
            "It counts for this business no longer, which is evaluated again. The team reads your reasons."
        ),
        "decline": _lazy("It stays in the record of this business. The team reads your reasons."),
    }
    list_display = ("shipper", "parcel", "state", "said_at", "decide_by", "decided_by")
    list_filter = ("state",)
    list_select_related = ("shipper", "decided_by", "parcel", "party")

    def decide(self, shown: Disowning) -> Callable[..., object]:
        return partial(disowning_decide, disowning_id=shown.pk)

    def page(self, request: HttpRequest, shown: Disowning) -> dict[str, Any]:
        parcel = shown.parcel
        entries = Shipment.objects.select_related("recording__reporter")
        return {
            "title": f"{parcel}: {shown.shipper}",
            "entry": entries.get(id=parcel.shipment_id, date=parcel.date),
            # They stay with the business whatever is decided about the shipment: each is determined for itself.
            "violations": violations_of_parcel(parcel.pk),
            "together": list(disownings_decided_together(shown).exclude(pk=shown.pk).select_related("parcel")),
        }


@admin.register(Disclosure)
class DisclosureAdmin(StatementAdmin):
    page_template = "admin/desk/disclosure.html"
    help = _lazy(
        "Violations that businesses report of themselves. One that was under investigation before, as the business "
        "knew, is no prior disclosure (19 U.S.C. 1592(c)(4), 19 CFR 162.74)."
    )
    help_about = "disputes-disclosure"
    lifecycle = DISCLOSURE
    then = {
        "accept": _lazy(
            "It is recorded as sustained, disclosed by the business first, and counts with that factor of the policy. "
            "The team reads your reasons."
        ),
        "decline": _lazy("Nothing is recorded. The team reads your reasons."),
    }
    list_display = ("shipper", "category", "date", "state", "said_at", "decide_by", "decided_by")
    list_filter = ("state", "category")

    def get_urls(self) -> list[URLPattern]:
        return [*file_urls(self.admin_site, DISCLOSED), *super().get_urls()]

    def decide(self, shown: Disclosure) -> Callable[..., object]:
        return partial(disclosure_decide, disclosure_id=shown.pk)

    def asks(self, shown: Disclosure, action: str) -> Callable[..., DecisionForm]:
        return AdmitForm if action == "accept" else DecisionForm

    def page(self, request: HttpRequest, shown: Disclosure) -> dict[str, Any]:
        return {
            "title": f"{shown}: {shown.shipper}",
            "files": shown.files.order_by("pk"),
            "viewer": viewer_of(request, DISCLOSED),
            # Also what the business may not know of yet: it may be what was under investigation before.
            "known": violations_of(shown.shipper_id).filter(category=shown.category),
        }


def _is_news(outcome: Outcome, present: Violation) -> bool:
    """Whether the outcome says something that is not in the record yet, and may follow what is."""
    if outcome in (Outcome.REVERSED, Outcome.MITIGATED):
        return outcome != present.determination and may_follow(present.determination, outcome)
    return outcome != present.attribution
