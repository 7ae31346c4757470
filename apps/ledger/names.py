"""The names by which a seller knows a parcel or a violation, for the subjects of messages: goods and number.

The goods are called by their code, in the language of the reader: a description is the word of whoever wrote it.
"""

from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext_lazy as _lazy

from apps.core.contacts import contacts_removed
from apps.core.lazy import Promise, later
from apps.ledger.models import Parcel, Violation
from apps.ledger.selectors.archives import entry_shown
from apps.ledger.vocabulary import Category
from apps.tariff.selectors.plain import language_of, plain_meaning

# The length of a number in the subject of a message.
MAX_NUMBER = 40


def violation_named(violation: Violation) -> Promise:
    """Return the goods and the number of the parcel of a violation; without a parcel, the kind of the violation and the
    number of its case. Takes one query where there is a parcel.
    """
    category = Category(violation.category).label
    if violation.parcel:
        return parcel_named(violation.parcel, otherwise=category)
    return format_lazy(_lazy("{kind}, case {number}"), kind=category, number=number_shortened(violation.case.reference))


def parcel_named(parcel: Parcel, *, otherwise: Promise | str = "") -> Promise:
    """Return the goods and the number of a parcel. Takes one query.

    Where nobody knows the goods, what is given `otherwise` stands in their place.
    """
    entry = entry_shown(parcel)
    code, number = entry.hs if entry else "", number_shortened(parcel.reference)
    goods = later(lambda: plain_meaning(code, language_of()) or str(otherwise) or code)
    return format_lazy(_lazy("{goods}, parcel {number}"), goods=goods, number=number)


def number_shortened(reference: str) -> Promise:
    """Return the number of a parcel or a case, cut where it is very long."""
    return later(lambda: Truncator(contacts_removed(reference)).chars(MAX_NUMBER))


def subject_about(subject: Promise, what: Promise | str) -> Promise:
    """Return the subject of a message with what it is about."""
    return format_lazy(_lazy("{subject}: {what}"), subject=subject, what=what)
