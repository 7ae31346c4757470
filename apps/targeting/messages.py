"""The message to a business that is asked about a parcel that a carrier declared."""

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from apps.notices.services import message_send
from apps.shippers.selectors import people_of
from apps.targeting.models import Assessment

NOT_ASKED = _lazy("Nothing is asked about this parcel any more: it was answered, or the time is over.")
NOT_YOURS = _lazy("You were not asked about such a parcel.")
UNCLEAR = _lazy("Some entries can't be understood. Check the fields below.")
_SUBJECT = _lazy("A carrier needs to know more about parcel {number}")
_BODY = _lazy(
    "Before loading parcel {number}, {carrier} told us what is in it. Something is missing or unclear. Please answer "
    "soon: the page says until when. If nobody answers in time, the parcel goes on and is opened when it arrives.\n\n"
    "We send this message once a day at most. The page lists all parcels that wait for your answer."
)


def request_tell(assessment: Assessment) -> None:
    """Tell the team of a business that it is asked about a parcel."""
    assert assessment.shipper_id is not None
    told = {"number": assessment.reference, "carrier": assessment.partner.name}
    message_send(
        recipients=people_of(assessment.shipper_id),
        kind="assessment.seller_asked",
        subject=format_lazy(_SUBJECT, **told),
        body=format_lazy(_BODY, **told),
        link=reverse("portal:declared", args=[assessment.shipper_id]),
        shipper_id=assessment.shipper_id,
    )
