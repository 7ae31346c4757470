"""Whether the officer of a request may act on a business, asked once for a request."""

from typing import Any, cast

from django.http import HttpRequest

from apps.accounts.requests import user_of
from apps.shippers.selectors import conflicts_of


def is_on_team(request: HttpRequest, shipper_id: int | None) -> bool:
    """Tell whether the officer is, or was lately, on the team of a business. A page asks this for each of its acts."""
    return shipper_id in teams_of_reader(request)


def teams_of_reader(request: HttpRequest) -> frozenset[int]:
    """Return the ids of the businesses on whose team the officer is, or was lately."""
    kept = cast(Any, request)
    if not hasattr(kept, "conflicts"):
        kept.conflicts = conflicts_of(user_of(request))
    return kept.conflicts
