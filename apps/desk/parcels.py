"""Parcels: the list, and a page for each with its reports, the holds of agencies, and sightings of watched goods.

The page of a parcel that an exam at random found wrong is that of a case, which waits for a decision.
"""

from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.agencies.selectors import goods_of, holds_of_parcel
from apps.agencies.watchlists.selectors import sightings_of_parcel
from apps.core.lifecycle import Text
from apps.desk.actions import StaffAction, StaffActions
from apps.desk.cases import CaseAdmin
from apps.desk.forms import (
    StaffForm,
    attribution_field,
    culpability_field,
    files_field,
    language_field,
    reasons_field,
    unchosen_field,
)
from apps.desk.impartiality import is_on_team
from apps.desk.lists import NOTHING, TypedFilter, truth_words
from apps.desk.search.results import rows_with_words
from apps.desk.tones import Tone, mark
from apps.desk.violations.forms import TOLD_HELP
from apps.ledger.models import Case, Parcel, Seller, Shipment
from apps.ledger.selectors import numbers_meant, parcels_with, reports_of_parcel, violations_of_parcel
from apps.ledger.services import violation_allege
from apps.ledger.vocabulary import Basis, Category, Determination
from apps.matching import normal_name
from apps.shippers.ksn import normal_ksn
from apps.shippers.models import MatchKey, Shipper
from apps.shippers.roles import ON_TEAM
from apps.shippers.selectors import has_conflict
from apps.targeting.models import Exam
from apps.targeting.selectors import exam_recorded_by

MAX_SHOWN = 50
# As many as the pages of a list show, and one to say that the list goes on; as many as are read for goods; and as many
# sellers as a name may mean.
MAX_PARCELS, MAX_READ, MAX_SELLERS = 1_001, 5_000, 200
OFFICER = "record_violations"
ALLEGED = _lazy("A violation of this parcel is alleged. Whoever decides it decides about the parcel: see below.")
NO_NUMBER = _lazy(
    "This business has no number yet. Enter the violation under Violations, with your code for the seller, and link "
    "this code to the business."
)


class WrongParcelForm(StaffForm):
    """A violation that an exam at random showed. What the officer at the exam said is filled in, and nothing else."""

    category = unchosen_field(_lazy("Category"), Category.choices)
    culpability = culpability_field()
    basis = unchosen_field(_lazy("Basis"), Basis.choices)
    attribution = attribution_field()
    reason = reasons_field(_lazy("Reason"), _lazy("What was found, by whom, and which provision it breaks."))
    language = language_field()
    told = forms.BooleanField(label=_lazy("Tell the business this reason"), required=False, help_text=TOLD_HELP)
    files = files_field()

    def __init__(self, *args: Any, found: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].initial = found


def _allege(shown: Parcel, *, actor: User, **given: Any) -> Case:
    """Allege a violation of a parcel, of the business that sent it, as a case of the desk with a number of its own."""
    fact = {name: given.pop(name) for name in ("category", "culpability", "basis", "attribution")}
    fact |= {"shipment": f"{shown.issuer}:{shown.reference}", "date": shown.date}
    fact["reference"] = f"{shown}/{violations_of_parcel(shown.pk).count() + 1}"
    if shown.seller.shipper:
        fact["ksn"] = shown.seller.shipper.ksn
    return violation_allege(actor=actor, fact=fact, **given)


ALLEGE = StaffAction(
    label=_lazy("Allege a violation of this parcel"),
    effect=_lazy(
        "The business is notified at once and can answer. The violation counts only when somebody else sustains it."
    ),
    service=_allege,
    form=WrongParcelForm,
)


class ParcelFilter(TypedFilter):
    """Parcels by the business or the seller that sent them, by their goods and by their day.

    A business without a parcel finds none. Goods are looked for among the latest `MAX_READ` parcels, or among so many
    of those that the other fields find; the label says so.
    """

    fields: ClassVar = {
        "business": (_lazy("Business, its Known Shipper Number, or a seller's code"), "text"),
        "goods": (_lazy("Goods, looked for among 5,000 parcels: HS code or words"), "text"),
        "day": (_lazy("Day"), "date"),
    }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Parcel]) -> QuerySet[Parcel]:
        business, goods, day = self.typed.get("business"), self.typed.get("goods"), self.day_of(request, "day")
        if not (business or goods or day):
            return queryset
        sellers = _sellers_named(business) if business else None
        found = queryset.filter(pk__in=parcels_with(sellers=sellers, day=day, most=MAX_READ if goods else MAX_PARCELS))
        if not goods:
            return found
        code = goods.replace(".", "")
        return found.filter(Q(classified__startswith=code) if code.isdecimal() else Q(described__icontains=goods))


def _sellers_named(text: str) -> list[int]:
    """Return the identities of the businesses with a name or a Known Shipper Number, and the sellers with a code."""
    named = MatchKey.objects.filter(kind=MatchKey.Kind.NAME)
    businesses = [key.shipper_id for key in rows_with_words(named, "normal", normal_name(text), as_typed=False)]
    businesses += Shipper.objects.filter(ksn=normal_ksn(text)).values_list("pk", flat=True)
    # Two questions, of which an index answers each; one with both conditions would read all identities.
    of_businesses, of_code = (Seller.objects.filter(meant) for meant in (Q(shipper__in=businesses), Q(code=text)))
    return list(of_businesses.values_list("pk", flat=True).union(of_code.values_list("pk", flat=True))[:MAX_SELLERS])


