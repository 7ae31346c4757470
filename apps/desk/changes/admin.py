"""Proposed changes of standing: the list, and one page on which to read and decide a change."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.core import clock
from apps.core.lifecycle import Text
from apps.desk.actions import StaffActions
from apps.desk.cases import CaseAdmin
from apps.desk.changes.actions import change_actions, reduction_in_words
from apps.desk.changes.grounds import grounds_answered, overdue, suspension_effect
from apps.desk.files import DELIVERY, RESPONSE
from apps.desk.lists import ChoiceFilter, Choices
from apps.notices.selectors import receipts_of
from apps.shippers.zones import zone_of
from apps.standing.models import Delivery, Extension, ProposalState, ProposedChange
from apps.standing.proposals.named_parcels import parcels_named
from apps.standing.proposals.notices import (
    BECAUSE,
    body_of,
    false_information_text,
    subject_of,
    violations_named,
)
from apps.standing.selectors import appeal_until, has_reached_nobody

SOON_DAYS = 7


class LateFilter(ChoiceFilter):
    title = _lazy("limits")
    parameter_name = "limit"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [
            ("overdue", _lazy("Overdue: should have been decided")),
            ("unreviewed", _lazy("Suspended at once, and the review is overdue")),
            ("lapses", _lazy("Lapses within %(days)d days") % {"days": SOON_DAYS}),
            ("unserved", _lazy("Nobody has received the notice or the decision")),
            ("asked", _lazy("More time is asked for")),
        ]

    def condition(self, request: HttpRequest, value: str) -> Q:
        now = clock.now()
        return {
            "overdue": overdue(),
            "unreviewed": Q(decided_at=None, reviewed_at=None, lifted_at=None, review_by__lt=now),
            "lapses": Q(decided_at=None, lapse_at__range=(now, clock.end_of(clock.add_days(clock.today(), SOON_DAYS)))),
            "unserved": has_reached_nobody(),
            "asked": Q(decided_at=None, extensions__state="open"),
        }[value]


@admin.register(ProposedChange)
class ProposedChangeAdmin(CaseAdmin):
    """Proposed by the program or an officer; decided here, after the seller could respond."""

    page_template = "admin/desk/proposed_change.html"
    help = _lazy(
        "What the program or an officer proposes to take away. The business has time to respond; then an officer "
        "upholds, reduces or withdraws it. A suspension at once is reviewed within days, and decided like any other."
    )
    help_about = "standing-proposal"
    files = (RESPONSE, DELIVERY)
    list_display = ("shipper", "what", "state", "at_once", "proposed", "respond", "decide", "lapses", "decided_by")
    list_filter = ("state", LateFilter, "kind", "at_once", "needs_supervisor")
    list_select_related = ("shipper", "decided_by")
    search_fields = ("=shipper__ksn", "shipper__name")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProposedChange]:
        shown = super().get_queryset(request)
        people = ("proposed_by", "confirmed_by", "recommended_by", "responded_by", "decided_by")
        follows = ("appeal", "missed_plan")
        return shown.select_related("shipper__standing", "evaluation__policy", "source", *people, *follows)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> ProposedChange | None:
        """Return a proposed change with what its acts and its page read: the requests for more time, and deliveries."""
        shown = super().get_object(request, object_id, from_field)
        if shown is not None and shown.state != ProposalState.TO_CONFIRM:
            asked = Extension.objects.select_related("asked_by", "decided_by").order_by("pk")
            prefetch_related_objects([shown], Prefetch("extensions", asked))
        if shown is not None and shown.was_posted:
            by_post = Delivery.objects.select_related("uploaded_by").order_by("pk")
            prefetch_related_objects([shown], Prefetch("deliveries", by_post))
        return shown

    @admin.display(description=_lazy("proposed"), ordering="kind")
    def what(self, change: ProposedChange) -> str:
        if not change.adverse_action.is_of_tier:
            return change.get_kind_display()
        return _lazy("%(kind)s to tier %(tier)s") % {"kind": change.get_kind_display(), "tier": change.tier}

    @admin.display(description=_lazy("on"), ordering="proposed_at")
    def proposed(self, change: ProposedChange) -> date:
        return clock.day_of(change.proposed_at)

    @admin.display(description=_lazy("respond by"), ordering="respond_by")
    def respond(self, change: ProposedChange) -> date | None:
        """Return the last day to respond, in the time zone of the business; None until the business is notified, and
        once the change is decided.
        """
        return change.respond_on if change.decide_by and change.is_undecided else None

    @admin.display(description=_lazy("decide by"), ordering="decide_by")
    def decide(self, change: ProposedChange) -> date | None:
        return clock.day_of(change.decide_by) if change.decide_by and change.is_undecided else None

    @admin.display(description=_lazy("lapses"), ordering="lapse_at")
    def lapses(self, change: ProposedChange) -> date | None:
        return clock.day_of(change.lapse_at) if change.lapse_at and change.is_undecided else None

    def staff_actions(self, request: HttpRequest, shown: ProposedChange) -> StaffActions:
        return change_actions(user_of(request), shown)

    def page(self, request: HttpRequest, shown: ProposedChange) -> dict[str, Any]:
        to_confirm = shown.state == ProposalState.TO_CONFIRM
        named = [] if to_confirm else violations_named(shown)
        effect = suspension_effect(shown) if to_confirm else None
        return {
            "title": f"{shown.get_kind_display()}: {shown.shipper}",
            "zone": zone_of(shown.shipper),
            "program_zone": clock.PROGRAM_ZONE,
            "false_information": false_information_text(shown),
            "because": BECAUSE.get(shown.notice["because"], ""),
            "language": shown.notice["reasons_language"],
            "reviews": shown.reviews.select_related("by").order_by("pk") if shown.at_once else [],
            "grounds": [] if to_confirm else grounds_answered(shown, named),
            "parcels": parcels_named(shown),
            "effect": effect,
            "tells_delivery": shown.served_at or (effect is None and shown.state != ProposalState.WITHDRAWN),
            "may_take_back": "reverse_recordings" in held(user_of(request)),
            "subject": subject_of(shown),
            "notice": body_of(shown, named),
            # The events of the case, where they are drawn, tell of its messages too.
            "receipts": [] if to_confirm or "happened" in request.GET else receipts_of(("proposedchange", shown.pk)),
            "files": shown.files.order_by("pk") if shown.response else [],
            "extensions": [] if to_confirm else shown.extensions.all(),
            "reduced_to": _reduced_to(shown),
            "appeal": getattr(shown, "appeal", None),
            "appeal_until": appeal_until(shown),
            "decision_unserved": shown.takes_away and shown.decision_served_at is None,
            "missed_plan": getattr(shown, "missed_plan", None),
        }


def _reduced_to(shown: ProposedChange) -> Text:
    """Return the lesser change to which a proposed change was reduced, in words; "" if it was not."""
    if shown.reduced_tier is not None:
        return reduction_in_words(shown.reduced_tier)
    return reduction_in_words(shown.reduced_status) if shown.reduced_status else ""
