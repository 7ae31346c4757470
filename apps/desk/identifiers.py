"""What the desk shows of a business's identifiers: never the number, but whether it holds and who else has it."""

from collections import defaultdict
from dataclasses import dataclass

from apps.applications.selectors import identifiers_shared
from apps.core.errors import Invalid
from apps.shippers.identifiers import normal_identifier
from apps.shippers.models import Identifier, Shipper


@dataclass(frozen=True, slots=True)
class Checked:
    identifier: Identifier
    valid: bool
    shared_with: list[Shipper]


def checks_of(shipper_id: int) -> list[Checked]:
    """Each identifier of a business, checked again, with the other businesses that gave the same number."""
    shared: dict[bytes, list[Shipper]] = defaultdict(list)
    for other in identifiers_shared(shipper_id):
        shared[bytes(other.digest)].append(other.shipper)
    return [
        Checked(identifier, _is_valid(identifier), shared[bytes(identifier.digest)])
        for identifier in Identifier.objects.filter(shipper_id=shipper_id).order_by("kind")
    ]


def _is_valid(identifier: Identifier) -> bool:
    try:
        return normal_identifier(identifier.kind, identifier.value) == identifier.value
    except Invalid:
        return False
