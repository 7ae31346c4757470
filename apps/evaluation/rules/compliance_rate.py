"""The share of the member's parcels that are in order, estimated from parcels opened at random.

Only parcels that an agency opened count whose choice did not depend on the parcel: at random, at a validation, or at
the member's request. A wrong parcel counts by its severity, at most as one. The record is completed with some exams of
an average seller, so that little evidence moves the rate little. To enter a tier, this rate must reach the tier's; a
parcel that was found wrong counts as wrong until somebody decides. To keep a tier, the parcels opened must not prove
that less than the tier's share is in order; until somebody decides, the parcel counts as in order.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from apps.core.shares import percent_exact
from apps.evaluation.counterevidence import bet, evidence_against, evidence_by_tier, parcels_until_below, threshold
from apps.evaluation.drawn_exams import ExamMonth, exam_months, has_follow_ups
from apps.evaluation.finding import RuleFinding, highest_tier, next_tier
from apps.evaluation.formats import Reader, number
from apps.evaluation.record import Record, month_start
from apps.policy.terms import ONE, TOP, Rate, Terms

CODE = "compliance_rate"
TITLE = _lazy("Compliance rate")
# A hundredth of a percent, in millionths.
CUT = 100


def completed_rate(decided: int, loss: int, rate: Rate) -> int:
    """Return the compliance rate in millionths: the parcels in order of the record and of the prior, over all parcels.

    `decided` counts the parcels opened at random whose result is known, `loss` their wrong parts in millionths. The
    rate is cut to hundredths of a percent, as it is shown.
    """
    parcels = decided + rate.prior_exams
    if not parcels:
        return 0
    return (decided * ONE - loss + rate.prior_exams * rate.prior_compliance) // (parcels * CUT) * CUT


def find(record: Record, terms: Terms) -> RuleFinding:
    window, tiers = terms.windows.record_months, terms.tiers
    months = exam_months(record, terms.weights, window)
    with_losses = [month for month in months if month.losses]
    decided, loss = sum([month.decided for month in months]), sum([month.loss for month in with_losses])
    undecided = sum([month.undecided for month in months])
    bets = _with_follow_ups(record, months, terms)
    evidence = evidence_by_tier(bets, terms)
    # Nobody rises by leaving out what was found and not decided yet, and nobody falls by it.
    known, lost = decided + undecided, loss + undecided * ONE
    observed = completed_rate(known, lost, terms.rate)
    keep = _highest_kept(evidence, terms)
    shown = _highest_shown(observed, terms)
    enter = min(shown, keep)
    asked = tiers[min(enter + 1, TOP) - 1]
    return RuleFinding(
        rule=CODE,
        observed=observed / ONE,
        required=asked.compliance / ONE,
        enter=enter,
        keep=keep,
        moves=_moves(months, bets, (known, lost), (enter, keep), terms),
        clean_enter=None if enter == TOP else _missing(known, lost, evidence, enter + 1, terms),
        clean_keep=None if keep == TOP else _until_below(evidence, keep, terms),
        detail={
            "months": window,
            "decided": decided,
            "wrong": sum([month.wrong for month in with_losses]),
            "loss": loss / ONE,
            "undecided": undecided,
            "prior": terms.rate.prior_exams,
            "evidence": [float(each) for each in evidence],
            "threshold": float(threshold(terms.rate)),
        },
    )


def _with_follow_ups(record: Record, months: list[ExamMonth], terms: Terms) -> list[ExamMonth]:
    """Return the same months with the exams that followed a wrong parcel; most records have none."""
    if not has_follow_ups(record):
        return months
    return exam_months(record, terms.weights, terms.windows.record_months, with_follow_ups=True)


def lowest_rate_kept(record: Record, terms: Terms, tier: int) -> float:
    """Return the lowest compliance rate with which a tier is kept, with the parcels that the record has.

    This rate counts as many further wrong parcels of today as are possible without proving that less than the tier's
    share is in order. If the record proves this already, the rate counts as many further parcels in order as are needed
    to keep the tier.
    """
    months = exam_months(record, terms.weights, terms.windows.record_months)
    asked, bound = terms.requirement(tier).compliance, threshold(terms.rate)
    decided, loss = sum([month.decided for month in months]), sum([month.loss for month in months])
    bets = _with_follow_ups(record, months, terms)
    evidence = evidence_against(bets, asked, terms.rate)
    if evidence >= bound:
        missing = parcels_until_below(evidence, bet(asked, terms.rate.alternative).in_order, terms.rate)
        return completed_rate(decided + missing, loss, terms.rate) / ONE

    def evidence_with(count: int) -> Decimal:
        return evidence_against(_with_wrong(bets, record.month, count), asked, terms.rate)

    # A record of many parcels can spare thousands, so the number is searched by halves.
    enough = 1
    while evidence_with(enough) < bound:
        enough *= 2
    spare = bisect_left(range(1, enough), bound, key=evidence_with)
    return completed_rate(decided + spare, loss + spare * ONE, terms.rate) / ONE


def _with_wrong(months: Sequence[ExamMonth], number: int, count: int) -> list[ExamMonth]:
    """Return the months with a number of further parcels of the month `number`, the latest, that are wholly wrong."""
    *before, last = months or [ExamMonth(number, 0, {}, 0)]
    if last.number != number:
        before, last = list(months), ExamMonth(number, 0, {}, 0)
    losses = {**last.losses, ONE: last.losses.get(ONE, 0) + count}
    return [*before, msgspec.structs.replace(last, decided=last.decided + count, losses=losses)]


def _highest_shown(observed: int, terms: Terms) -> int:
    return highest_tier([observed >= asked.compliance for asked in terms.tiers])


def _highest_kept(evidence: Sequence[Decimal], terms: Terms) -> int:
    bound = threshold(terms.rate)
    return highest_tier([each < bound for each in evidence])


def _moves(
    months: Sequence[ExamMonth],
    bets: Sequence[ExamMonth],
    counts: tuple[int, int],
    tiers: tuple[int, int],
    terms: Terms,
) -> date | None:
    """Return the day on which the tiers may change as month after month leaves the window; None if they never do.

    `bets` are the months with the exams that followed a wrong parcel, `counts` the known parcels and their wrong parts,
    `tiers` those to enter and to keep. Below the top tier each wrong parcel that leaves is such a day: fewer parcels in
    order suffice from then on. Parcels in order that leave only lower the rate, in the end below the one with which the
    present tier was entered.
    """
    (known, lost), (enter, keep) = counts, tiers
    kept, entered_with = keep, terms.tiers[enter - 1].compliance if enter else 0
    for place, (month, beside) in enumerate(zip(months, bets, strict=True), start=1):
        known -= month.decided + month.undecided
        if month.losses or month.undecided:
            lost -= month.loss + month.undecided * ONE
        if beside.losses or month.undecided:
            if enter < TOP:
                return month_start(month.number + terms.windows.record_months)
            kept = _highest_kept(evidence_by_tier(bets[place:], terms), terms)
        if kept != keep or completed_rate(known, lost, terms.rate) < entered_with:
            return month_start(month.number + terms.windows.record_months)
    return None


def _missing(known: int, lost: int, evidence: Sequence[Decimal], tier: int, terms: Terms) -> int:
    """Return the further parcels in order, opened at random, with which a tier is entered."""
    asked, prior = terms.tiers[tier - 1].compliance, terms.rate.prior_exams
    short = asked * (known + prior) - (known * ONE - lost + prior * terms.rate.prior_compliance)
    missing = max(0, -(-short // (ONE - asked)))
    return max([missing, *(_until_below(evidence, below, terms) for below in range(tier))])


def _until_below(evidence: Sequence[Decimal], place: int, terms: Terms) -> int:
    """Return the parcels in order after which the evidence against the tier at a place no longer disproves it."""
    in_order = bet(terms.tiers[place].compliance, terms.rate.alternative).in_order
    return parcels_until_below(evidence[place], in_order, terms.rate)


def sentence(finding: RuleFinding, reader: Reader = Reader.SELLER) -> str:
    detail = finding.detail
    in_order = detail["decided"] - detail["wrong"]
    words = {"months": detail["months"], "decided": number(detail["decided"]), "in_order": number(in_order)}
    sentences = [
        _in_order_text(in_order, reader) % words
        if detail["decided"]
        else reader.chosen(
            seller=_("None of your parcels was opened at random in the last %(months)s months."),
            officer=_("No parcel of the business was opened at random in the last %(months)s months."),
        )
        % words
    ]
    if detail["undecided"]:
        sentences.append(
            ngettext(
                "%(count)s more was found wrong and is not decided yet. Until then it counts as wrong for entering "
                "a tier, and as in order for keeping one.",
                "%(count)s more were found wrong and are not decided yet. Until then they count as wrong for entering "
                "a tier, and as in order for keeping one.",
                detail["undecided"],
            )
            % {"count": number(detail["undecided"])}
        )
    sentences.append(
        reader.chosen(
            seller=_(
                "Completed with %(prior)s exams of an average seller, your compliance rate is %(rate)s. "
                "Entering tier %(tier)s asks for %(required)s."
            ),
            officer=_(
                "Completed with %(prior)s exams of an average seller, the compliance rate is %(rate)s. "
                "Entering tier %(tier)s asks for %(required)s."
            ),
        )
        % {
            "prior": number(detail["prior"]),
            "rate": value_text(finding.observed),
            "tier": next_tier(finding),
            "required": value_text(finding.required),
        }
    )
    if finding.keep < TOP:
        text = reader.chosen(
            seller=_("The wrong parcels prove that you do not reach the rate of tier %(tier)s."),
            officer=_("The wrong parcels prove that the business does not reach the rate of tier %(tier)s."),
        )
        sentences.append(text % {"tier": finding.keep + 1})
    return " ".join(sentences)


def _in_order_text(in_order: int, reader: Reader) -> str:
    return reader.chosen(
        seller=ngettext(
            "%(in_order)s of your %(decided)s parcels opened at random in %(months)s months was in order.",
            "%(in_order)s of your %(decided)s parcels opened at random in %(months)s months were in order.",
            in_order,
        ),
        officer=ngettext(
            "%(in_order)s of %(decided)s parcels of the business opened at random in %(months)s months was in order.",
            "%(in_order)s of %(decided)s parcels of the business opened at random in %(months)s months were in order.",
            in_order,
        ),
    )


def value_text(value: float) -> str:
    return percent_exact(value)
