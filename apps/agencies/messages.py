"""The messages to a business about a hold on its parcel: who holds the parcel, why, until when, and what to do."""

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from apps.agencies.models import Hold, HoldAct
from apps.core.languages import day_in_words, with_language
from apps.core.lazy import Promise
from apps.notices.services import message_send
from apps.shippers.selectors import people_of

_NO_FAULT = _lazy(
    "A hold is not a violation and does not count in your record. If the agency finds something wrong, you get a "
    "notice and can answer it."
)
_WHAT_TO_DO = _lazy(
    "If you have papers that answer the grounds, write a question to the program and name the shipment. An officer "
    "passes them on to the agency."
)
_SUBJECTS: dict[str, Promise] = {
    HoldAct.Kind.PLACED: _lazy("Shipment {number} is on hold: {agency}"),
    HoldAct.Kind.EXTENDED: _lazy("Shipment {number} stays on hold: {agency}"),
    HoldAct.Kind.LIFTED: _lazy("The hold on shipment {number} is lifted"),
    HoldAct.Kind.ENDED: _lazy("The hold on shipment {number} has ended"),
}
_TEXTS: dict[str, tuple[Promise, ...]] = {
    HoldAct.Kind.PLACED: (
        _lazy(
            "A US agency has put shipment {number} on hold: {agency}. The parcel can't go on to its buyer until the "
            "hold ends, on {day} at the latest. The agency can hold it longer only with a new ground. Its grounds:"
        ),
        _WHAT_TO_DO,
        _NO_FAULT,
    ),
    HoldAct.Kind.EXTENDED: (
        _lazy(
            "A US agency keeps shipment {number} on hold: {agency}. The parcel can't go on to its buyer until the hold "
            "ends, on {day} at the latest. Somebody else at the agency agreed to a new ground:"
        ),
        _WHAT_TO_DO,
        _NO_FAULT,
    ),
    HoldAct.Kind.LIFTED: (
        _lazy("The hold on shipment {number} is lifted: {agency}. You need to do nothing. The grounds of the agency:"),
    ),
    HoldAct.Kind.ENDED: (
        _lazy(
            "The day until which a US agency held shipment {number} is over: {agency}. The agency did not hold it "
            "longer, so the hold has ended. You need to do nothing."
        ),
    ),
}


def hold_tell(hold: Hold, act: HoldAct) -> None:
    """Tell the team of the business of an act on a hold, with its grounds. Nobody is told where there is no team."""
    if hold.shipper_id is None:
        return
    filled = {
        "agency": hold.agency_name,
        "number": hold.parcel.reference,
        "day": day_in_words(hold.until),
    }
    first, *rest = _TEXTS[act.kind]
    said = [with_language(act.grounds, act.language)] if act.grounds else []
    paragraphs = [format_lazy(first, **filled), *said, *rest]
    message_send(
        recipients=people_of(hold.shipper_id),
        kind=f"agencies.hold_{act.kind}",
        subject=format_lazy(_SUBJECTS[act.kind], **filled),
        body=format_lazy("\n\n".join(["{}"] * len(paragraphs)), *paragraphs),
        link=reverse("portal:shipment", args=[hold.shipper_id, hold.parcel_id]),
        shipper_id=hold.shipper_id,
        about=("hold", hold.pk),
    )
