"""Words about screening that only staff read: no business is told of a list or an entry before a person decided."""

from django.utils.translation import gettext_lazy as _lazy

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
