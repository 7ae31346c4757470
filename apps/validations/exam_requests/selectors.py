"""Reads of exam requests: those of a business, how many parcels were opened, and how many may still be asked for."""

from dataclasses import dataclass
from datetime import date

from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from apps.accounts.models import User
from apps.core import clock
from apps.ledger.models import Shipment, Tally
from apps.ledger.selectors.archives import months_missing
from apps.ledger.vocabulary import ExamBasis, ReporterKind
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.selectors import has_conflict
from apps.standing.models import Standing
from apps.standing.states import MEMBER
from apps.validations.exam_requests.models import ExamRequest, ExamRequestState
from apps.validations.exam_requests.rules import MONTHS_LOOKED_AT
from apps.validations.exam_requests.states import ExamRequestFacts

OPEN = (ExamRequestState.ASKED, ExamRequestState.GRANTED)
GRANTED = (ExamRequestState.GRANTED, ExamRequestState.DONE, ExamRequestState.ENDED)


def exam_requests_for_staff() -> QuerySet[ExamRequest]:
    """Return the exam requests of all businesses, each with `opened`, the number of parcels that were opened for the
    request: those of the period that an agency reported as examined because the seller asked for it.

    `archived` tells that entries of the period may be in files, so that the count is of a part.
    """
    gone = Q()
    for month in months_missing():
        gone |= Q(first_day__lt=clock.add_months(month, 1), until__gte=month)
    opened = (
        Shipment.objects.filter(
            seller__shipper=OuterRef("shipper"),
            date__gte=OuterRef("first_day"),
            date__lte=OuterRef("until"),
            exam_basis=ExamBasis.REQUESTED,
            examined=True,
            voided=False,
            recording__reporter__kind=ReporterKind.AGENCY,
            id=F("parcel__shipment_id"),
        )
        .order_by()
        .values("seller__shipper")
        .annotate(count=Count("id"))
        .values("count")
    )
    return ExamRequest.objects.select_related("shipper", "asked_by", "decided_by").annotate(
        opened=Coalesce(Subquery(opened, output_field=IntegerField()), 0),
        archived=ExpressionWrapper(gone, output_field=BooleanField()) if gone else Value(False),
    )


def exam_requests_of(shipper_id: int) -> QuerySet[ExamRequest]:
    """Return the exam requests of a business, the latest first, each with `opened`."""
    return exam_requests_for_staff().filter(shipper=shipper_id).order_by("-pk")


def exam_requests_filled() -> QuerySet[ExamRequest]:
    """Return the granted exam requests of which all parcels were opened."""
    return exam_requests_for_staff().filter(state=ExamRequestState.GRANTED, opened__gte=F("exams_granted"))


@dataclass(frozen=True, slots=True)
class ExamAllowance:
    """The number of parcels that a member may still ask for. `more_on`: the day on which the earliest of the grants
    that count stops counting; None where no grant counts.
    """

    left: int
    more_on: date | None


def exam_requests_counting() -> QuerySet[ExamRequest]:
    """Return the exam requests that count against what a member may ask for today, each with `opened`."""
    today = clock.today()
    months = terms_of(policy_on(today)).exam_requests.months
    since = clock.anniversary(today, -months)
    return exam_requests_for_staff().filter(state__in=GRANTED, first_day__gt=since)


def exam_allowance_of(shipper_id: int) -> ExamAllowance:
    """Return how many parcels a business may ask for today.

    The parcels granted within the months of the policy count against it; of a request that ended, only the parcels that
    were opened.
    """
    bounds = terms_of(policy_on(clock.today())).exam_requests
    granted = exam_requests_counting().filter(shipper=shipper_id).order_by("-pk")
    counts = [(request.first_day, _exams_counted(request)) for request in granted]
    counting = [day for day, exams in counts if day and exams]
    return ExamAllowance(
        left=max(0, bounds.max_exams - sum(exams for _day, exams in counts)),
        more_on=clock.anniversary(min(counting), bounds.months) if counting else None,
    )


def _exams_counted(request: ExamRequest) -> int:
    """Return how many parcels of a request count against what a member may ask for."""
    granted = request.exams_granted or 0
    return min(exams_opened(request), granted) if request.state == ExamRequestState.ENDED else granted


def exams_opened(request: ExamRequest) -> int:
    """Return how many parcels were opened for a request that these selectors read."""
    # pyrefly: ignore[missing-attribute] (annotated by `exam_requests_for_staff`)
    return request.opened


def exams_archived(request: ExamRequest) -> bool:
    """Return whether parcels of a request that these selectors read may be archived."""
    # pyrefly: ignore[missing-attribute] (annotated by `exam_requests_for_staff`)
    return request.archived


def may_ask_exams(shipper_id: int) -> bool:
    """Say whether the business is a member in a standing in which it may ask for exams."""
    return Standing.objects.filter(pk=shipper_id, status__in=MEMBER).exists()


def monthly_parcels(shipper_id: int) -> float:
    """Return how many parcels of a business were reported in a month, over the last whole months."""
    this = clock.month_of(clock.today())
    months = Tally.objects.filter(
        seller__shipper=shipper_id, month__gte=clock.add_months(this, -MONTHS_LOOKED_AT), month__lt=this
    )
    return months.aggregate(sum=Coalesce(Sum("shipments"), 0))["sum"] / MONTHS_LOOKED_AT


def exam_request_facts(request: ExamRequest, user: User | None) -> ExamRequestFacts:
    """Return the facts on which the actions of a person, or of the program itself, on a request depend now."""
    return ExamRequestFacts(
        actor_on_team=user is not None and has_conflict(user, request.shipper_id),
        is_member=may_ask_exams(request.shipper_id),
        unopened=max(0, (request.exams_granted or 0) - exams_opened(request)),
        is_over=request.until is not None and clock.now() >= clock.end_of(request.until),
    )
