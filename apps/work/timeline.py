"""The words for the events that a case has of its work. Sellers see none of them."""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise

STAFF_LABELS: dict[str, Promise] = {
    "work.asked": _lazy("A colleague was asked"),
    "work.advised": _lazy("A colleague gave advice"),
}
