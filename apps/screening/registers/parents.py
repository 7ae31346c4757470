"""The parents of companies, as a register tells them, and the keys by which related businesses meet in a parent."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from apps.screening.registers.models import RegisterParent
from apps.shippers.matches.normal_forms import BusinessKey
from apps.shippers.matches.sources import key_source_register
from apps.shippers.models import Identifier, MatchKey


@dataclass(frozen=True, slots=True)
class Parentage:
    """A company and a parent of it, both by their numbers in the normal form.

    `kind` is the register's own word for how the parent holds the company. `is_current` says that it does so now.
    """

    number: str
    parent: str
    kind: str
    is_current: bool
    updated_at: datetime


class ParentRegister(Protocol):
    """A register that publishes the parents of companies as a CSV file, which `parents_load` copies."""

    code: str
    kind: str
    columns: tuple[str, ...]

    def parentage(self, cells: Mapping[str, str]) -> Parentage | None:
        """Return the parent that a line names, read by the names of the columns; None for a line about something else.
        Raises Invalid, saying what is wrong with the line.
        """
        ...


def parent_keys(shipper_ids: Sequence[int]) -> Mapping[int, Sequence[BusinessKey]]:
    """Return the keys of businesses for their present parents, by the id of the business, in two queries.

    The digest of such a key is that of the parent's own number, so that the parent and all its companies meet in it.
    """
    numbers = Identifier.objects.filter(shipper__in=shipper_ids, kind=Identifier.Kind.LEI)
    with_number: dict[bytes, list[int]] = defaultdict(list)
    for digest, shipper_id in numbers.values_list("digest", "shipper_id"):
        with_number[bytes(digest)].append(shipper_id)
    found: dict[int, list[BusinessKey]] = defaultdict(list)
    if with_number:
        parents = RegisterParent.objects.filter(digest__in=list(with_number), is_current=True).order_by("pk")
        for digest, parent_digest, parent in parents.values_list("digest", "parent_digest", "parent"):
            key = BusinessKey(MatchKey.Kind.PARENT, bytes(parent_digest), parent)
            for shipper_id in with_number[bytes(digest)]:
                found[shipper_id].append(key)
    return found


key_source_register("parents", parent_keys)
