"""The words for the events of correspondence that the business sees in its timeline."""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise

PUBLIC_LABELS: dict[str, Promise] = {
    "correspondence.written": _lazy("Message to the program sent"),
    "correspondence.answered": _lazy("The program answered a message"),
    "correspondence.closed": _lazy("Question closed"),
}
