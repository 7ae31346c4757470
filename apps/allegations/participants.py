"""Who may not determine a violation that came of a tip: the officer who alleged it because of the tip."""

from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.selectors import is_second_person
from apps.allegations.models import Tip
from apps.core.lifecycle import Text
from apps.ledger.determiners import determiner_bar_register

ALLEGED_IT = _lazy(
    "You alleged this violation because of a tip, so somebody else determines it. Two people count as one if one of "
    "them asked for the account of the other."
)


def determiner_bar(actor: User, case_id: int) -> Text | None:
    """Return why a person may not sustain or mitigate a violation: they alleged it because of a tip."""
    officer = Tip.objects.filter(case=case_id).values_list("decided_by", flat=True).first()
    return None if officer is None or is_second_person(actor, officer) else ALLEGED_IT


determiner_bar_register(determiner_bar)
