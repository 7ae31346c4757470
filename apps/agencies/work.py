"""The kinds of work of agencies, and of officers of the program with them."""

from functools import partial

from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.roles import ACT_FOR_AGENCY
from apps.agencies.models import AgencyOfficer, AgencyQuestion, Hold
from apps.agencies.states import DETERMINER, OFFICER
from apps.work.kinds import register, scope_register, subject_page
from apps.work.models import Severity

HOLD = register(
    "agency_hold",
    _lazy("Hold of an agency"),
    url=subject_page("admin:agencies_hold_change"),
    permission=ACT_FOR_AGENCY,
    help=_lazy(
        "An agency holds a parcel until a day, with which the hold ends by itself. Lift it before, or let a colleague "
        "hold the parcel longer, with a new ground."
    ),
    severity=Severity.MAJOR,
)
QUESTION = register(
    "agency_question",
    _lazy("Question to an agency"),
    url=subject_page("admin:agencies_agencyquestion_change"),
    permission=ACT_FOR_AGENCY,
    help=_lazy("An officer of the program asks an agency something. Answer it."),
    target_days=5,
)
ANSWER = register(
    "agency_answer",
    _lazy("Answer of an agency"),
    url=subject_page("admin:agencies_agencyquestion_change"),
    permission=OFFICER,
    help=_lazy("An agency answered a question. Read the answer, and say that you have."),
    target_days=5,
)
FIRM = register(
    "agency_firm",
    _lazy("Firm of an agency's file"),
    url=subject_page("admin:agencies_filedfirm_change"),
    permission=DETERMINER,
    help=_lazy(
        "A firm in an agency's file may be a business here. Compare both, then say whether they are one. The "
        "violations that are alleged then are served and answered like any other; a likeness alone counts against "
        "nobody."
    ),
    target_days=15,
)


def _own(model: type[Hold] | type[AgencyQuestion], user: User) -> Q:
    """Return the condition for the work about the records of a person's agency."""
    agency = AgencyOfficer.objects.filter(user=user).values("agency")
    return Q(subject_id__in=model.objects.filter(agency__in=agency).values("pk"))


scope_register(HOLD.code, partial(_own, Hold))
scope_register(QUESTION.code, partial(_own, AgencyQuestion))
