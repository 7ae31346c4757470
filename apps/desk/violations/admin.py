"""Violations for those who determine them: the list, what a new one takes, and one page for each."""

from dataclasses import replace
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.core import clock
from apps.core.bounds import whole_number
from apps.core.lazy import Promise
from apps.core.lifecycle import Text
from apps.desk.actions import StaffAction, StaffActions, actions_open
from apps.desk.cases import CaseAdmin
from apps.desk.files import GROUNDS, SERVICE
from apps.desk.lists import DaysFilter
from apps.desk.tones import Tone, mark, state_mark
from apps.desk.violations.entries import (
    content_text,
    entries_of,
    facts_at_desk,
    first_step,
    is_answerable,
    notice_actions,
    service_facts,
    sustain_action,
)
from apps.desk.violations.forms import MONEY, AllegeForm, AmountsForm, EntryForm, FoundForm, MitigateForm
from apps.disputes.selectors import disputes_of
from apps.evaluation.weight_text import weight_text
from apps.ledger import selectors, services
from apps.ledger.allegers import determiner_barred
from apps.ledger.discrepancies import FOUND, discrepancies_of, found_fields
from apps.ledger.models import Case, Violation
from apps.ledger.states import DETERMINATIONS
from apps.ledger.vocabulary import Determination
from apps.policy.selectors import Calendar
from apps.shippers.models import Shipper
from apps.shippers.roles import ON_TEAM
from apps.shippers.selectors import has_conflict

OFFICER = "record_violations"
# The permission to delay the service on the business.
OVERSEER = "oversee_changes"
DELAY = ("delay_until", "delay_reason")


def _determine(*, actor: User, case_id: int, determination: str | None = None, **given: Any) -> Case:
    """Record a further entry of a violation with what a form holds: the amounts or what was found, and the
    reason.
    """
    fact = {name: given.pop(name) for name in ("currency", *MONEY, *FOUND.values()) if name in given}
    if determination:
        fact["determination"] = determination
    return services.violation_determine(actor=actor, case_id=case_id, fact=fact, **given)


EVALUATED = _lazy("A further entry is recorded, and the business is evaluated again within seconds.")
ACTIONS = {
    "sustain": StaffAction(
        main=True,
        effect=_lazy(
            "It counts from now on. The business is evaluated again within seconds: a tier that its record no longer "
            "allows is proposed to be lowered."
        ),
        service=partial(_determine, determination=Determination.SUSTAINED),
        form=EntryForm,
        confirmed=True,
    ),
    "mitigate": StaffAction(
        effect=EVALUATED,
        service=partial(_determine, determination=Determination.MITIGATED),
        form=MitigateForm,
        confirmed=True,
    ),
    "reverse": StaffAction(
        effect=_lazy(
            "It no longer counts, and can't be determined again. The business is evaluated again within seconds."
        ),
        service=partial(_determine, determination=Determination.REVERSED),
        form=EntryForm,
        confirmed=True,
    ),
}
# Where nobody was served, an allegation can only be dropped.
GIVING_BACK = {"reverse": ACTIONS["reverse"]}
# The meaning of each determination.
MEANING: dict[str, Promise] = {
    Determination.ALLEGED: _lazy("It was reported and is not proved. An allegation does not count in the score."),
    Determination.SUSTAINED: _lazy("The violation was confirmed, and counts in the score."),
    Determination.MITIGATED: _lazy(
        "The violation was confirmed, and the penalty was lowered. The violation counts in the score."
    ),
    Determination.REVERSED: _lazy(
        "The violation was not confirmed. It does not count, and nothing more is decided about it."
    ),
}


class DateFilter(DaysFilter):
    column = "date"


