"""The people who may not hold the work of an agency: all who belong to another agency or to none.

And who may not determine a violation that came of an agency's file: the officer who confirmed whose the finding is.
"""

from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.agencies import work
from apps.agencies.models import AgencyQuestion, FiledFirm, Hold
from apps.agencies.selectors import agency_of
from apps.agencies.states import OTHER_AGENCY
from apps.core.lifecycle import Text
from apps.ledger.allegers import allegers_register
from apps.work.kinds import holder_bar_register

ALLEGED_IT = _lazy(
    "You alleged this violation because of an agency's file, so somebody else determines it. Two people count as one "
    "if one of them asked for the account of the other."
)


def hold_bar(user: User, hold_id: int) -> Text | None:
    """Return why a person may not hold the work of a hold, or None if they belong to its agency."""
    agency = agency_of(user)
    is_own = agency and Hold.objects.filter(pk=hold_id, agency=agency).exists()
    return None if is_own else OTHER_AGENCY


def question_bar(user: User, question_id: int) -> Text | None:
    """Return why a person may not hold the work of a question, or None if they belong to the agency asked."""
    agency = agency_of(user)
    is_own = agency and AgencyQuestion.objects.filter(pk=question_id, agency=agency).exists()
    return None if is_own else OTHER_AGENCY


holder_bar_register(work.HOLD.code, hold_bar)
holder_bar_register(work.QUESTION.code, question_bar)
# The file of the agency is the record of such a violation.
allegers_register(
    FiledFirm.objects.all,
    case="findings__alleged__case",
    officer="decided_by",
    sentence=ALLEGED_IT,
    are_proof=True,
)
