"""The exam of a shipment in words: whether there was one, why, and what the state of a shipment asks of the seller."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from apps.applications.selectors import clocks
from apps.core.lazy import Promise
from apps.ledger.petitions import SEIZURE
from apps.ledger.vocabulary import Disposition, ExamBasis

NOT_EXAMINED = _lazy("Not examined.")
REASON_UNKNOWN = _lazy("Examined. The reason was not reported. You can ask the program under “Questions”.")
UNCONFIRMED = _lazy("Examined. The reporter says that it was chosen at random. No agency has confirmed that so far.")
REASONS: dict[str, Promise] = {
    ExamBasis.RANDOM: _lazy(
        "Examined. It was chosen at random. In every tier a part of the parcels is: nothing was held against this one."
    ),
    ExamBasis.RISK: _lazy(
        "Examined, because of a risk that was seen. A full description, the right value and the right code leave less "
        "to check."
    ),
    ExamBasis.OPERATION: _lazy(
        "Examined in a special operation, which looks at many parcels of one kind, route or place for a time."
    ),
    ExamBasis.REFERRAL: _lazy("Examined, because another agency asked for it."),
    ExamBasis.VALIDATION: _lazy("Examined. It was drawn at random when your business was validated."),
    ExamBasis.REQUESTED: _lazy("Examined, because you asked for exams and it was drawn at random."),
    ExamBasis.FOLLOW_UP: _lazy(
        "Examined. It was chosen at random. More of your parcels are for some months after a wrong one was found."
    ),
    ExamBasis.SURPLUS: _lazy(
        "Examined. It was chosen at random, beyond the share of your parcels that counts for your record: this port "
        "opens more."
    ),
}

ASK_CARRIER = _lazy(
    "Ask your carrier or customs broker today what is missing, and send it to them. Give them your Known Shipper "
    "Number."
)
FIRST_IN_LINE = _lazy("You were promised that your parcels are examined first: tell them that too.")
# The meaning of each state other than “released”, and what the seller can do.
ADVICE: dict[str, tuple[Promise, ...]] = {
    Disposition.HELD: (_lazy("It waits at the border, most often for data or papers."), ASK_CARRIER),
    Disposition.EXAMINED: (
        _lazy("It was opened, and its release was not reported yet. You need to do nothing now."),
        _lazy("If you hear nothing in a few days, ask your carrier or customs broker."),
    ),
    Disposition.DETAINED: (
        _lazy("The parcel is kept until it is clear whether the goods may enter."),
        _lazy(
            "Ask your carrier or customs broker for the notice of detention, which gives the reason. Send what it asks "
            "for within its time."
        ),
    ),
    Disposition.SEIZED: (_lazy("The goods were taken, and do not reach your buyer."),),
    Disposition.ABANDONED: (
        _lazy("Nobody claimed it, and it does not reach your buyer."),
        _lazy("Tell your buyer. Ask your carrier why, before you send the goods again."),
    ),
    Disposition.EXPORTED: (
        _lazy("It left the United States again, and does not reach your buyer."),
        _lazy("Ask your carrier whether it comes back to you, and why it was not let in."),
    ),
}


def exam_reason(*, examined: bool, basis: str, opened: bool) -> Promise:
    """Return whether a shipment was examined, and why, in words. `opened` is whether an agency reported a draw."""
    if not examined:
        return NOT_EXAMINED
    unconfirmed = basis in (ExamBasis.RANDOM, ExamBasis.FOLLOW_UP) and not opened
    return UNCONFIRMED if unconfirmed else REASONS.get(basis, REASON_UNKNOWN)


def state_advice(disposition: str, *, front_of_line: bool) -> list[Promise]:
    """Return what the state of a shipment means and what the seller can do; nothing where there is nothing to do.

    `front_of_line` is whether the seller was promised that its parcels are examined first.
    """
    advice = list(ADVICE.get(disposition, ()))
    if disposition == Disposition.HELD and front_of_line:
        advice.append(FIRST_IN_LINE)
    if disposition == Disposition.SEIZED:
        advice.append(format_lazy(SEIZURE[0], days=clocks().petition_seizure_days))
    return advice
