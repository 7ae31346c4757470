"""Parcels, holds and questions at the desk that an agency sees too, within its competence."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import quote
from django.contrib.admin.views.main import ChangeList
from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.accounts.roles import ACT_FOR_AGENCY
from apps.agencies import selectors, services
from apps.agencies.models import AgencyParcel, AgencyQuestion, Hold
from apps.agencies.states import HOLD, OFFICER, QUESTION, RELEASED
from apps.core.history.tokens import one_at_a_time
from apps.core.lifecycle import Text
from apps.core.limits import action_count
from apps.desk.actions import ActionTable, StaffAction, StaffActions
from apps.desk.agencies.forms import AnswerForm, GroundsForm, HoldForm, QuestionForm, ReportForm
from apps.desk.cases import CaseAdmin, CaseHeader
from apps.desk.colleagues import CaseColleagues
from apps.desk.pages import PageAdmin
from apps.ledger.models import Parcel
from apps.shippers.roles import ON_TEAM
from apps.shippers.selectors import has_conflict
from apps.work.selectors import CaseNote


def parcel_address(request: HttpRequest, parcel_id: int) -> str:
    """Return the address of the page of a parcel for the reader: by its number for whoever reads everything, else by a
    sealed number that is good for this sign-in alone, so that nobody comes from one parcel to the next by counting.
    """
    number = str(parcel_id) if reads_everything(request) else _seal(request).sign(str(parcel_id))
    return reverse("admin:agencies_agencyparcel_change", args=[quote(number)])


def parcel_number(request: HttpRequest, number: str) -> str | None:
    """Return the number of the parcel that an address of `parcel_address` names for the reader; None for any other."""
    if reads_everything(request):
        return number
    try:
        return _seal(request).unsign(number)
    except BadSignature:
        return None


def _seal(request: HttpRequest) -> Signer:
    return Signer(sep=".", salt=f"desk.agencies.parcel {user_of(request).pk} {request.session.session_key}")


def reads_everything(request: HttpRequest) -> bool:
    """Tell whether the reader belongs to the program and may read every record."""
    return "read_everything" in held(user_of(request))


class ScopedCaseAdmin(CaseAdmin):
    """A case whose record an agency sees too. `get_queryset` shows an agency its own records alone.

    An agency reads the record. It reads neither the risk of the business, nor the notes of the program's staff, nor
    what happened with the case.
    """

    seen_by = frozenset({ACT_FOR_AGENCY})

    def shared_actions(self, request: HttpRequest, shown: Any) -> StaffActions:
        return super().shared_actions(request, shown) if reads_everything(request) else {}

    def notes_of(self, request: HttpRequest, shown: Any) -> list[CaseNote]:
        return super().notes_of(request, shown) if reads_everything(request) else []

    def frame(self, request: HttpRequest, shown: Any, actions: StaffActions) -> CaseHeader:
        frame = super().frame(request, shown, actions)
        if reads_everything(request):
            return frame
        nothing = CaseColleagues(questions=[], news=[], closed=False)
        return replace(
            frame, risk=None, glance=None, present=[], happened=None, draws_timeline=False, colleagues=nothing
        )


QUESTION_ACTIONS = {
    "answer": StaffAction(
        main=True,
        effect=_lazy(
            "The officer who asked reads the answer, as do the other officers of the program. The business does not."
        ),
        service=services.agency_question_answer,
        form=AnswerForm,
    ),
    "withdraw": StaffAction(
        effect=_lazy("The agency need not answer any more."), service=services.agency_question_withdraw
    ),
    "close": StaffAction(
        main=True,
        effect=_lazy("The answer leaves your work. To ask further, ask a new question."),
        service=services.agency_question_close,
    ),
}


@admin.register(AgencyQuestion)
class AgencyQuestionAdmin(ScopedCaseAdmin):
    """The list of questions to agencies, and the page on which one is read and answered."""

    help = _lazy("What officers of the program ask partner agencies, and what these answer.")
    help_about = "agencies-question"
    acts = ActionTable(QUESTION, QUESTION_ACTIONS, "question_id", selectors.facts_of)
    page_template = "admin/desk/agencies/question.html"
    add_permission = OFFICER
    adding_title = _lazy("Ask an agency")
    form = QuestionForm
    fields = ("agency", "subject", "text", "number", "issuer")
    list_display = ("subject", "agency", "state", "asked_by", "asked_at", "answered_at")
    list_filter = ("state", "agency")
    list_select_related = ("asked_by",)
    search_fields = ("subject", "=parcel__reference")
    search_help_text = _lazy("Subject, or whole tracking number")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgencyQuestion]:
        return selectors.questions_seen(user_of(request), super().get_queryset(request))

    def save_model(self, request: HttpRequest, obj: AgencyQuestion, form: QuestionForm, change: bool) -> None:
        asked = services.agency_question_ask(actor=user_of(request), **form.cleaned_data)
        # The message of the admin names the record by this object.
        obj.pk = asked.pk

    def page(self, request: HttpRequest, shown: AgencyQuestion) -> dict[str, Any]:
        return {
            "reads_everything": reads_everything(request),
            "parcel_address": parcel_address(request, shown.parcel_id) if shown.parcel_id else "",
        }


TOLD = _lazy("The business reads the grounds on the page of the shipment, in its inbox and by e-mail.")
HELD = _lazy("Your agency holds this parcel already.")
HOLDS = {
    "extend": StaffAction(effect=TOLD, service=services.hold_extend, form=HoldForm),
    "lift": StaffAction(effect=TOLD, service=services.hold_lift, form=GroundsForm),
}


class FoundParcels(ChangeList):
    """The parcels that a search found, each with the address by which the reader may open the page."""

    def __init__(self, request: HttpRequest, *given: Any) -> None:
        self.request = request
        super().__init__(request, *given)

    def url_for_result(self, result: Any) -> str:
        return parcel_address(self.request, result.pk)


@admin.register(AgencyParcel)
class AgencyParcelAdmin(PageAdmin):
    """A parcel by its number, and its page for the agency in whose competence it is.

    An officer of an agency comes to the page by the whole number alone, or from a hold or a question of the agency.
    """

    seen_by = frozenset({ACT_FOR_AGENCY})
    help = _lazy(
        "Enter a full tracking number. An agency finds the parcels whose goods are of its chapters of the tariff, "
        "those about which an officer asked it, and those that it holds."
    )
    help_about = "agencies-hold"
    page_template = "admin/desk/agencies/parcel.html"
    list_display = ("reference", "issuer", "date")
    search_fields = ("=reference",)
    search_help_text = _lazy("Full tracking number")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgencyParcel]:
        if reads_everything(request):
            return AgencyParcel.objects.filter(voided=False)
        return selectors.parcels_in_competence(selectors.agency_of(user_of(request)))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        number = parcel_number(request, object_id)
        return None if number is None else super().get_object(request, number, from_field)

    def get_object_alone(self, request: HttpRequest, number: str) -> Any:
        if (plain := parcel_number(request, number)) is not None and plain.isdecimal():
            one_at_a_time(AgencyParcel(pk=plain))
        return self.get_object(request, number)

    def get_changelist(self, request: HttpRequest, **_given: Any) -> type[ChangeList]:
        return FoundParcels

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AgencyParcel], search_term: str
    ) -> tuple[QuerySet[AgencyParcel], bool]:
        """Find parcels by the whole number. Without one the list is empty: nobody reads through all parcels, and nobody
        tries one number after the other.
        """
        if not search_term.strip():
            return queryset.none(), False
        if not (reads_everything(request) or action_count(request, "parcel_sought", key=str(user_of(request).pk))):
            messages.error(request, _("You searched for very many parcels. Go on in an hour."))
            return queryset.none(), False
        return selectors.parcels_numbered(queryset, search_term), False

    def about(self, shown: AgencyParcel) -> tuple[str, int]:
        return ("parcel", shown.pk)

    def shipper_of(self, shown: AgencyParcel) -> int | None:
        return shown.seller.shipper_id

    def staff_actions(self, request: HttpRequest, shown: AgencyParcel) -> StaffActions:
        user = user_of(request)
        if ACT_FOR_AGENCY not in held(user) or not self._is_own(request, shown):
            return {}
        blocked = ON_TEAM if has_conflict(user, shown.seller.shipper_id) else ""
        return {
            "hold": StaffAction(
                label=_lazy("Hold the parcel"),
                effect=TOLD,
                service=partial(services.hold_place, parcel_id=shown.pk),
                form=HoldForm,
                blocked=blocked or self._hold_blocked(request, shown),
            ),
            "report": StaffAction(
                label=_lazy("Report a violation"),
                effect=_lazy(
                    "The violation is alleged: the business gets a notice and may answer. Nothing counts before an "
                    "officer of the program has sustained the violation."
                ),
                service=partial(services.agency_violation_report, parcel_id=shown.pk),
                form=ReportForm,
                blocked=blocked,
            ),
        }

    def page(self, request: HttpRequest, shown: AgencyParcel) -> dict[str, Any]:
        agency = "" if reads_everything(request) else selectors.agency_of(user_of(request))
        return {
            "goods": selectors.goods_of(shown),
            "holds": selectors.holds_of_parcel(shown, agency),
            "questions": selectors.questions_of_parcel(shown, agency) if agency else [],
            "cases": selectors.cases_of_parcel(shown, agency) if agency else [],
        }

    def _hold_blocked(self, request: HttpRequest, shown: AgencyParcel) -> Text:
        """Return the sentence that says why the reader's agency can't hold the parcel now, or "" if it can."""
        if selectors.is_released(shown):
            return RELEASED
        holds = selectors.holds_running(selectors.agency_of(user_of(request)))
        return HELD if holds.filter(parcel=shown).exists() else ""

    def _is_own(self, request: HttpRequest, shown: AgencyParcel) -> bool:
        """Tell whether the parcel is in the competence of the reader's agency. An agency sees no other parcel."""
        if not reads_everything(request):
            return True
        agency = selectors.agency_of(user_of(request))
        return bool(agency) and selectors.parcels_in_competence(agency).filter(pk=shown.pk).exists()


@admin.register(Hold)
class HoldAdmin(ScopedCaseAdmin):
    """The list of holds, and the page on which a hold goes on or is lifted."""

    help = _lazy(
        "Parcels that partner agencies hold, why, and until when. A hold is not a violation and counts against nobody."
    )
    help_about = "agencies-hold"
    page_template = "admin/desk/agencies/hold.html"
    acts = ActionTable(HOLD, HOLDS, "hold_id", selectors.facts_of)
    list_display = ("parcel", "agency", "state", "until", "placed_at", "shipper")
    list_filter = ("state", "agency")
    list_select_related = ("parcel", "shipper")
    search_fields = ("=parcel__reference", "=shipper__ksn")
    search_help_text = _lazy("Full tracking number, or Known Shipper Number")
    ordering = ("state", "until", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Hold]:
        return selectors.holds_seen(user_of(request), super().get_queryset(request))

    def page(self, request: HttpRequest, shown: Hold) -> dict[str, Any]:
        parcel: Parcel = shown.parcel
        return {
            "parcel": parcel,
            "goods": selectors.goods_of(parcel),
            "acts": selectors.acts_of(shown),
            "parcel_address": parcel_address(request, parcel.pk),
            "reads_everything": reads_everything(request),
        }
