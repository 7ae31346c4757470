"""No corrective plan is open. An open plan limits the tier until the member has corrected the fault."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.evaluation.finding import RuleFinding, capped_finding, capped_sentence
from apps.evaluation.formats import Reader
from apps.evaluation.record import Record
from apps.policy.terms import Terms

CODE = "corrective_plan"
TITLE = _lazy("Corrective plan")


def find(record: Record, terms: Terms) -> RuleFinding:
    caps = terms.caps
    return capped_finding(CODE, is_open=record.plan_open, enter=caps.plan_enter_tier, keep=caps.plan_keep_tier)


def sentence(finding: RuleFinding, reader: Reader = Reader.SELLER) -> str:
    return capped_sentence(
        finding,
        opened=reader.chosen(
            seller=_(
                "A corrective plan is open. Until it ends, you can enter tier %(enter)s and keep tier %(keep)s at most."
            ),
            officer=_(
                "A corrective plan is open. Until it ends, the business can enter tier %(enter)s and keep tier "
                "%(keep)s at most."
            ),
        ),
        closed=_("No corrective plan is open."),
    )


def value_text(value: bool) -> str:
    return _("open") if value else _("none")


def act(finding: RuleFinding, reader: Reader = Reader.SELLER) -> str:
    return reader.chosen(seller=_("Finish your corrective plan."), officer=_("The end of the corrective plan."))
