"""The abilities of each role on a seller's team."""

from enum import StrEnum
from typing import Protocol

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.core.lifecycle import guard
from apps.shippers.models import Membership, Shipper


class Ability(StrEnum):
    """An act that a role on a team allows."""

    READ = "read"
    PREPARE = "prepare"  # fill in, correct, upload
    ATTEST = "attest"  # sign for the business: submit, answer, withdraw, appeal
    MANAGE_TEAM = "manage_team"
    LEAVE = "leave"  # end the membership of the business


ABILITIES: dict[str, frozenset[str]] = {
    Membership.Role.OWNER: frozenset(Ability),
    Membership.Role.SIGNATORY: frozenset({Ability.READ, Ability.PREPARE, Ability.ATTEST}),
    Membership.Role.PREPARER: frozenset({Ability.READ, Ability.PREPARE}),
    Membership.Role.VIEWER: frozenset({Ability.READ}),
    Membership.Role.AGENT: frozenset({Ability.READ, Ability.PREPARE}),
}

SIGNERS = frozenset(role for role, abilities in ABILITIES.items() if Ability.ATTEST in abilities)


def is_guarded(shipper: Shipper, *roles: str) -> bool:
    """Return whether a change between these roles is about who signs for a business that has a Known Shipper Number.

    "" is no place on the team. Such a change asks for the second factor again (ADR 0077).
    """
    return shipper.ksn is not None and not SIGNERS.isdisjoint(roles)


def waits(shipper: Shipper, before: str, after: str) -> bool:
    """Return whether a change of a role waits: by the change, somebody may sign, or an owner loses the role.

    The removal of a signatory counts at once, since a business must be able to stop somebody from signing.
    """
    return shipper.ksn is not None and before != after and (after in SIGNERS or before == Membership.Role.OWNER)


WORDS: dict[str, Promise] = {
    Ability.READ: _lazy("Read"),
    Ability.PREPARE: _lazy("Fill in and upload"),
    Ability.ATTEST: _lazy("Sign for the business"),
    Ability.MANAGE_TEAM: _lazy("Manage the team"),
    Ability.LEAVE: _lazy("Leave the program"),
}

ON_TEAM = _lazy("You are, or were until lately, on this business's team: somebody else must handle it.")


class _Facts(Protocol):
    """Facts that say whether the person who acts is, or was until lately, on the team (`selectors.has_conflict`)."""

    @property
    def actor_on_team(self) -> bool: ...


@guard("The person who acts is not on the team of the business.")
def impartial(facts: _Facts) -> Promise | None:
    """Block a decision of staff about a business if they are on its team or left the team lately."""
    return ON_TEAM if facts.actor_on_team else None
