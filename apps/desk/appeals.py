"""Appeals of decisions, and reviews of conditions: the lists, and the pages on which they are heard."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.core import clock
from apps.core.forms import DateInput
from apps.core.lazy import Promise
from apps.desk.actions import ActionTable, StaffAction, StaffActions, actions_open
from apps.desk.cases import CaseAdmin
from apps.desk.changes.grounds import grounds_answered
from apps.desk.files import APPEAL as FILES
from apps.desk.forms import DecisionForm
from apps.desk.lists import ChoiceFilter, Choices
from apps.ledger.models import Violation
from apps.shippers.models import Shipper
from apps.standing.models import Appeal, AppealState, RestrictionReview, ReviewState, Standing
from apps.standing.proposals.notices import false_information_text, violations_named
from apps.standing.selectors import (
    Hearer,
    Participation,
    Restoration,
    ReviewGrounds,
    appeal_facts,
    false_information_appeal_until,
    hearing_of,
    parts_of,
    restoration_of,
    restriction_until,
    review_facts,
    review_grounds,
)
from apps.standing.services import appeal_keep, review_decide, standing_appeal_decide
from apps.standing.states import APPEAL, REVIEW

SOON_DAYS = 30


class KeepForm(DecisionForm):
    """The later day until which the change is kept in effect, and why safety asks for that."""

    until = forms.DateField(label=_lazy("Kept in effect until"), widget=DateInput)
    field_order = ("until", "reasons", "language")


ACTIONS: dict[str, StaffAction] = {
    "grant": StaffAction(
        main=True,
        effect=_lazy(
            "What was taken away is given back from today, partners see it within a second, and the record is "
            "evaluated again. The team reads your reasons."
        ),
        service=partial(standing_appeal_decide, decision="grant"),
        form=DecisionForm,
        undoable=True,
    ),
    "deny": StaffAction(
        effect=_lazy(
            "The decision stands; if the appeal was stayed, the change is made again today. The team reads your "
            "reasons."
        ),
        service=partial(standing_appeal_decide, decision="deny"),
        form=DecisionForm,
        undoable=True,
    ),
    "keep": StaffAction(
        effect=_lazy(
            "If nobody has decided the appeal by the day that it is due, the change stays in effect until the new day, "
            "and is stayed then. Say why safety asks for that: the team reads it. This can be done once."
        ),
        service=appeal_keep,
        form=KeepForm,
        undoable=True,
    ),
}


class LimitFilter(ChoiceFilter):
    title = _lazy("limits")
    parameter_name = "limit"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [
            ("overdue", _lazy("Overdue: should have been determined")),
            ("soon", _lazy("To be determined within %(days)d days") % {"days": SOON_DAYS}),
        ]

    def condition(self, request: HttpRequest, value: str) -> Q:
        now = clock.now()
        soon = clock.end_of(clock.add_days(clock.today(), SOON_DAYS))
        within = {"overdue": Q(decide_by__lt=now), "soon": Q(decide_by__range=(now, soon))}
        return Q(state=AppealState.OPEN) & within[value]


@admin.register(Appeal)
class AppealAdmin(CaseAdmin):
    page_template = "admin/desk/appeal.html"
    help = _lazy(
        "Members that appeal a decision on their standing. Somebody who took no part in it hears the case again: "
        "what was taken away is given back, or the decision stands."
    )
    help_about = "standing-appeal"
    files = (FILES,)
    list_display = ("shipper", "what", "state", "at", "decide_by", "decided_by")
    list_filter = ("state", LimitFilter, "proposal__kind")
    list_select_related = ("proposal__shipper", "decided_by")
    search_fields = ("=proposal__shipper__ksn", "proposal__shipper__name")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appeal]:
        shown = super().get_queryset(request)
        return shown.select_related("by", "decided_by", "proposal__shipper__standing", "proposal__evaluation__policy")

    def business_of(self, shown: Appeal) -> Shipper | None:
        return shown.proposal.shipper

    def shipper_of(self, shown: Appeal) -> int:
        return shown.proposal.shipper_id

    @admin.display(description=_lazy("business"), ordering="proposal__shipper")
    def shipper(self, appeal: Appeal) -> Any:
        return appeal.proposal.shipper

    @admin.display(description=_lazy("what is appealed"), ordering="proposal__kind")
    def what(self, appeal: Appeal) -> str:
        return appeal.proposal.get_kind_display()

    def staff_actions(self, request: HttpRequest, shown: Appeal) -> StaffActions:
        user = user_of(request)
        hearers = _hearing_of(shown).hearers
        hearer = next((each for each in hearers if each.user == user), None)
        facts = partial(appeal_facts, shown, user, hearer, _hearing_of(shown).named)
        return actions_open(APPEAL, ACTIONS, state=shown.state, rights=held(user), facts=facts, appeal_id=shown.pk)

    def page(self, request: HttpRequest, shown: Appeal) -> dict[str, Any]:
        proposal = shown.proposal
        standing = getattr(proposal.shipper, "standing", None)
        is_open = shown.state == AppealState.OPEN
        hearing = _hearing_of(shown)
        return {
            "title": _lazy("Appeal of %(business)s") % {"business": proposal.shipper},
            "proposal": proposal,
            "standing": standing,
            "false_information": false_information_text(proposal),
            "appealed_late": _finding_appealed_late(shown),
            "grounds": grounds_answered(proposal, hearing.named),
            "parts": hearing.parts,
            "hearers": hearing.hearers,
            "back": restoration_texts(restoration_of(proposal, standing)) if is_open and standing else [],
            "files": shown.files.order_by("pk"),
        }


@dataclass(frozen=True, slots=True)
class Hearing:
    """The people who took part in the case of an appeal; those who may hear the appeal while it is open; and the
    violations that the appealed change names.
    """

    parts: list[Participation]
    hearers: list[Hearer]
    named: list[Violation]


def _hearing_of(shown: Appeal) -> Hearing:
    """Return who may hear an appeal. Read once for a record, since the page and its actions both ask."""
    known = vars(shown)
    if "hearing" not in known:
        is_open = shown.state == AppealState.OPEN
        parts, hearers = hearing_of(shown) if is_open else (parts_of(shown.proposal), [])
        known["hearing"] = Hearing(parts, hearers, violations_named(shown.proposal))
    return known["hearing"]


def _finding_appealed_late(shown: Appeal) -> bool:
    """Return whether the finding of false information could no longer be appealed when the appeal was made."""
    until = false_information_appeal_until(shown.proposal)
    return until is not None and shown.at > until


def restoration_texts(back: Restoration) -> list[Promise | str]:
    """Return the sentences that say what the business gets back if the appeal is granted."""
    told: list[Promise | str] = []
    if back.status is not None:
        told.append(_lazy("Its status is “%(status)s” again.") % {"status": back.status.label})
    if back.tier is not None:
        told.append(_lazy("Its tier is %(tier)s again.") % {"tier": back.tier})
    if back.validation:
        told.append(_lazy("It counts as validated again, as long as the validation was current."))
    return told or [
        _lazy("Nothing: what was taken away has been given back since, or another decision took its place.")
    ]


REVIEW_ACTIONS = {
    "lift": StaffAction(
        main=True,
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
    acts = ActionTable(
        REVIEW, REVIEW_ACTIONS, "review_id", lambda shown, user: review_facts(shown, user, _grounds_of(shown))
    )
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
