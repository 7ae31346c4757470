"""No screening check is open. Until an officer decides on a possible match, the member neither rises nor falls."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.evaluation.finding import Finding, capped_finding, capped_sentence
from apps.evaluation.record import Record
from apps.policy.terms import Terms

CODE = "screening_hold"
TITLE = _lazy("Screening hold")


def find(record: Record, terms: Terms) -> Finding:
    caps = terms.caps
    return capped_finding(CODE, is_open=record.on_hold, enter=caps.hold_enter_tier, keep=caps.hold_keep_tier)


def sentence(finding: Finding) -> str:
    return capped_sentence(
        finding,
        opened=_(
            "A screening check is open. Until it ends, you can enter tier %(enter)s and keep tier %(keep)s at most."
        ),
        closed=_("No screening check is open."),
    )


def value_text(value: bool) -> str:
    return _("open") if value else _("none")


def path(finding: Finding, tier: int, terms: Terms) -> str:
    return _("An officer must settle the screening check. There is nothing for you to do unless you are asked.")
