"""Reads of lists, of the parties of our businesses, and of hits."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Case, DateTimeField, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import Greatest, JSONObject

from apps.accounts.models import User
from apps.jobs.models import Job
from apps.ledger.models import ProgramEntry, Violation
from apps.ledger.vocabulary import Determination, ProgramEntryKind
from apps.matching import BearerKind
from apps.screening.models import (
    STANDING,
    BusinessHit,
    EntryChange,
    EntryName,
    HitState,
    ListFollowUp,
    PartyRole,
    Screening,
    Version,
)
from apps.screening.parties import ComparedParty
from apps.screening.states import HitFacts
from apps.shippers.models import Membership, Shipper
from apps.shippers.roles import SIGNERS
from apps.shippers.selectors import has_conflict, not_ended

# Each asked name reads the index once, by all its keys.
_CANDIDATES = """
    SELECT asked.place, name.id
    FROM (
        SELECT place, array_agg(key) AS keys FROM unnest(%s::integer[], %s::text[]) AS given (place, key) GROUP BY place
    ) asked
    CROSS JOIN LATERAL (SELECT id FROM screening_entryname WHERE keys && asked.keys) name
"""


def candidates(keys: Sequence[Collection[str]]) -> list[tuple[int, int]]:
    """Return the ids of the names on lists that share a key with an asked name, after the place of the asked one."""
    given = [(place, key) for place, own in enumerate(keys) for key in own]
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, [[place for place, _key in given], [key for _place, key in given]])
        return cursor.fetchall()


def names_with_entries(ids: Collection[int]) -> QuerySet[EntryName]:
    """Return names on lists with their entries and lists."""
    return EntryName.objects.filter(pk__in=ids).select_related("entry__list")


def versions_now() -> dict[str, int]:
    """Return the number of the latest version of each list, by the name of the list."""
    latest = Version.objects.values("list__name").annotate(latest=Max("number")).order_by("list__name")
    return {row["list__name"]: row["latest"] for row in latest}


def lists_loaded() -> tuple[int | None, datetime | None]:
    """Return the number and the moment of the last load of any list, which tell a state of all lists from others."""
    latest = Version.objects.order_by("-pk").values_list("pk", "at").first()
    return latest or (None, None)


# The kind of job that follows a version.
JOB = "screening.follow"
# Each name of an entry that changed reads the index of our parties once. A party that shares no key with a name is no
# candidate of the search either, so that its hits stay as they are.
_TOUCHED = """
    SELECT DISTINCT party.shipper_id, party.name
    FROM screening_entrychange change
    JOIN screening_entryname listed ON listed.entry_id = change.entry_id
    CROSS JOIN LATERAL (SELECT shipper_id, name FROM screening_screenedparty WHERE keys && listed.keys) party
    WHERE change.version_id = %s
"""


def parties_touched(version_id: int) -> set[tuple[int, str]]:
    """Return the parties, as id of the business and name, of which a hit may come, change or go by a version of a list:
    those that share a key with a name of an entry that changed, and those with a hit on an entry that changed.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, [version_id])
        touched = set(cursor.fetchall())
    hits = BusinessHit.objects.filter(entry__changes__version=version_id)
    return touched | set(hits.order_by().values_list("shipper", "name"))


def shippers_unscreened() -> QuerySet[Shipper]:
    """Return the businesses that were never compared with the lists, without records that were merged.

    A business that has sent no application has no name in its record: nobody compares a draft.
    """
    return Shipper.objects.filter(screening=None, merged_into=None).exclude(name="").order_by("pk")


def follow_up_of(version: Version) -> ListFollowUp | None:
    """Return the comparison of the businesses that a version could touch; None as long as it is not done."""
    return getattr(version, "follow_up", None)


def follow_up_job(version: Version) -> Job | None:
    """Return the job that compares the businesses that a version can touch; None before it was started."""
    return Job.objects.filter(kind=JOB, arguments={"version_id": version.pk}).order_by("-pk").first()


def changes_of_version(version: Version) -> QuerySet[EntryChange]:
    """Return the entries that a version added, changed and took off, each with the facts since."""
    return version.changes.select_related("entry").order_by("pk")


def hits_of_version(version: Version) -> QuerySet[BusinessHit]:
    """Return the hits on entries that a version added, changed or took off, the likeliest first."""
    hits = BusinessHit.objects.filter(entry__changes__version=version).select_related("shipper", "entry")
    return hits.order_by("-score", "pk")


