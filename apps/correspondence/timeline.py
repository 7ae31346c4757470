"""The words for what happened in correspondence, and which of it the business is shown."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHOWN: dict[str, Promise] = {
    "correspondence.written": _("Message to the program sent"),
    "correspondence.answered": _("The program answered a message"),
    "correspondence.closed": _("Question closed"),
}
