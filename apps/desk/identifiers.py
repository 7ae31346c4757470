"""What the desk shows of the numbers of a business: never the number, but its ending and whether it holds."""

from dataclasses import dataclass
from operator import attrgetter

from apps.core.errors import Invalid
from apps.core.lifecycle import Text
from apps.shippers.identifiers import normal_identifier
from apps.shippers.models import Identifier, MatchKey, Shipper


@dataclass(frozen=True, slots=True)
class Checked:
    """A number of a business: its kind in words, its ending, and whether it is well formed."""

    kind: Text
    last_four: str
    valid: bool


def checks_of(shipper: Shipper) -> list[Checked]:
    """Each identifier of a business, checked again, and its bank account, which was checked before it was sealed.

    Who reads the business reads its `bank_account` with it. Who else gave one of them is told by `shippers.matching`.
    """
    identifiers = sorted(shipper.identifiers.all(), key=attrgetter("kind"))
    checks = [Checked(number.get_kind_display(), number.last_four, _is_valid(number)) for number in identifiers]
    if account := getattr(shipper, "bank_account", None):
        checks.append(Checked(MatchKey.Kind.BANK.label, account.last_four, True))
    return checks


def _is_valid(identifier: Identifier) -> bool:
    try:
        return normal_identifier(identifier.kind, identifier.value) == identifier.value
    except Invalid:
        return False
