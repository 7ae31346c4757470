"""The record of a business: its figures on the overview, and its page with charts, tables and the latest violations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.requests import UserRequest
from apps.agencies.watchlists.selectors import OpenedByChoice, parcels_chosen
from apps.core.shares import percent
from apps.core.spreadsheets import Row, csv_stream
from apps.disputes.selectors import violations_with_answers
from apps.evaluation.judgments import PolicyJudgment, judgment_today
from apps.evaluation.monthly_record import MonthlyRecord, RecordMonth, monthly_record
from apps.evaluation.record import RecordFacts, month_number
from apps.evaluation.rules import compliance_rate
from apps.ledger.archives import EntriesArchived
from apps.ledger.selectors import controlled_with
from apps.ledger.vocabulary import CONTROL_KINDS
from apps.portal.access import business_for, business_page, for_sellers
from apps.shippers.models import Shipper
from apps.standing.models import Standing
from apps.validations.selectors import visits_with_answers_due


@dataclass(frozen=True, slots=True)
class JudgedTogether:
    """The other businesses with which a business is judged together, and the day since which it is."""

    since: date
    others: Sequence[Shipper]


def together_of(shipper_id: int, facts: RecordFacts) -> JudgedTogether | None:
    """Return with whom a business is judged together; None, without a query, if it never was."""
    days = [entry.day for entry in facts.entries if entry.kind in CONTROL_KINDS]
    if not days:
        return None
    members = controlled_with([shipper_id])[shipper_id]
    others = list(Shipper.objects.filter(pk__in=members).exclude(pk=shipper_id).order_by("ksn", "pk"))
    return JudgedTogether(days[-1], others) if len(members) > 1 else None


# The months of a record that pages show.
MONTHS = 12
MAX_LISTED = 5


@dataclass(frozen=True, slots=True)
class RecordFigures:
    """The figures of the last 12 months. Among the examined parcels, `drawn` counts those that an agency opened at
    random, and `followed` those that it opened at random after a wrong one, which do not count in the rate.

    `rate` is the compliance rate as text, "" while nothing was opened at random, and `explanation` says of which
    parcels it is the rate.
    """

    rate: str
    explanation: str
    parcels: int
    examined: int
    drawn: int
    followed: int
    violations: int


@for_sellers
@require_safe
def record(request: UserRequest, shipper_id: int) -> HttpResponse:
    """Show the record of a business; answer 404 for a business that was never enrolled."""
    business = business_for(request.user, shipper_id)
    standing = getattr(business.shipper, "standing", None)
    if standing is None:
        raise Http404
    judgment, chosen = judgment_today(shipper_id, months=MONTHS), _chosen(shipper_id)
    context = {
        "figures": figures_of(judgment),
        "together": together_of(shipper_id, judgment.facts),
        "history": history_of(judgment, standing),
        "violations": violations_with_answers(shipper_id)[:MAX_LISTED],
        "chosen": chosen,
        "chosen_share": chosen and percent(chosen.opened / chosen.parcels),
        "visits": visits_with_answers_due(shipper_id)[:MAX_LISTED],
    }
    return business_page(request, business, "portal/dashboard/record.html", context)


@for_sellers
@require_safe
def record_csv(request: UserRequest, shipper_id: int) -> StreamingHttpResponse:
    """Return the months of a record as a table; answer 404 for a business that was never enrolled."""
    business = business_for(request.user, shipper_id)
    standing = getattr(business.shipper, "standing", None)
    if standing is None:
        raise Http404
    history = history_of(judgment_today(shipper_id, months=MONTHS), standing)
    head = [
        *(_("Month"), _("Parcels"), _("Examined"), _("Found wrong"), _("Opened at random"), _("Of these found wrong")),
        *(_("Violations"), _("Compliance rate")),
    ]
    return StreamingHttpResponse(
        csv_stream(head, [_row(month, rate) for month, rate in history.months]),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="record.csv"'},
    )


def _row(month: RecordMonth, rate: str) -> Row:
    parcels = month.parcels
    counts = [parcels.parcels, parcels.examined, parcels.discrepant, parcels.random, parcels.random_discrepant]
    return [month.month, *counts, month.violations, rate]


def _chosen(shipper_id: int) -> OpenedByChoice | None:
    """Return how many parcels were opened since people chose them; None for months that are archived, or if there was
    no parcel.
    """
    try:
        chosen = parcels_chosen(shipper_id)
    except EntriesArchived:
        return None
    return chosen if chosen.parcels else None


def history_of(judgment: PolicyJudgment, standing: Standing) -> MonthlyRecord:
    """Return the last 12 months of a business as a table and as charts."""
    return monthly_record(
        judgment.facts, judgment.terms, today=judgment.today, count=MONTHS, drawn=MONTHS, held=standing.tier
    )


def figures_of(judgment: PolicyJudgment) -> RecordFigures:
    """Return the figures of the last 12 months of a business, the present month included."""
    first = month_number(judgment.today) - MONTHS + 1
    months = [month for month in judgment.facts.months if month.number >= first]
    finding = next(finding for finding in judgment.answer.findings if finding.rule == compliance_rate.CODE)
    return RecordFigures(
        rate=compliance_rate.value_text(finding.observed) if finding.detail["decided"] else "",
        explanation=compliance_rate.sentence(finding),
        parcels=sum(month.parcels for month in months),
        examined=sum(month.examined for month in months),
        drawn=sum(month.drawn for month in months),
        followed=sum(month.followed for month in months),
        violations=sum(first <= offense.month and offense.day <= judgment.today for offense in judgment.facts.offenses),
    )
