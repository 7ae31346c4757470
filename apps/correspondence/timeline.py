"""The words for what happened in correspondence, and which of it the business is shown."""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise

SHOWN: dict[str, Promise] = {
    "correspondence.written": _lazy("Message to the program sent"),
    "correspondence.answered": _lazy("The program answered a message"),
    "correspondence.closed": _lazy("Question closed"),
}
