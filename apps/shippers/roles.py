"""The one table of a seller's team: which role may do what."""

from enum import StrEnum

from apps.shippers.models import Membership


class Ability(StrEnum):
    READ = "read"
    PREPARE = "prepare"  # fill in and correct
    ATTEST = "attest"  # sign for the business: submit, answer, withdraw, appeal
    MANAGE_TEAM = "manage_team"


ABILITIES: dict[str, frozenset[str]] = {
    Membership.Role.OWNER: frozenset(Ability),
    Membership.Role.SIGNATORY: frozenset({Ability.READ, Ability.PREPARE, Ability.ATTEST}),
    Membership.Role.PREPARER: frozenset({Ability.READ, Ability.PREPARE}),
    Membership.Role.VIEWER: frozenset({Ability.READ}),
}