@admin.register(Violation)
class ViolationAdmin(CaseAdmin):
    """The present entry of each violation, and a page on which to read all of them and to record a further one."""

    help = _lazy("Violations as they stand now. Only sustained and mitigated ones count against a business.")
    help_about = "ledger-determinations"
    files = (GROUNDS, SERVICE)
    page_template = "admin/desk/violation.html"
    add_permission = OFFICER
    adding_title = _lazy("Allege a violation")
    form = AllegeForm
    fields = (
        *("reference", "ksn", "seller_code", "shipment", "date", "category", "culpability", "basis", "agency"),
        *("attribution", "self_disclosed", *FOUND.values(), "currency", "revenue_loss", "penalty_assessed"),
        *("reason", "language", "told", "files", *DELAY),
    )
    list_display = ("case", "seller", "date", "category", "culpability", "determination", "recorded_at")
    list_filter = ("determination", "category", "culpability", DateFilter)
    list_select_related = ("case", "seller")
    search_fields = ("case__reference", "seller__code", "seller__name", "seller__shipper__ksn")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Violation]:
        # Asked of each entry, as a page needs few of them; a join would read all entries and all cases.
        present = Case.objects.filter(pk=OuterRef("case_id")).values("violation_id")[:1]
        return super().get_queryset(request).filter(pk=Subquery(present), voided=False)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Violation | None:
        """Return the present entry of a violation, also for the number of an earlier entry."""
        number = whole_number(object_id)
        return None if number is None else selectors.violation_present(number)

    def about(self, shown: Violation) -> tuple[str, int]:
        return ("case", shown.case_id)

    def status_of(self, shown: Violation) -> Text:
        if shown.voided:
            return mark(_("Taken back by its source"), Tone.NEUTRAL)
        return state_mark(shown, "determination")

    def business_of(self, shown: Violation) -> Shipper | None:
        return shown.seller.shipper

    def shipper_of(self, shown: Violation) -> int | None:
        return shown.seller.shipper_id

    def get_urls(self) -> list[URLPattern]:
        by_case = path("case/<int:case_id>/", self.admin_site.admin_view(self.case_view), name="ledger_violation_case")
        return [by_case, *super().get_urls()]

    def case_view(self, request: HttpRequest, case_id: int) -> HttpResponse:
        """Redirect to the present entry of a case: work items and events name a violation by its case."""
        case = get_object_or_404(Case, pk=case_id)
        return redirect("admin:ledger_violation_change", case.violation_id)

    def get_fields(self, request: HttpRequest, obj: Violation | None = None) -> list[Any]:
        return [name for name in self.fields or () if name not in DELAY or OVERSEER in held(user_of(request))]

    def save_model(self, request: HttpRequest, obj: Violation, form: forms.ModelForm, change: bool) -> None:
        fact = dict(form.cleaned_data)
        why = {name: fact.pop(name) for name in ("reason", "language", "told", "files", *DELAY)}
        fact["seller"] = fact.pop("seller_code")
        obj.pk = services.violation_allege(actor=user_of(request), fact=fact, **why).violation_id

    def response_add(self, request: HttpRequest, obj: Violation, post_url_continue: str | None = None) -> HttpResponse:
        messages.success(
            request,
            _("The violation is recorded as alleged. It does not count before it is sustained."),
        )
        return HttpResponseRedirect(reverse("admin:ledger_violation_change", args=[obj.pk]))

    def staff_actions(self, request: HttpRequest, shown: Violation) -> StaffActions:
        if shown.voided:
            return {}
        user, shipper_id = user_of(request), shown.seller.shipper_id
        rights = held(user)
        blocked = ON_TEAM if has_conflict(user, shipper_id) else ""
        actions = notice_actions(shown, rights, blocked)
        if OFFICER not in rights:
            return actions
        facts = facts_at_desk(shown)
        determinations = actions_open(
            *(DETERMINATIONS, ACTIONS if is_answerable(shown, facts) else GIVING_BACK),
            state=shown.determination,
            rights=rights,
            facts=lambda: facts,
            blocked=blocked,
            case_id=shown.case_id,
        )
        barred = determiner_barred(user, shown.case_id) or ""
        for code in determinations.keys() & {"sustain", "mitigate"}:
            determinations[code] = replace(determinations[code], blocked=determinations[code].blocked or barred)
        actions |= {code: action.with_form(present=shown) for code, action in determinations.items()}
        if "sustain" in actions:
            actions["sustain"] = sustain_action(actions["sustain"], shown)
        actions["amounts"] = StaffAction(
            label=_lazy("Record amounts"),
            effect=_lazy(
                "A further entry is recorded with these amounts. The determination and the score stay as they are."
            ),
            service=partial(_determine, case_id=shown.case_id),
            form=partial(AmountsForm, present=shown),
            blocked=blocked,
        )
        if fields := found_fields(shown.category):
            actions["found"] = StaffAction(
                label=_lazy("Say what was found"),
                effect=_lazy(
                    "A further entry is recorded, and the business reads it beside what was declared. The "
                    "determination and the score stay as they are."
                ),
                service=partial(_determine, case_id=shown.case_id),
                form=partial(FoundForm, present=shown, found=fields),
                blocked=blocked,
            )
        return actions

    def page(self, request: HttpRequest, shown: Violation) -> dict[str, Any]:
        today = clock.today()
        calendar = Calendar()
        shipper_id = shown.seller.shipper_id
        answers = list(disputes_of(shipper_id, shown.case_id)) if shipper_id else []
        return {
            "title": f"{shown} ({shown.case})",
            "meaning": MEANING[shown.determination],
            "first_step": "" if shown.voided else first_step(shown, facts_at_desk(shown)),
            "discrepancies": discrepancies_of(shown),
            **service_facts(shown),
            "policy": calendar.on(today),
            "weight": weight_text(shown, calendar, today=today),
            "answers": answers,
            "entries": entries_of(list(selectors.entries_of_case(shown.case_id)), answers),
            "further_reports": [
                (report, content_text(report)) for report in selectors.further_reports_of(shown.case_id)
            ],
        }
