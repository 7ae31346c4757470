"""What the desk shows of the numbers of a business: never the number, but whether it holds and who else gave it."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.applications.selectors import identifiers_shared
from apps.core.errors import Invalid
from apps.shippers.identifiers import normal_identifier
from apps.shippers.models import BankAccount, Identifier, Shipper
from apps.shippers.selectors import bank_accounts_shared


@dataclass(frozen=True, slots=True)
class Checked:
    """A number of a business: its kind in words, its ending, whether it is well formed, and who else gave it."""

    kind: str
    last_four: str
    valid: bool
    shared_with: list[Shipper]


def checks_of(shipper_id: int) -> list[Checked]:
    """Each identifier of a business, checked again, and its bank account, which was checked before it was sealed."""
    shared: dict[bytes, list[Shipper]] = defaultdict(list)
    for other in identifiers_shared(shipper_id):
        shared[bytes(other.digest)].append(other.shipper)
    checked = [
        Checked(
            identifier.get_kind_display(), identifier.last_four, _is_valid(identifier), shared[bytes(identifier.digest)]
        )
        for identifier in Identifier.objects.filter(shipper_id=shipper_id).order_by("kind")
    ]
    for account in BankAccount.objects.filter(shipper_id=shipper_id):
        others = [other.shipper for other in bank_accounts_shared(shipper_id)]
        checked.append(Checked(_("Payout bank account"), account.last_four, True, others))
    return checked


def _is_valid(identifier: Identifier) -> bool:
    try:
        return normal_identifier(identifier.kind, identifier.value) == identifier.value
    except Invalid:
        return False
