"""The keys of businesses for the buyers in sales that they declared, by which related businesses meet."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from apps.shippers.matches.normal_forms import BusinessKey, buyer_keys
from apps.shippers.matches.sources import key_source_register
from apps.upkeep.models import ChangeRequest, RequestState
from apps.upkeep.parts import SALE


def sale_keys(shipper_ids: Sequence[int]) -> Mapping[int, Sequence[BusinessKey]]:
    """Return the keys of businesses for the buyers in their accepted sales, by the id of the business, in one query."""
    sales = ChangeRequest.objects.filter(shipper__in=shipper_ids, part=SALE.key, state=RequestState.ACCEPTED)
    found: dict[int, list[BusinessKey]] = defaultdict(list)
    for shipper_id, told in sales.order_by("pk").values_list("shipper_id", "after"):
        keys = buyer_keys(**{field: str(told.get(field, "")) for field in ("buyer", "country", "email")})
        found[shipper_id] += [key for key in keys if key not in found[shipper_id]]
    return found


key_source_register("sales", sale_keys)
