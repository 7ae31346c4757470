"""Words about targeting, which only staff read."""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise

STAFF_LABELS: dict[str, Promise] = {
    "assessment.answer_due": _lazy("The time to answer about a declared parcel is over"),
}
