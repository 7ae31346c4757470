"""The person who may not determine a violation that was alleged with a confirmed hit: the officer who confirmed the
hit.
"""

from apps.ledger.allegers import allegers_register
from apps.screening.models import BusinessHit
from apps.screening.staff_words import ALLEGED_WITH_HIT

# The entry of the list, which the hit keeps, is the record of such a violation.
allegers_register(BusinessHit.objects.all, case="case", officer="decided_by", sentence=ALLEGED_WITH_HIT, are_proof=True)
