"""Words about screening that only staff read: no business is told of a list or an entry before a person decided."""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise

STAFF_LABELS: dict[str, Promise] = {
    "screening.hit_found": _lazy("A name is like one on a list of restricted parties"),
    "screening.hit_cleared": _lazy("Screening hit cleared: another party"),
    "screening.hit_confirmed": _lazy("Screening hit confirmed: the party on the list"),
    "screening.hit_reopened": _lazy("Screening hit opened again by an officer"),
    "screening.hit_returned": _lazy("Screening hit opened again: the party or the entry changed"),
    "screening.hit_lapsed": _lazy("Screening hit lapsed: the names are no longer alike"),
    "screening.hit_overturned": _lazy("Screening hit cleared: the violation was reversed"),
    "screening.signer_renamed": _lazy("Somebody who signs for the business has another name now"),
    "screening.list_loaded": _lazy("A list of restricted parties was loaded"),
}

NO_SUCH_HIT = _lazy("There is no such screening hit.")
GIVE_REASONS = _lazy("Write what shows this.")
OVERTURNED = _lazy("The violation that was alleged with the decision was reversed.")
ALLEGED_WITH_HIT = _lazy(
    "You confirmed the screening hit with which this violation was alleged, so somebody else determines it. Two people "
    "count as one if one of them asked for the account of the other."
)
NOT_ENROLLED = _lazy(
    "This business has no Known Shipper Number, so no violation is alleged. Leave the case number and the acts empty."
)
EACH_NEEDED = _lazy("This business is enrolled, so it gets a notice. Fill this in.")
