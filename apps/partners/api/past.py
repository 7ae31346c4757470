"""The answer for a past day or moment: the standing of a business and the policy in force then."""

from datetime import datetime

from rest_framework.request import Request

from apps.accounts.requests import user_of
from apps.core import clock
from apps.partners.answers import StatusAnswer
from apps.partners.api.numbers import UNKNOWN
from apps.partners.consents import consent_require
from apps.partners.problems import Problem
from apps.partners.systems.selectors import Access, shipper_of, shipper_read_by
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Consent
from apps.standing.selectors import change_in_force

NOT_THEN = "This shipper was not a member of the program then."


def past_answer(request: Request, ksn: str, moment: datetime) -> StatusAnswer:
    """Return the answer that a number had at a past moment, for who may know; else answer with a problem."""
    access = request.auth
    shipper = shipper_of(ksn) if isinstance(access, Access) else shipper_read_by(user_of(request), ksn)
    if shipper is None:
        raise Problem(404, "unknown-ksn", UNKNOWN, ksn=ksn, known=False)
    if isinstance(access, Access):
        consent_require(access, shipper, Consent.Scope.PAST, told=clock.day_of(moment).isoformat())
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
