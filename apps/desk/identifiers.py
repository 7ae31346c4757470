"""What the desk shows of the numbers of a business: never the number, but its ending and whether it holds."""

from dataclasses import dataclass

from apps.core.errors import Invalid
from apps.core.lifecycle import Text
from apps.shippers.identifiers import normal_identifier
from apps.shippers.models import BankAccount, Identifier, MatchKey


@dataclass(frozen=True, slots=True)
class Checked:
    """A number of a business: its kind in words, its ending, and whether it is well formed."""

    kind: Text
    last_four: str
    valid: bool


def checks_of(shipper_id: int) -> list[Checked]:
    """Each identifier of a business, checked again, and its bank account, which was checked before it was sealed.

    Who else gave one of them is told by `shippers.matching`.
    """
    identifiers = Identifier.objects.filter(shipper_id=shipper_id).order_by("kind")
    accounts = BankAccount.objects.filter(shipper_id=shipper_id)
    return [
        *(Checked(number.get_kind_display(), number.last_four, _is_valid(number)) for number in identifiers),
        *(Checked(MatchKey.Kind.BANK.label, account.last_four, True) for account in accounts),
    ]


def _is_valid(identifier: Identifier) -> bool:
    try:
        return normal_identifier(identifier.kind, identifier.value) == identifier.value
    except Invalid:
        return False
