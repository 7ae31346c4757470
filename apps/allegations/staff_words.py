"""Words about tips that only staff read. No event of a tip names a business."""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise

STAFF_LABELS: dict[str, Promise] = {
    "tip.received": _lazy("A tip came in"),
    "tip.started": _lazy("An officer began to look into the tip"),
    "tip.asked": _lazy("An officer asked the sender of the tip a question"),
    "tip.answered": _lazy("The sender of the tip wrote again"),
    "tip.closed_as_duplicate": _lazy("The tip was closed: it tells the same as tip %(original)s"),
    "tip.referred": _lazy("The tip was referred to an agency"),
    "tip.rejected": _lazy("The tip was closed: it was not confirmed"),
    "tip.substantiated": _lazy("The tip was closed: a violation was alleged"),
}

NO_SUCH_TIP = _lazy("There is no such tip.")
# The reasons why a tip may be about a business.
SENT_THE_PARCEL = _lazy("It sent the parcel")
HAS_THE_SITE = _lazy("It has this shop or website")
HAS_THE_NAME = _lazy("It has this name")
HAS_A_LIKE_NAME = _lazy("It has a name like this")
HAS_THE_PHONE = _lazy("It has a phone number that the tip names")
HAS_THE_MAIL = _lazy("It has an e-mail address or a mail domain that the tip names")
HAS_THE_ADDRESS = _lazy("It is at the address that the tip names")
IS_RELATED_TO = _lazy("It is related to {name}")