# The length of the longest name in a profile.
MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class OwnParty:
    """A name of a business or of a person behind the business, with all that is compared. `roles` say whose name."""

    shipper_id: int
    roles: tuple[PartyRole, ...]
    party: ComparedParty

    @property
    def name(self) -> str:
        return self.party.name

    @property
    def digest(self) -> str:
        """Return a digest of all that is compared, which is equal as long as nothing of the party changes."""
        facts = [self.party.name, self.party.kind, *map(sorted, (self.party.countries, self.party.addresses))]
        return sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Named:
    """A name in the profile of a business. People and firms own businesses, and a business may have a person's name, so
    only of those who signed in themselves is it known that they are persons.
    """

    role: PartyRole
    name: str
    countries: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()

    @property
    def kind(self) -> BearerKind:
        return BearerKind.PERSON if self.role == PartyRole.SIGNATORY else BearerKind.ANY


def parties_of(shipper_ids: Collection[int]) -> dict[int, list[OwnParty]]:
    """Return the parties of businesses by the id of the business, in a few queries, however many businesses.

    A record that was merged into another has none: the business goes on under the other. Numbers are sealed and left
    out. One name in several parts is one party.
    """
    found: dict[int, list[OwnParty]] = {shipper_id: [] for shipper_id in shipper_ids}
    signers = Membership.objects.filter(not_ended(), role__in=SIGNERS).select_related("user").order_by("pk")
    shippers = Shipper.objects.filter(pk__in=found, merged_into=None).select_related("bank_account")
    for shipper in shippers.prefetch_related("addresses", "owners", Prefetch("team", signers, "signers")):
        found[shipper.pk] = _merge_parties(shipper)
    return found


def _merge_parties(shipper: Shipper) -> list[OwnParty]:
    """Return the parties of a business, those with one name as one."""
    named: dict[str, list[_Named]] = {}
    for one in _named_parties(shipper):
        if name := " ".join(one.name.split())[:MAX_NAME]:
            named.setdefault(name, []).append(one)
    return [
        OwnParty(
            shipper_id=shipper.pk,
            roles=tuple(dict.fromkeys(one.role for one in same)),
            party=ComparedParty(
                name=name,
                kind=same[0].kind if len({one.kind for one in same}) == 1 else BearerKind.ANY,
                countries=_each(country for one in same for country in one.countries),
                addresses=_each(address for one in same for address in one.addresses),
            ),
        )
        for name, same in named.items()
    ]


def _named_parties(shipper: Shipper) -> Iterator[_Named]:
    addresses = sorted(shipper.addresses.all(), key=lambda address: address.pk)
    countries = _each([shipper.country.code or "", *(address.country.code or "" for address in addresses)])
    lines = tuple(
        ", ".join(filter(None, (one.street, one.city, one.region, one.postal_code, one.country.code)))
        for one in addresses
    )
    yield _Named(PartyRole.BUSINESS, shipper.name, countries, lines)
    yield _Named(PartyRole.TRADE_NAME, shipper.trade_name, countries, lines)
    for owner in sorted(shipper.owners.all(), key=lambda owner: owner.pk):
        yield _Named(PartyRole.OWNER, owner.name, _each([owner.country.code or ""]))
    if account := getattr(shipper, "bank_account", None):
        # The country of the bank is not that of the holder.
        yield _Named(PartyRole.ACCOUNT_HOLDER, account.holder)
    # pyrefly: ignore[missing-attribute] (prefetched by `parties_of`)
    for place in shipper.signers:
        yield _Named(PartyRole.SIGNATORY, place.user.name)


