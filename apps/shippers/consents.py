"""The consents for which an application asks: their questions, and where each is kept."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.shippers.models import Consent


@dataclass(frozen=True, slots=True)
class ConsentQuestion:
    """A question answered by yes or no. A business that says no to a `required` one can't join the program."""

    code: str
    required: bool
    question: Promise
    help: Promise


USE = "use"
PUBLIC_STATUS = "public_status"
NAME = str(Consent.Scope.NAME)
HISTORY = "history"

CONSENTS: tuple[ConsentQuestion, ...] = (
    ConsentQuestion(
        USE,
        True,
        _lazy("May the program use what you tell it to decide about you, and check the business and its owners?"),
        _lazy(
            "The check compares names and addresses with public lists of people and firms with whom trade is forbidden."
        ),
    ),
    ConsentQuestion(
        PUBLIC_STATUS,
        True,
        _lazy("May anybody who has your Known Shipper Number see your status and tier?"),
        _lazy("The number exists for this purpose. Your name, address and record are not shown."),
    ),
    ConsentQuestion(
        NAME,
        False,
        _lazy("May marketplaces and carriers that hold your number ask whether a name is the name of your business?"),
        _lazy(
            "They send a name, and we answer yes, close or no. We never show them your name. It lets them tell that "
            "the number is really yours. You can say no and still join, and change your mind at any time."
        ),
    ),
    ConsentQuestion(
        HISTORY,
        False,
        _lazy("May the program link to you the parcels that marketplaces and carriers reported under your seller IDs?"),
        _lazy("A good history counts for you, and a bad one against you. If you say no, your record starts empty."),
    ),
)

# The questions whose yes is a consent to partners, kept as rows that are withdrawn one by one, with those who may see.
# A yes to any other question is a code in `Shipper.consents`.
ASKED_AT_ENTRY: dict[str, tuple[str, ...]] = {NAME: (Consent.Audience.MARKETPLACE, Consent.Audience.CARRIER)}
