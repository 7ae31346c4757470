"""The person who may not determine a violation that was alleged with a confirmed hit: the officer who confirmed the
hit.
"""

from django.db.models import QuerySet

from apps.ledger.determiners import allegers_register
from apps.screening.models import BusinessHit
from apps.screening.staff_words import ALLEGED_WITH_HIT


def _hits(case_id: int) -> QuerySet[BusinessHit]:
    return BusinessHit.objects.filter(case=case_id)


allegers_register(_hits, "decided_by", ALLEGED_WITH_HIT)