def _each(values: Iterator[str] | list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


# A business has hardly more hits; nobody reads more at a glance.
MAX_HITS = 20


def facts_of(hit: BusinessHit, actor: User) -> HitFacts:
    """Return the facts on which an act of this officer on a hit depends now."""
    return HitFacts(
        actor_on_team=has_conflict(actor, hit.shipper_id),
        alleged=hit.case is not None and _present(hit).exclude(determination=Determination.REVERSED).exists(),
    )


def hits_standing(shipper_id: int) -> QuerySet[BusinessHit]:
    """Return the hits of a business that are to be decided or were confirmed, the likeliest first."""
    standing = BusinessHit.objects.filter(shipper=shipper_id, state__in=STANDING)
    return standing.select_related("entry__list").order_by("-score", "pk")


def hits_beside(hit: BusinessHit) -> QuerySet[BusinessHit]:
    """Return the other hits of the same party of a business, with the same facts about it, that are to be decided, the
    likeliest first.
    """
    waiting = BusinessHit.objects.filter(shipper=hit.shipper_id, name=hit.name, state=HitState.POTENTIAL)
    same = waiting.filter(party_digest=hit.party_digest).exclude(pk=hit.pk)
    return same.select_related("shipper", "entry__list", "case").order_by("-score", "pk")


def hits_subquery(shipper_id: int) -> ArraySubquery:
    """Read the hits of a business that did not lapse, the likeliest first, as part of another query."""
    hits = BusinessHit.objects.filter(shipper=shipper_id).exclude(state=HitState.LAPSED).order_by("-score", "pk")
    said = JSONObject(pk="pk", state="state", name="name", list=F("entry__list__name"), probability="probability")
    return ArraySubquery(hits.values(said=said)[:MAX_HITS])


def screening_subquery(shipper_id: int) -> Subquery:
    """Read when a business was compared with the lists last, as part of another query; None if it never was.

    The follow-up of a version compares each business that the version can touch, so it speaks for all businesses that
    were known to it. A comparison made while no list was loaded says nothing.
    """
    followed = ListFollowUp.objects.filter(at__gt=OuterRef("at")).order_by("-at").values("at")[:1]
    own = Case(When(versions={}, then=None), default=F("at"), output_field=DateTimeField())
    compared = Screening.objects.filter(shipper=shipper_id).annotate(compared=Greatest(own, Subquery(followed)))
    return Subquery(compared.values("compared")[:1])


def is_hold_due(shipper_id: int) -> bool:
    """Return whether a business should be on hold: a hit is to be decided, or was confirmed and the violation that was
    alleged with it is not determined. A determined violation speaks for itself.
    """
    alleged = Violation.objects.filter(pk=OuterRef("case__violation_id"), determination=Determination.ALLEGED).values(
        "determination"
    )
    hits = BusinessHit.objects.filter(shipper=shipper_id).annotate(alleged=Subquery(alleged))
    undetermined = Q(state=HitState.CONFIRMED) & (Q(case=None) | Q(alleged__isnull=False))
    return hits.filter(Q(state=HitState.POTENTIAL) | undetermined).exists()


def shippers_confirmed(shipper_ids: Collection[int]) -> set[int]:
    """Return the businesses, of these, with a party that an officer confirmed to be one of a list."""
    confirmed = BusinessHit.objects.filter(shipper__in=shipper_ids, state=HitState.CONFIRMED)
    return set(confirmed.values_list("shipper", flat=True))


def is_hold_placed(shipper_id: int) -> bool:
    """Return whether the ledger has a screening hold of a business that was not lifted, as the evaluation counts."""
    return _is_placed(_holds(shipper_id).values_list("kind", flat=True))


@dataclass(frozen=True, slots=True)
class ScreeningNotice:
    """The facts that a business is told of its screening: when it was compared last, None if never, and if a check is
    open.
    """

    compared_at: datetime | None
    is_open: bool


def screening_told(shipper_id: int) -> ScreeningNotice:
    """Return what a business is told of its screening, in one query. No result is told, and no list."""
    shipper: Any = Shipper.objects.annotate(
        compared_at=screening_subquery(shipper_id), holds=ArraySubquery(_holds(shipper_id).values("kind"))
    ).get(pk=shipper_id)
    return ScreeningNotice(shipper.compared_at, _is_placed(shipper.holds))


def _holds(shipper_id: int) -> QuerySet[ProgramEntry]:
    """Return the entries that place and lift the screening hold of a business, the oldest first."""
    return ProgramEntry.objects.filter(
        shipper=shipper_id,
        kind__in=(ProgramEntryKind.HOLD_PLACED, ProgramEntryKind.HOLD_LIFTED),
        takes_back=None,
        taken_back_by=None,
    ).order_by("date", "pk")


def _is_placed(kinds: Iterable[str]) -> bool:
    placed = 0
    for kind in kinds:
        placed = placed + 1 if kind == ProgramEntryKind.HOLD_PLACED else max(0, placed - 1)
    return placed > 0


def _present(hit: BusinessHit) -> QuerySet[Violation]:
    assert hit.case is not None
    return Violation.objects.filter(pk=hit.case.violation_id)
