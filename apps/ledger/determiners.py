"""The people who may not determine a violation: officers who alleged it for a reason that an app above knows, such as a
tip.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import F, QuerySet, Value

from apps.accounts.models import User
from apps.accounts.selectors import is_second_person
from apps.core.lifecycle import Text

# Takes the id of a case; returns the records that led to the allegation.
type Grounds = Callable[[int], QuerySet[Any]]

_grounds: list[tuple[Grounds, str, Text]] = []


def allegers_register(grounds: Grounds, officer: str, sentence: Text) -> None:
    """Register, when the app starts, records that lead to allegations, and the name of their field for the officer who
    alleged. `sentence` says why this officer may not sustain or mitigate the violation.
    """
    _grounds.append((grounds, officer, sentence))


def determiner_barred(actor: User, case_id: int) -> Text | None:
    """Return the sentence that says why a person may not sustain or mitigate a violation, or None; takes one query."""
    first, *others = (
        grounds(case_id).order_by().annotate(place=Value(place), officer=F(officer)).values_list("place", "officer")
        for place, (grounds, officer, _sentence) in enumerate(_grounds)
    )
    for place, officer in first.union(*others, all=True).order_by("place"):
        if officer is not None and not is_second_person(actor, officer):
            return _grounds[place][2]
    return None
