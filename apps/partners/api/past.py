"""The answer for a past day or moment: the standing of a business and the policy in force then."""

from datetime import datetime

from rest_framework.request import Request

from apps.core import clock
from apps.partners.answers import StatusAnswer
from apps.partners.consents import shipper_read
from apps.partners.problems import Problem
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Consent
from apps.standing.selectors import change_in_force

NOT_THEN = "This shipper was not a member of the program then."


def past_answer(request: Request, ksn: str, moment: datetime) -> StatusAnswer:
    """Return the answer that a number had at a past moment; answer with a problem to a caller who may not read it."""
    shipper = shipper_read(request, ksn, {Consent.Scope.PAST: clock.day_of(moment).isoformat()})
    change = change_in_force(shipper.pk, moment)
    if change is None:
        raise Problem(404, "unknown-ksn", NOT_THEN, ksn=ksn, known=False, as_of=moment.isoformat())
    answer = StatusAnswer.of(
        ksn=ksn,
        status=change.status,
        validated=change.validated,
        tier=change.tier,
        examine_all=change.examine_all,
        as_of=moment,
        terms=terms_of(policy_on(clock.day_of(moment))),
        superseded_on=None,
    )
    return answer.of_the_past()
