"""The search for parties on lists: candidates by the index, scored by the engine of names and by what supports it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from rapidfuzz import fuzz, process

from apps.matching import BearerKind, Name, prepare_name, token_keys
from apps.screening.evidence import EvidencePart, ListEvidence, evidence_of
from apps.screening.listed_parties import ListedParty, NameQuality
from apps.screening.parties import ComparedParty, name_kind
from apps.screening.selectors import candidates, lists_loaded, names_with_entries

# Candidates whose words sound less alike than this, of 100, are not compared word by word, which takes a hundred times
# as long. Of 394 pairs that match among 100,000 candidates for 250 names, one was below 58 (see ADR 0091).
MIN_SOUND_RATIO = 58
# The same for words in the order in which they stand, since a wrong first letter gives them another order by the
# alphabet. Of 7,755 names with two wrong letters 22 are above this alone, and none between the two.
MIN_RATIO_AS_WRITTEN = 80
# The weight of evidence from which a pair is a hit. With it about 6 of 100,000 generated people have a hit by their
# name alone (ADR 0091).
MIN_WEIGHT = -4.5
# A process keeps so many names in memory between searches.
MAX_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class PreparedListName:
    """A name on a list, prepared for comparison, with the facts of its entry."""

    entry_id: int
    list: str
    kind: BearerKind
    name: Name
    sounds: str
    quality: NameQuality
    listed: ListedParty


type Weighed = tuple[PreparedListName, ListEvidence]


@dataclass(frozen=True, slots=True)
class ScreeningHit:
    """A party that may be the one of an entry: a question to a person. The evidence is that of the best name."""

    entry_id: int
    list: str
    section: str
    number: str
    name: str
    programs: tuple[str, ...]
    evidence: ListEvidence

    @property
    def score(self) -> float:
        return self.evidence.score

    @property
    def probability(self) -> float:
        return self.evidence.probability

    @property
    def parts(self) -> tuple[EvidencePart, ...]:
        return self.evidence.parts


class ListSearch:
    """A search that keeps the names that it has read, so that a file of many parties reads each once.

    Use one for a batch or a file, since it does not see lists that are loaded later.
    """

    def __init__(self) -> None:
        self._names: dict[int, PreparedListName] = {}

    @property
    def kept(self) -> int:
        """The number of names in memory."""
        return len(self._names)

    def hits(self, parties: Sequence[ComparedParty]) -> list[list[ScreeningHit]]:
        """Return the hits of each party, the likeliest first. Takes two queries at most, however many parties."""
        return [
            [_hit(known, evidence) for known, evidence in found if is_hit(known, evidence)]
            for found in self.weighed(parties)
        ]

    def weighed(self, parties: Sequence[ComparedParty]) -> list[list[Weighed]]:
        """Return the best name of each candidate with the evidence, hit or not, the likeliest entry first."""
        names = [_prepare(party) for party in parties]
        pairs = candidates([_keys(own) for own in names])
        self._read({name_id for _place, name_id in pairs})
        asked: list[list[PreparedListName]] = [[] for _party in parties]
        for place, name_id in pairs:
            if known := self._names.get(name_id):
                asked[place].append(known)
        return [_best(*each) for each in zip(parties, names, asked, strict=True)]

    def _read(self, ids: Iterable[int]) -> None:
        unread = [name_id for name_id in ids if name_id not in self._names]
        listed: dict[int, ListedParty] = {}
        for row in names_with_entries(unread) if unread else ():
            entry = row.entry
            facts = listed.setdefault(entry.pk, entry.listed)
            self._names[row.pk] = PreparedListName(
                entry_id=entry.pk,
                list=entry.list.name,
                kind=(kind := name_kind(facts.kind)),
                name=(name := prepare_name(row.text, kind)),
                sounds=name.sounds,
                quality=NameQuality(row.quality),
                listed=facts,
            )


def search_now() -> ListSearch:
    """Return a search of the lists as they are now, which the process keeps until a list is loaded.

    Reading the candidates of a single name, hundreds, takes most of the time of its search (ADR 0091).
    """
    loaded = lists_loaded()
    if _search_of(loaded).kept > MAX_KEPT:
        _search_of.cache_clear()
    return _search_of(loaded)


@lru_cache(maxsize=1)
def _search_of(_loaded: tuple[int | None, datetime | None]) -> ListSearch:
    return ListSearch()


def keys_of(party: ComparedParty) -> frozenset[str]:
    """Return the keys by which a party is found: no entry is a candidate that shares none of them."""
    return _keys(_prepare(party))


def is_hit(known: PreparedListName, evidence: ListEvidence) -> bool:
    """Return whether the evidence is enough to ask a person. A weak alias needs something that supports it."""
    return evidence.weight >= MIN_WEIGHT and (known.quality != NameQuality.WEAK or evidence.is_supported)


def _prepare(party: ComparedParty) -> dict[BearerKind, Name]:
    """Return the name of a party as it is compared with names of each kind. A name of a party of whom nothing is known
    is read as a person's beside persons and as a firm's beside firms, as the list reads its own.
    """
    kinds = BearerKind if party.kind is BearerKind.ANY else (party.kind,)
    return {kind: prepare_name(party.name, kind) for kind in kinds}


def _keys(names: Mapping[BearerKind, Name]) -> frozenset[str]:
    return frozenset().union(*map(token_keys, names.values()))


def _best(party: ComparedParty, names: Mapping[BearerKind, Name], asked: Sequence[PreparedListName]) -> list[Weighed]:
    """Return the name of each entry that is most likely the party's, the likeliest entry first."""
    best: dict[int, Weighed] = {}
    for known in _alike(names, asked):
        name = names.get(known.kind, names[party.kind])
        evidence = evidence_of(party, name, known.listed, known.name, known.quality)
        rank = (is_hit(known, evidence), evidence.weight)
        if known.entry_id not in best or rank > (is_hit(*best[known.entry_id]), best[known.entry_id][1].weight):
            best[known.entry_id] = known, evidence
    return sorted(best.values(), key=lambda pair: (-pair[1].weight, pair[0].entry_id))


def _alike(names: Mapping[BearerKind, Name], asked: Sequence[PreparedListName]) -> list[PreparedListName]:
    """Return the candidates that sound like a name, however it is read. A party of one word is compared with all: it
    may be an abbreviation.
    """
    if all(len(name.tokens) == 1 for name in names.values()):
        return list(asked)
    listed = [known.sounds for known in asked]
    alike = {
        place
        for sounds in {name.sounds for name in names.values()}
        for scorer, least in ((fuzz.token_ratio, MIN_SOUND_RATIO), (fuzz.ratio, MIN_RATIO_AS_WRITTEN))
        # pyrefly: ignore[no-matching-overload] (its stubs do not take the scorers of the library itself)
        for _sounds_of, _ratio, place in process.extract(sounds, listed, scorer=scorer, score_cutoff=least, limit=None)
    }
    return [known for place, known in enumerate(asked) if place in alike or known.name.may_abbreviate]


def _hit(known: PreparedListName, evidence: ListEvidence) -> ScreeningHit:
    listed = known.listed
    return ScreeningHit(
        entry_id=known.entry_id,
        list=known.list,
        section=listed.section,
        number=listed.number,
        name=listed.names[0].text,
        programs=listed.programs,
        evidence=evidence,
    )
