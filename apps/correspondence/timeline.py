"""The words for what happened in correspondence, and which of it the business is shown."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

SHOWN: dict[str, Promise] = {
    "correspondence.written": _lazy("Message to the program sent"),
    "correspondence.answered": _lazy("The program answered a message"),
    "correspondence.closed": _lazy("Question closed"),
}