@admin.register(Parcel)
class ParcelAdmin(CaseAdmin):
    """The list of parcels, and a page for each with all revisions of its shipment."""

    help = _lazy("Each parcel counts once, whoever reported it, and is shown with all of its reports.")
    page_template = "admin/desk/parcel.html"
    list_display = (
        *("reference", "issuer", "seller", "date", "goods", "amount"),
        *("reported_by_others", "examined", "discrepant", "opened_at_random", "voided"),
    )
    list_filter = (ParcelFilter,)
    sortable_by = ()
    search_fields = ("=reference",)
    search_help_text = _lazy("Full tracking number")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Parcel]:
        entry = Shipment.objects.filter(id=OuterRef("shipment_id"), date=OuterRef("date"))
        found = super().get_queryset(request).select_related("seller__shipper", "reporter")
        return found.annotate(
            described=Subquery(entry.values("description")[:1]), classified=Subquery(entry.values("hs")[:1])
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Parcel], search_term: str
    ) -> tuple[QuerySet[Parcel], bool]:
        """Find parcels by the whole tracking number, in one of the forms in which it is written."""
        return (queryset.filter(reference__in=numbers_meant(search_term)) if search_term else queryset), False

    @admin.display(description=_lazy("goods"))
    def goods(self, parcel: Any) -> str:
        """Return what the present entry says of the goods; an archived entry is not read for a list."""
        return " · ".join(filter(None, (parcel.described, parcel.classified))) or NOTHING

    @admin.display(description=_lazy("value"))
    def amount(self, parcel: Parcel) -> str:
        return f"{intcomma(parcel.value)} {parcel.currency}" if parcel.currency else NOTHING

    @admin.display(description=_lazy("Reported by somebody other than the seller"))
    def reported_by_others(self, parcel: Parcel) -> str:
        return truth_words(parcel.evidence)

    @admin.display(description=_lazy("Opened at random"))
    def opened_at_random(self, parcel: Parcel) -> str:
        return truth_words(parcel.opened)

    def staff_actions(self, request: HttpRequest, shown: Parcel) -> StaffActions:
        """Return the act that alleges a violation of a parcel about which somebody is to decide."""
        user = user_of(request)
        if not shown.is_wrong_at_random or OFFICER not in held(user) or not self.items_of(request, shown).items:
            return {}
        exam = None if is_on_team(request, shown.seller.shipper_id) else exam_of(shown)
        form = partial(WrongParcelForm, found=exam.category if exam else "")
        service = partial(_allege, shown)
        return {"allege": replace(ALLEGE, service=service, form=form, blocked=_blocked(user, shown))}

    def shared_actions(self, request: HttpRequest, shown: Parcel) -> StaffActions:
        return super().shared_actions(request, shown) if shown.is_wrong_at_random else {}

    def frame(self, request: HttpRequest, shown: Parcel, actions: StaffActions) -> Any:
        # Any other parcel is no case, and its page has no frame.
        return super().frame(request, shown, actions) if shown.is_wrong_at_random else None

    def status_of(self, shown: Parcel) -> Text:
        return mark(_("Found wrong at random"), Tone.NEUTRAL)

    def business_of(self, shown: Parcel) -> Shipper | None:
        return shown.seller.shipper if shown.is_wrong_at_random else None

    def shipper_of(self, shown: Parcel) -> int | None:
        return shown.seller.shipper_id

    def page(self, request: HttpRequest, shown: Parcel) -> dict[str, Any]:
        # A member of the sender's team learns neither which goods are watched nor what was sighted.
        on_team = is_on_team(request, shown.seller.shipper_id)
        return {
            "goods": goods_of(shown),
            "reports": reports_of_parcel(shown)[:MAX_SHOWN],
            **({} if on_team or not shown.is_wrong_at_random else self._finding(request, shown)),
            "holds": holds_of_parcel(shown),
            "sightings": [] if on_team else sightings_of_parcel(shown)[:MAX_SHOWN],
            "on_team": on_team,
        }

    def _finding(self, request: HttpRequest, shown: Parcel) -> dict[str, Any]:
        """Return what an exam at random found, and the violations of the parcel."""
        return {
            "waits": bool(self.items_of(request, shown).items),
            "exam": exam_of(shown),
            "violations": violations_of_parcel(shown.pk),
            "is_officer": OFFICER in held(user_of(request)),
        }


def exam_of(shown: Parcel) -> Exam | None:
    """Return the last exam that an officer recorded of a parcel, or None where others reported it."""
    return exam_recorded_by([report.recording_id for report in reports_of_parcel(shown)[:MAX_SHOWN]])


def _blocked(user: User, shown: Parcel) -> Text:
    """Return why a person may allege no violation of a parcel now, or nothing."""
    if has_conflict(user, shown.seller.shipper_id):
        return ON_TEAM
    if violations_of_parcel(shown.pk).filter(determination=Determination.ALLEGED).exists():
        return ALLEGED
    return "" if shown.seller.shipper and shown.seller.shipper.ksn else NO_NUMBER
