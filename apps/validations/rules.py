"""The days of validation: how long before a due day the program acts, and when a validation is due. Pure."""

from datetime import date

from apps.core import clock
from apps.policy.terms import Terms

# A business is notified this many days before a visit: CBP announces a CTPAT validation in writing at least 30 days
# ahead (cbp.gov, "CTPAT Validation Process"). A visit for cause, or one to which the business agrees, may come sooner.
NOTICE_DAYS = 30
# The work item to plan a visit opens this many days before the visit is due: 30 days for the notice, and two months to
# agree on a day and to settle the findings. A program decision.
AHEAD_DAYS = 90


def earliest_day(today: date) -> date:
    """Return the first day for which a visit can be planned today without the business's consent."""
    return clock.add_days(today, NOTICE_DAYS)


def validate_by(enrolled: date, validated: date | None, terms: Terms) -> date:
    """Return the day by which the policy wants a member visited after its enrollment, or again after its last
    validation.

    The first visit is due `clock.validation_months` after enrollment (after 6 U.S.C. 965(a): one year), the next one
    `validation.valid_months` after the last validation (after 6 U.S.C. 969(2): four years).
    """
    if validated is None:
        return clock.anniversary(enrolled, terms.clocks.validation_months)
    return clock.anniversary(validated, terms.caps.validation_months)
