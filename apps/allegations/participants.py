"""The person who may not determine a violation that came of a tip: the officer who alleged it because of the tip."""

from django.utils.translation import gettext_lazy as _lazy

from apps.allegations.models import Tip
from apps.ledger.allegers import allegers_register

ALLEGED_IT = _lazy(
    "You alleged this violation because of a tip, so somebody else determines it. Two people count as one if one of "
    "them asked for the account of the other."
)


allegers_register(Tip.objects.all, case="case", officer="decided_by", sentence=ALLEGED_IT)
