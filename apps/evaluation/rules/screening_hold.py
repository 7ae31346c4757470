"""No possible match with a list waits for a decision. Until an officer decides, the member neither rises nor falls."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.evaluation.finding import RuleFinding, capped_finding, capped_sentence
from apps.evaluation.formats import Reader
from apps.evaluation.record import Record
from apps.policy.terms import Terms

CODE = "screening_hold"
TITLE = _lazy("Screening hold")


def find(record: Record, terms: Terms) -> RuleFinding:
    caps = terms.caps
    return capped_finding(CODE, is_open=record.on_hold, enter=caps.hold_enter_tier, keep=caps.hold_keep_tier)


def sentence(finding: RuleFinding, reader: Reader = Reader.SELLER) -> str:
    return capped_sentence(
        finding,
        opened=reader.chosen(
            seller=_(
                "A screening check is open. Until it ends, you can enter tier %(enter)s and keep tier %(keep)s at most."
            ),
            officer=_(
                "A screening check is open. Until it ends, the business can enter tier %(enter)s and keep tier "
                "%(keep)s at most."
            ),
        ),
        # True of whoever was never compared with a list as well: the ledger does not say who was.
        closed=_("No possible match with a list of restricted parties waits for a decision."),
    )


def value_text(value: bool) -> str:
    return _("open") if value else _("none")


def act(finding: RuleFinding, reader: Reader = Reader.SELLER) -> str:
    return reader.chosen(
        seller=_("An officer must settle the screening check. There is nothing for you to do unless you are asked."),
        officer=_("An officer must settle the screening check."),
    )
