"""Words about tips that only staff read."""

from django.utils.translation import gettext_lazy as _lazy

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
