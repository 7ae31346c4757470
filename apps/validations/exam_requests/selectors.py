"""Reads of exam requests: those of a business, how many parcels were opened, and how many may still be asked for."""

from collections.abc import Mapping
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
from apps.ledger.models import Shipment
from apps.ledger.selectors import Volume
from apps.ledger.selectors.archives import months_missing
from apps.policy.least_exams import added_chance
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.selectors import has_conflict
from apps.standing.models import Standing
from apps.standing.states import MEMBER
from apps.validations.exam_requests.models import ExamRequest, ExamRequestState
from apps.validations.exam_requests.states import ExamRequestFacts

OPEN = (ExamRequestState.ASKED, ExamRequestState.GRANTED)
GRANTED = (ExamRequestState.GRANTED, ExamRequestState.DONE)


def exam_requests_for_staff() -> QuerySet[ExamRequest]:
    """Return the exam requests of all businesses, each with `opened`, the number of parcels of the period that were
    opened at random and count: those that would have been opened anyway, and those of the request.

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
            drawn=True,
            voided=False,
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


def exam_requests_over() -> QuerySet[ExamRequest]:
    """Return the granted exam requests whose last day is over."""
    return exam_requests_for_staff().filter(state=ExamRequestState.GRANTED, until__lt=clock.today())


def exam_requests_counting() -> QuerySet[ExamRequest]:
    """Return the exam requests that count against what a member may ask for today, each with `opened`."""
    today = clock.today()
    months = terms_of(policy_on(today)).exam_requests.months
    # On the day after its last day a request counts no longer.
    since = clock.first_within(clock.add_days(today, 1), months)
    return exam_requests_for_staff().filter(state__in=GRANTED, first_day__gte=since)


def exams_left(shipper_id: int) -> int:
    """Return for how many more parcels a business may ask today: those granted within the months of the policy count
    against the number of the policy.
    """
    most = terms_of(policy_on(clock.today())).exam_requests.max_exams
    granted = exam_requests_counting().filter(shipper=shipper_id).aggregate(sum=Coalesce(Sum("exams_granted"), 0))
    return max(0, most - granted["sum"])


def chances_added(volumes: Mapping[int, Volume], day: date) -> dict[int, float]:
    """Return the chance that a granted request adds to that of each parcel on a day, by business. Takes one query."""
    running = ExamRequest.objects.filter(
        shipper__in=volumes, state=ExamRequestState.GRANTED, first_day__lte=day, until__gte=day
    )
    rows = running.values_list("shipper", "exams_granted", "first_day", "until")
    return {
        shipper_id: added_chance(exams, yearly=volumes[shipper_id].yearly, first_day=first_day, until=until)
        for shipper_id, exams, first_day, until in rows
        if exams and first_day and until
    }


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


def exam_request_facts(request: ExamRequest, user: User | None) -> ExamRequestFacts:
    """Return the facts on which the actions of a person, or of the program itself, on a request depend now."""
    return ExamRequestFacts(
        actor_on_team=user is not None and has_conflict(user, request.shipper_id),
        is_member=may_ask_exams(request.shipper_id),
        is_over=request.until is not None and clock.now() >= clock.end_of(request.until),
    )
