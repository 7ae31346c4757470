"""The consents of a business: the codes kept in `Shipper.consents`, and their questions."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise


@dataclass(frozen=True, slots=True)
class Consent:
    """A question answered by yes or no. A business that says no to a `required` one can't join the program."""

    code: str
    required: bool
    question: Promise
    help: Promise


USE = "use"
PUBLIC_STATUS = "public_status"
NAME = "name"
HISTORY = "history"

CONSENTS: tuple[Consent, ...] = (
    Consent(
        USE,
        True,
        _lazy("May the program use what you tell it to decide about you, and check the business and its owners?"),
        _lazy(
            "The check compares names and addresses with public lists of people and firms with whom trade is forbidden."
        ),
    ),
    Consent(
        PUBLIC_STATUS,
        True,
        _lazy("May anybody who has your Known Shipper Number see your status and tier?"),
        _lazy("That is what the number is for. Your name, address and record are not shown."),
    ),
    Consent(
        NAME,
        False,
        _lazy("May marketplaces and carriers that hold your number also see the name of your business?"),
        _lazy("It lets them tell that the number is really yours. You can say no and still join."),
    ),
    Consent(
        HISTORY,
        False,
        _lazy("May the program link to you the parcels that marketplaces and carriers reported under your seller IDs?"),
        _lazy("A good history counts for you, and a bad one against you. If you say no, your record starts empty."),
    ),
)
