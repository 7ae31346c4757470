"""The work of looking at members that ties show to be in the same hands."""

from django.db import transaction
from django.utils.translation import ngettext

from apps.shippers.models import Shipper
from apps.standing import work
from apps.standing.control.selectors import groups_found
from apps.work.models import Item
from apps.work.services import NewItem, items_close, items_open

SUBJECT = "shipper"


@transaction.atomic
def control_groups_find() -> int:
    """Open a work item for each group of members that ties show to be in the same hands and that no case speaks of;
    close the items of groups that are no longer found. Return how many groups there are.

    The number of queries does not depend on that of the groups. An item names the business of its group that the
    program has known longest. Nothing follows for the businesses.
    """
    sizes = {min(group): len(group) for group in groups_found()}
    waiting = Item.objects.filter(kind=work.CONTROL_FOUND.code, subject_type=SUBJECT, closed_at=None)
    known = set(waiting.values_list("subject_id", flat=True))
    items_close(kind=work.CONTROL_FOUND.code, model=SUBJECT, ids=known - sizes.keys())
    fresh = Shipper.objects.in_bulk(sizes.keys() - known)
    text = "%(business)s and %(count)d other", "%(business)s and %(count)d others"
    items = [
        NewItem(
            subject=(SUBJECT, pk),
            title=ngettext(*text, sizes[pk] - 1) % {"business": shipper, "count": sizes[pk] - 1},
            shipper_id=pk,
            country=shipper.country.code,
        )
        for pk, shipper in sorted(fresh.items())
    ]
    if items:
        items_open(kind=work.CONTROL_FOUND.code, items=items)
    return len(sizes)
