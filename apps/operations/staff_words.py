"""Words about special operations, which only staff read."""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise

STAFF_LABELS: dict[str, Promise] = {
    "operations.planned": _lazy("A special operation was planned"),
    "operations.called_off": _lazy("A special operation was called off"),
    "operations.reported": _lazy("The results of a special operation were recorded"),
}

# The counts.
OPENED = _lazy("Parcels opened")
WRONG = _lazy("Not in order")
SEIZED = _lazy("Seized")
