"""The member has no critical violation of its own, such as narcotics or weapons, in the last years.

A critical violation that is sustained and rests on a seizure, a laboratory result or a confirmed list match suspends
the member at once.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from apps.evaluation.finding import RuleFinding, earliest
from apps.evaluation.formats import Reader, number
from apps.evaluation.record import Record, month_start
from apps.evaluation.weights import attribution_of, offenses_within
from apps.ledger.vocabulary import RECORDED_BASIS, Severity
from apps.policy.terms import TOP, Terms

CODE = "critical_violation"
TITLE = _lazy("Critical violations")


def find(record: Record, terms: Terms) -> RuleFinding:
    windows, own = terms.windows, terms.caps.own_attribution
    critical = [
        offense
        for offense in record.offenses
        if offense.severity == Severity.CRITICAL and attribution_of(offense, terms.weights) >= own
    ]
    barring = offenses_within(record, critical, windows.critical_months)
    suspending = [
        offense
        for offense in offenses_within(record, critical, windows.suspend_months)
        if offense.sustained and offense.basis in RECORDED_BASIS
    ]
    allowed = 0 if barring else TOP
    return RuleFinding(
        rule=CODE,
        observed=len(barring),
        required=0,
        enter=allowed,
        keep=allowed,
        moves=earliest(
            [
                *[month_start(offense.month + windows.critical_months) for offense in barring],
                *[month_start(offense.month + windows.suspend_months) for offense in suspending],
            ]
        ),
        suspend=bool(suspending),
        detail={
            "months": windows.critical_months,
            "violations": [offense.id for offense in barring],
            "suspending": [offense.id for offense in suspending],
            "until": max([month_start(o.month + windows.critical_months) for o in barring], default=None),
        },
    )


def sentence(finding: RuleFinding, reader: Reader = Reader.SELLER) -> str:
    months = finding.detail["months"]
    if not finding.observed:
        text = reader.chosen(
            seller=_("No critical violation of your own in the last %(months)s months."),
            officer=_("No critical violation by the business itself in the last %(months)s months."),
        )
        return text % {"months": months}
    text = reader.chosen(
        seller=ngettext(
            "%(count)s critical violation of your own in the last %(months)s months. It bars every tier.",
            "%(count)s critical violations of your own in the last %(months)s months. They bar every tier.",
            finding.observed,
        ),
        officer=ngettext(
            "%(count)s critical violation by the business itself in the last %(months)s months. It bars every tier.",
            "%(count)s critical violations by the business itself in the last %(months)s months. They bar every tier.",
            finding.observed,
        ),
    )
    return text % {"count": number(finding.observed), "months": months}


def value_text(value: int) -> str:
    return number(value)
