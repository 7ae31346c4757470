"""Change requests, identity claims, objections and annual reviews of members: their lists and pages."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.core import clock
from apps.desk.actions import ActionTable, StaffAction, StaffActions
from apps.desk.cases import CaseAdmin
from apps.desk.files import PROOF
from apps.desk.forms import NoteForm, ReasonsForm
from apps.shippers.roles import ON_TEAM
from apps.shippers.selectors import has_conflict, team_of
from apps.upkeep import selectors, services
from apps.upkeep.models import AnnualReview, ChangeRequest, IdentityClaim, LinkObjection, OverdueReview
from apps.upkeep.parts import compare_parts, part_of
from apps.upkeep.review_comparison import parts_beside, review_before, years_before
from apps.upkeep.states import LIFECYCLE, OFFICER
from apps.upkeep.work import REVIEW
from apps.work.selectors import items_open


class RequestAdmin(CaseAdmin):
    """A list of requests of one kind, and a page on which to read a request and to decide one that is open."""

    files = (PROOF,)
    gives_files = False
    list_filter = ("state",)
    list_select_related = ("shipper", "asked_by", "decided_by")
    search_fields = ("shipper__name", "=shipper__ksn")
    ordering = ("-pk",)


CHANGE_REQUEST = {
    "accept": StaffAction(
        main=True,
        effect=_lazy(
            "The profile says it from now on, and the team is told. After a sale, the new owner waits to be vetted."
        ),
        service=services.change_request_accept,
        form=ReasonsForm,
        undoable=True,
    ),
    "decline": StaffAction(
        effect=_lazy("Nothing is changed. The team reads the reasons and may ask again."),
        service=services.change_request_decline,
        form=ReasonsForm,
        undoable=True,
    ),
}


@admin.register(ChangeRequest)
class ChangeRequestAdmin(RequestAdmin):
    help = _lazy("What members ask to change in what only staff may change.")
    help_about = "upkeep-lifecycle"
    page_template = "admin/desk/change_request.html"
    gives_files = True
    list_display = ("shipper", "title", "state", "asked_by", "asked_at", "decided_by")
    acts = ActionTable(LIFECYCLE, CHANGE_REQUEST, "request_id", selectors.facts_of)

    def staff_actions(self, request: HttpRequest, shown: ChangeRequest) -> StaffActions:
        actions = super().staff_actions(request, shown)
        if OFFICER not in held(user_of(request)) or not selectors.new_owner_waits(shown):
            return actions
        vet = StaffAction(
            label=_lazy("The new owner is vetted"),
            effect=_lazy("It leaves the list of work, and the team is told. Status and tier stay as they are."),
            service=partial(services.new_owner_vet, request_id=shown.pk),
            blocked=ON_TEAM if has_conflict(user_of(request), shown.shipper_id) else "",
            undoable=True,
        )
        return {**actions, "vet": vet}

    @admin.display(description=_lazy("part"), ordering="part")
    def title(self, asked: ChangeRequest) -> Any:
        return part_of(asked.part).title

    def page(self, request: HttpRequest, shown: ChangeRequest) -> dict[str, Any]:
        section = part_of(shown.part)
        return {
            "section": section,
            "rows": compare_parts(section, shown.before, shown.after),
            "files": shown.files.all(),
        }


CLAIM = {
    "accept": StaffAction(
        main=True,
        effect=_lazy(
            "Its history counts as the business's, which is evaluated again within seconds. The team is told."
        ),
        service=services.claim_accept,
        form=ReasonsForm,
        confirmed=True,
    ),
    "decline": StaffAction(
        effect=_lazy("Nothing is linked. The team reads the reasons and may claim again."),
        service=services.claim_decline,
        form=ReasonsForm,
        undoable=True,
    ),
}


@admin.register(IdentityClaim)
class IdentityClaimAdmin(RequestAdmin):
    help = _lazy("Sellers in the ledger that a member says are itself. Accepting links their history, good and bad.")
    help_about = "upkeep-lifecycle"
    page_template = "admin/desk/identity_claim.html"
    list_display = ("shipper", "source", "code", "state", "asked_by", "asked_at", "decided_by")
    search_fields = ("shipper__name", "=shipper__ksn", "=code")
    acts = ActionTable(LIFECYCLE, CLAIM, "claim_id", selectors.facts_of)

    def page(self, request: HttpRequest, shown: IdentityClaim) -> dict[str, Any]:
        return {
            "identity": selectors.identity_claimed(shown),
            "files": shown.files.all(),
        }


OBJECTION = {
    "accept": StaffAction(
        main=True,
        effect=_lazy(
            "The history no longer counts for the business, which is evaluated again within seconds. The team is told."
        ),
        service=services.objection_accept,
        form=ReasonsForm,
        confirmed=True,
    ),
    "decline": StaffAction(
        effect=_lazy("The history still counts. The team reads the reasons."),
        service=services.objection_decline,
        form=ReasonsForm,
        undoable=True,
    ),
}


@admin.register(LinkObjection)
class LinkObjectionAdmin(RequestAdmin):
    help = _lazy(
        "The objections of businesses to histories that officers linked to them. The officer who linked a history does "
        "not decide."
    )
    help_about = "upkeep-lifecycle"
    page_template = "admin/desk/link_objection.html"
    list_display = ("shipper", "link", "state", "asked_by", "asked_at", "decided_by")
    list_select_related = ("shipper", "asked_by", "decided_by", "link__seller", "link__linked_by")
    acts = ActionTable(LIFECYCLE, OBJECTION, "objection_id", selectors.facts_of)

    def page(self, request: HttpRequest, shown: LinkObjection) -> dict[str, Any]:
        return {
            "identity": selectors.identity_of(shown.link.seller),
            "files": shown.files.all(),
        }


@admin.register(AnnualReview)
class AnnualReviewAdmin(CaseAdmin):
    """Attested annual reviews. A review counts at once; an officer looks at each afterwards."""

    help = _lazy("What members confirmed once a year. It counts at once; somebody looks at each.")
    help_about = "kind-annual_review"
    page_template = "admin/desk/annual_review.html"
    list_display = ("shipper", "at", "signed_name", "attested_by")
    list_select_related = ("shipper", "attested_by")
    search_fields = ("shipper__name", "=shipper__ksn")
    ordering = ("-pk",)

    def staff_actions(self, request: HttpRequest, shown: AnnualReview) -> StaffActions:
        if OFFICER not in held(user_of(request)) or not _waits(shown).exists():
            return {}
        look = StaffAction(
            label=_lazy("Mark it as looked at"),
            effect=_lazy(
                "It leaves the list of work. Ask the business, or propose a change of its standing, if it is not right."
            ),
            service=partial(services.review_look_at, review_id=shown.pk),
        )
        return {"look": look}

    def page(self, request: HttpRequest, shown: AnnualReview) -> dict[str, Any]:
        before = review_before(shown)
        parts = parts_beside(selectors.profile_of(shown.shipper_id), before.at if before else None)
        return {
            "before": before,
            "changed": [part for part in parts if part.differs],
            "unchanged": [part for part in parts if not part.differs],
            "years": years_before(shown.shipper_id, clock.day_of(shown.at)),
            "changing": [part_of(key).title for key in shown.changing],
        }


class EndedFilter(admin.SimpleListFilter):
    title = _lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("open", _lazy("Still overdue")), ("ended", _lazy("Ended"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[OverdueReview]) -> QuerySet[OverdueReview]:
        match self.value():
            case "open":
                return queryset.filter(ended_at=None)
            case "ended":
                return queryset.exclude(ended_at=None)
        return queryset


@admin.register(OverdueReview)
class OverdueReviewAdmin(CaseAdmin):
    """Annual reviews that were not done in time. An officer gets in touch, and notes what was said."""

    page_template = "admin/desk/overdue_review.html"
    help = _lazy("Annual reviews that were not done in time. Get in touch with the member and note what was said.")
    list_display = ("shipper", "due", "found_at", "ended_at")
    list_filter = (EndedFilter,)
    list_select_related = ("shipper",)
    search_fields = ("shipper__name", "=shipper__ksn")
    ordering = ("-pk",)

    def staff_actions(self, request: HttpRequest, shown: OverdueReview) -> StaffActions:
        if OFFICER not in held(user_of(request)) or shown.ended_at:
            return {}
        follow_up = StaffAction(
            label=_lazy("Note what was done"),
            effect=_lazy("It leaves the list of work. If the review is not done within a month, it waits again."),
            service=partial(services.review_follow_up, review_id=shown.pk),
            form=NoteForm,
            blocked=ON_TEAM if has_conflict(user_of(request), shown.shipper_id) else "",
        )
        return {"follow_up": follow_up}

    def page(self, request: HttpRequest, shown: OverdueReview) -> dict[str, Any]:
        return {
            "team": team_of(shown.shipper_id),
            "reminders": selectors.reminders_of(shown),
            "follow_ups": selectors.follow_ups_of(shown),
            "review": selectors.review_due_of(shown.shipper_id),
        }


def _waits(review: AnnualReview) -> QuerySet:
    return items_open().filter(kind=REVIEW.code, subject_type="annualreview", subject_id=review.pk)
