"""An open corrective plan: the fault is being mended, and the rise waits until that is done."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.evaluation.finding import Finding
from apps.evaluation.record import Record
from apps.policy.terms import TOP, Terms

CODE = "corrective_plan"
TITLE = _lazy("Corrective plan")


def find(record: Record, terms: Terms) -> Finding:
    return Finding(
        rule=CODE,
        observed=record.plan_open,
        required=False,
        enter=terms.caps.plan_enter_tier if record.plan_open else TOP,
        keep=terms.caps.plan_keep_tier if record.plan_open else TOP,
    )


def sentence(finding: Finding) -> str:
    if finding.observed:
        text = _(
            "A corrective plan is open. Until it ends, you can enter tier %(enter)s and keep tier %(keep)s at most."
        )
        return text % {"enter": finding.enter, "keep": finding.keep}
    return _("No corrective plan is open.")


def shown(value: bool) -> str:
    return _("open") if value else _("none")


def path(finding: Finding, tier: int, terms: Terms) -> str:
    return _("Finish your corrective plan.")
