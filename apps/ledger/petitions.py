"""Petitions to CBP beside a seizure or a penalty: a proceeding of its own, with its own time."""

from datetime import date

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.languages import day_in_words
from apps.core.lazy import Promise
from apps.ledger.models import Violation
from apps.ledger.vocabulary import Basis, Determination
from apps.policy.procedures import Clocks

SEIZURE: tuple[Promise, ...] = (
    _lazy(
        "A seizure has a proceeding of its own at CBP. A person with an interest in the goods can petition to get them "
        "back or to lose less: in writing, to the Fines, Penalties and Forfeitures Office whose address stands in "
        "CBP's notice of seizure, within {days} days from the day on which CBP mailed that notice (19 CFR 171.2(b))."
    ),
    _lazy(
        "The seizure is recorded as of {recorded}, so these days do not end before {until}, unless the notice gives "
        "less."
    ),
)
PENALTY: tuple[Promise, ...] = (
    _lazy(
        "A penalty has a proceeding of its own at CBP. The person who is to pay it can petition to have it lowered or "
        "cancelled: in writing, to the Fines, Penalties and Forfeitures Office whose address stands in CBP's notice of "
        "the penalty, within {days} days from the day on which CBP mailed that notice (19 CFR 171.2(b))."
    ),
    _lazy(
        "The violation is recorded as of {recorded}, so these days do not end before {until}, unless the notice gives "
        "less."
    ),
)
APART: tuple[Promise, ...] = (
    _lazy(
        "The office can give more time if you ask for it (19 CFR 171.2(c)). If your importer or broker got the notice, "
        "ask them for it."
    ),
    _lazy(
        "An answer on this site is not a petition, and a petition is not an answer on this site. Each has its own "
        "last day: do both in time."
    ),
)


def petition_texts(violation: Violation, clocks: Clocks) -> list[Promise]:
    """Return what a business should know of petitions to CBP beside a violation; nothing where the violation was
    reversed, or brought neither a seizure nor a penalty.
    """
    if violation.determination == Determination.REVERSED:
        return []
    seized = violation.basis == Basis.SEIZURE
    penalized = violation.basis == Basis.PENALTY or violation.penalty_assessed is not None
    texts = [
        *(_with_days(SEIZURE, violation.date, clocks.petition_seizure_days) if seized else []),
        *(_with_days(PENALTY, violation.date, clocks.petition_penalty_days) if penalized else []),
    ]
    return [*texts, *APART] if texts else []


def _with_days(texts: tuple[Promise, ...], recorded: date, days: int) -> list[Promise]:
    until = clock.add_days(recorded, days)
    return [format_lazy(text, days=days, recorded=day_in_words(recorded), until=day_in_words(until)) for text in texts]
