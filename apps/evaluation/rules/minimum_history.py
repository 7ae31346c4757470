"""Enough of the member's parcels were opened at random to judge by."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from apps.evaluation.finding import RuleFinding, highest_tier, next_tier
from apps.evaluation.formats import Reader, number
from apps.evaluation.record import Record
from apps.policy.terms import ENTER, KEEP, TOP, Terms

CODE = "minimum_history"
TITLE = _lazy("Enough exams to judge by")


def find(record: Record, terms: Terms) -> RuleFinding:
    window, tiers = terms.windows.record_months, terms.tiers
    exams = record.drawn(window)
    enter = highest_tier([exams >= asked.exams[ENTER] for asked in tiers])
    keep = highest_tier([exams >= asked.exams[KEEP] for asked in tiers])
    needed = max(tiers[enter - 1].exams[ENTER] if enter else 0, tiers[keep - 1].exams[KEEP] if keep else 0)
    return RuleFinding(
        rule=CODE,
        observed=exams,
        required=tiers[min(enter + 1, TOP) - 1].exams[ENTER],
        enter=enter,
        keep=keep,
        moves=record.drawn_falls_below(needed, window),
        clean_enter=None if enter == TOP else tiers[enter].exams[ENTER] - exams,
        clean_keep=None if keep == TOP else tiers[keep].exams[KEEP] - exams,
        detail={"months": window},
    )


def sentence(finding: RuleFinding, reader: Reader = Reader.SELLER) -> str:
    counts = {
        "exams": number(finding.observed),
        "months": finding.detail["months"],
        "tier": next_tier(finding),
        "required": number(finding.required),
    }
    return " ".join(
        [
            reader.chosen(
                seller=ngettext(
                    "An agency opened %(exams)s of your parcels at random in the last %(months)s months.",
                    "An agency opened %(exams)s of your parcels at random in the last %(months)s months.",
                    finding.observed,
                ),
                officer=ngettext(
                    "An agency opened %(exams)s parcel of the business at random in the last %(months)s months.",
                    "An agency opened %(exams)s parcels of the business at random in the last %(months)s months.",
                    finding.observed,
                ),
            )
            % counts,
            _("Entering tier %(tier)s asks for %(required)s.") % counts,
        ]
    )


def value_text(value: int) -> str:
    return ngettext("%(count)s exam", "%(count)s exams", value) % {"count": number(value)}
