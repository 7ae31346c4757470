"""The kinds of work. An app registers its own kinds when it starts; no app builds a queue of its own."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from apps.accounts.models import User
from apps.core.lazy import Promise
from apps.work.models import Item, Severity

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class WorkKind:
    """A kind of work. `url` returns the page where an item is done; `permission` is needed to hold an item.

    `help` says in a sentence or two why an item waits and what to do. `target_days` is the program's own aim, in
    working days from the day on which an item was opened; no law sets the aim, and no business is promised it.
    `severity` is how grave the matter is for a business or for the border, where an item does not say so itself.
    """

    code: str
    label: Text
    url: Callable[[Item], str]
    permission: str
    help: Text = ""
    target_days: int | None = None
    severity: Severity = Severity.MODERATE

    @property
    def target(self) -> int:
        """Return `target_days` of a kind that has an aim."""
        assert self.target_days is not None
        return self.target_days


@dataclass(frozen=True, slots=True)
class HolderServices:
    """The services that change the holder of an item, for a kind where more follows from a change of holder.

    Each service takes the `actor` and the `subject_id`; `assign` also takes the `holder`.
    """

    claim: Callable[..., object]
    take_over: Callable[..., object]
    release: Callable[..., object]
    assign: Callable[..., object]


# A function that gives, by the ids of some subjects, the ids of those who took part in each and may not decide it.
type Participants = Callable[[Collection[int]], Mapping[int, Collection[int | None]]]
type HolderRule = Callable[[User, int], Text | None]
# Takes the ids of businesses, and returns the risk of those that have one.
type RiskRule = Callable[[Collection[int]], Mapping[int, Severity]]
type Scope = Callable[[User], Q]

_kinds: dict[str, WorkKind] = {}
_holder_services: dict[str, HolderServices] = {}
_holder_rules: list[HolderRule] = []
_holder_bars: dict[str, HolderRule] = {}
_participants: dict[str, Participants] = {}
_risk_rules: list[RiskRule] = []
_scopes: dict[str, Scope] = {}


def subject_page(name: str) -> Callable[[Item], str]:
    """Return a function that gives the address of an item's page: the address `name` with the id of the subject."""
    return lambda item: reverse(name, args=[item.subject_id])


def register(
    code: str,
    label: Text,
    *,
    url: Callable[[Item], str],
    permission: str = "review_applications",
    help: Text = "",  # noqa: A002 (the name that all help texts have)
    target_days: int | None = None,
    severity: Severity = Severity.MODERATE,
) -> WorkKind:
    """Register a kind of work when the app starts; raise ValueError if the code is taken."""
    if code in _kinds:
        raise ValueError(f"Two kinds of work are called {code}.")
    _kinds[code] = WorkKind(code, label, url, permission, help, target_days, severity)
    return _kinds[code]


def holder_services_register(code: str, services: HolderServices) -> None:
    """Register the services that change the holder of items of a kind, when the app starts."""
    _holder_services[code] = services


def holder_rule_register(rule: HolderRule) -> None:
    """Register a rule on who may hold items about a business, when the app starts.

    The rule takes a person and the id of the business, and returns a sentence that says why this person may hold no
    item about the business, or None.
    """
    _holder_rules.append(rule)


def holder_bar_register(code: str, bar: HolderRule) -> None:
    """Register a rule on who may hold items of a kind, when the app starts. It takes a person and the id of the item's
    subject, and returns the sentence that says why this person may not hold the item, or None.
    """
    _holder_bars[code] = bar


def scope_register(code: str, scope: Scope) -> None:
    """Register which items of a kind somebody sees who may not read everything, when the app starts. `scope` takes a
    person and returns the condition for the items.
    """
    _scopes[code] = scope


def scope_of(code: str) -> Scope | None:
    """Return the condition for the items of a kind that a person sees, or None if all who may hold them see all."""
    return _scopes.get(code)


def risk_rule_register(rule: RiskRule) -> None:
    """Register a rule on the risk of a business, when the app starts. It takes the ids of businesses, in as
    many queries for many as for one.
    """
    _risk_rules.append(rule)


def risks_of(shipper_ids: Collection[int]) -> dict[int, Severity]:
    """Return the highest risk that a rule finds in each of some businesses."""
    found = [rule(shipper_ids) for rule in _risk_rules] if shipper_ids else []
    return {pk: max((each.get(pk, Severity.NONE) for each in found), default=Severity.NONE) for pk in shipper_ids}


def participants_register(code: str, participants: Participants) -> None:
    """Register who took part in the subjects of items of a kind, when the app starts. A participant may not hold such
    an item, nor may anybody who counts as one person with a participant.
    """
    _participants[code] = participants


def holder_bar_of(code: str) -> HolderRule | None:
    """Return the rule on who may hold items of a kind, or None if the kind has none."""
    return _holder_bars.get(code)


def participants_of(code: str) -> Participants | None:
    """Return who took part in the subjects of items of a kind, or None if the kind names nobody."""
    return _participants.get(code)


def holder_barred(user: User, shipper_id: int | None) -> Text | None:
    """Return the sentence that says why a person may hold no item about a business, or None if no rule bars them."""
    if shipper_id is None:
        return None
    return next((barred for rule in _holder_rules if (barred := rule(user, shipper_id))), None)


def kind_of(code: str) -> WorkKind:
    """Return the kind with a code; raise LookupError if no app registered one."""
    return _kinds[code]


def holder_services_of(code: str) -> HolderServices | None:
    """Return the services that change the holder of items of a kind, or None if the kind has none."""
    return _holder_services.get(code)


def kinds() -> list[WorkKind]:
    """Return all kinds of work."""
    return list(_kinds.values())


def kinds_for(held: frozenset[str]) -> list[WorkKind]:
    """Return the kinds whose items somebody with some permissions may hold."""
    return [kind for kind in _kinds.values() if kind.permission in held]
