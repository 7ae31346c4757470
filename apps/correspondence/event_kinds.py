"""The kinds of event that this app records, with the words for them."""

from django.utils.translation import gettext_lazy as _lazy

from apps.events.kinds import declare

declare(
    members={
        "correspondence.written": _lazy("Message to the program sent"),
        "correspondence.answered": _lazy("The program answered a message"),
        "correspondence.closed": _lazy("Question closed"),
    },
)
