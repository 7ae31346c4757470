"""The words for the events that a case has of its work. Sellers see none of them."""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise

STAFF_LABELS: dict[str, Promise] = {
    "work.act_scheduled": _lazy("An act was chosen (%(act)s) and can be undone for a short time"),
    "work.act_undone": _lazy("An act was undone before it was done (%(act)s)"),
    "work.act_refused": _lazy("An act could not be done when its time came (%(act)s)"),
    "work.asked": _lazy("A colleague was asked"),
    "work.advised": _lazy("A colleague gave advice"),
}
