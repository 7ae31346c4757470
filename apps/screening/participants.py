"""Who may not determine a violation that was alleged with a confirmed hit: the officer who confirmed the hit."""

from apps.accounts.models import User
from apps.accounts.selectors import is_second_person
from apps.core.lifecycle import Text
from apps.ledger.determiners import determiner_bar_register
from apps.screening.models import BusinessHit
from apps.screening.staff_words import ALLEGED_WITH_HIT


def determiner_bar(actor: User, case_id: int) -> Text | None:
    """Return why a person may not sustain or mitigate a violation: they confirmed the hit with which it was alleged."""
    officer = BusinessHit.objects.filter(case=case_id).values_list("decided_by", flat=True).first()
    return None if officer is None or is_second_person(actor, officer) else ALLEGED_WITH_HIT


determiner_bar_register(determiner_bar)
