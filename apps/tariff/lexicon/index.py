"""The search of the lexicon in memory: which kinds of goods typed words may mean, and how well the words fit."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log, sqrt

from rapidfuzz import process
from rapidfuzz.distance import Indel

from apps.tariff.lexicon.concepts import Concept, concepts
from apps.tariff.lexicon.tokens import MAX_TOKENS, PACKED, Language, folded, has_chinese, same_words, tokens_of

# A single character of Chinese says less than a pair of characters.
CHARACTER = 0.35
# A word of how goods are packed says less than a name.
PACKING = 0.3
# The worth of a fit if the typed name, or the name in the lexicon, is not the same thing: a "dog collar" is no dog.
OTHER_THING = 0.72
# The worth of the same word in a language that the reader did not choose.
OTHER_LANGUAGE = 0.92
# The least likeness of a mistyped word, and the shortest word that is taken for mistyped.
LIKENESS = 0.84
MIN_MISTYPED = 4
# A word that is not finished is worth less than the whole word.
UNFINISHED = 0.85
MAX_UNFINISHED = 12
TYPED = 0.001
# The share of a fit that follows from the words that other names of the same goods explain.
OTHER_NAMES = 0.25


@dataclass(frozen=True, slots=True)
class GoodsFit:
    """Goods that typed words may mean: the name that fits best, and how well, from 0 to 1."""

    concept: Concept
    name: str
    language: Language
    score: float


@dataclass(frozen=True, slots=True)
class _Name:
    concept: int
    text: str
    tokens: tuple[str, ...]
    head: str
    weight: float


class Index:
    """The names of one language by their tokens, with the weight of each token: the rarer, the heavier."""

    def __init__(self, language: Language, goods: Iterable[Concept]) -> None:
        self.language = language
        split = [
            (number, name, *tokens_of(name, language))
            for number, concept in enumerate(goods)
            for name in concept.names[language]
        ]
        within: dict[str, set[int]] = defaultdict(set)
        for number, _text, tokens, _head in split:
            for token in tokens:
                within[token].add(number)
        self.common = log(1 + max(len(split), 1) / 3)
        self.weights = {token: self._weight(token, len(numbers), len(split)) for token, numbers in within.items()}
        self.names = [
            _Name(number, text, tuple(tokens), head, sum(self.weights[token] for token in tokens))
            for number, text, tokens, head in split
        ]
        self.by_token: dict[str, list[int]] = defaultdict(list)
        # "Key chain" and "keychain" are one thing: two tokens that stand together, by what they are written as one.
        self.joined: dict[str, tuple[str, str]] = {}
        for at, name in enumerate(self.names):
            for token in name.tokens:
                self.by_token[token].append(at)
            if language != Language.CHINESE:
                self.joined |= {first + second: (first, second) for first, second in pairwise(name.tokens)}
        self.within = within
        # The words that a mistyped or unfinished word may be, by the token that stands for each in the names.
        same = {word: token for word, token in same_words(language).items() if token in self.weights}
        self.stands = {token: token for token in self.weights if len(token) >= MIN_MISTYPED} | same
        self.vocabulary = list(self.stands)

    def fits(self, text: str) -> dict[int, tuple[float, str]]:
        """Return, by the number of the concept, how well each concept fits a text (a score) and which of its names fits
        best.
        """
        tokens, head = tokens_of(text, self.language)
        typed = [self._known_tokens(token, last=at == len(tokens) - 1) for at, token in enumerate(self._join(tokens))]
        total = sum(weight for _known_tokens, weight in typed)
        if not total:
            return {}
        best_likeness: dict[str, float] = {}
        for known, _weight in typed:
            for token, likeness in known.items():
                best_likeness[token] = max(best_likeness.get(token, 0), likeness)
        heads = next((set(known) for known, _weight in typed if head in known), set()) | {head}
        if self.language == Language.ENGLISH and head not in best_likeness and typed:
            heads |= set(typed[-1][0])
        candidates = {at for token in best_likeness for at in self.by_token[token]}
        typed_text = text.casefold()
        best: dict[int, tuple[float, str]] = {}
        for at in candidates:
            name = self.names[at]
            found = sum(self.weights[token] * best_likeness[token] for token in name.tokens if token in best_likeness)
            score = sqrt(found / name.weight) * min(1.0, found / total) ** 0.6
            if name.head not in best_likeness:
                score *= OTHER_THING
            if not heads.intersection(name.tokens):
                score *= OTHER_THING
            # Among names that fit equally well, show the one that was typed.
            score += TYPED * (name.text.casefold() in typed_text)
            if score > best.get(name.concept, (0.0, ""))[0]:
                best[name.concept] = (score, name.text)
        return {
            number: (score * (1 - OTHER_NAMES * (1 - self._explained_share(number, typed, total))), text)
            for number, (score, text) in best.items()
        }

    def _explained_share(self, number: int, typed: list[tuple[dict[str, float], float]], total: float) -> float:
        """Return the share of the typed words that any of the names of the goods explain."""
        explained = sum(weight for known, weight in typed if any(number in self.within[token] for token in known))
        return explained / total

    def _join(self, tokens: list[str]) -> list[str]:
        """Return typed tokens as the lexicon writes them: one word or two."""
        written: list[str] = []
        for token in tokens[:MAX_TOKENS]:
            if written and written[-1] + token in self.weights and self.language != Language.CHINESE:
                written[-1] += token
            elif token not in self.weights and token in self.joined:
                written += self.joined[token]
            else:
                written.append(token)
        return list(dict.fromkeys(written))

    def _known_tokens(self, token: str, *, last: bool) -> tuple[dict[str, float], float]:
        """Return the tokens of the lexicon that a typed token may be, with their likeness, and the token's weight."""
        if token in self.weights:
            return {token: 1.0}, self.weights[token]
        if self.language == Language.CHINESE and has_chinese(token):
            return {}, self.common * (CHARACTER if len(token) == 1 else 1)
        if len(token) < MIN_MISTYPED:
            return {}, self.common
        # pyrefly: ignore[no-matching-overload] (the stubs want a scorer without overloads, and the library has none)
        near = process.extract(
            token, self.vocabulary, scorer=Indel.normalized_similarity, score_cutoff=LIKENESS, limit=3
        )
        known = {self.stands[word]: likeness**2 for word, likeness, _at in reversed(near)}
        if last and not known:
            begun = [self.stands[word] for word in self.vocabulary if word.startswith(token)][:MAX_UNFINISHED]
            known = dict.fromkeys(begun, UNFINISHED)
        return known, self.common

    def _weight(self, token: str, concepts_with: int, names: int) -> float:
        weight = log(1 + names / (3 * concepts_with))
        if token in PACKED:
            return weight * PACKING
        return weight * CHARACTER if self.language == Language.CHINESE and len(token) == 1 else weight


@lru_cache(maxsize=1)
def _indexes() -> Mapping[Language, Index]:
    return {language: Index(language, concepts()) for language in Language}


def goods_find(text: str, language: Language) -> list[GoodsFit]:
    """Return the goods that a text may mean, the best first; names in the reader's language count a little more."""
    goods, found = concepts(), dict[int, GoodsFit]()
    chinese = has_chinese(text)
    asked = [Language.CHINESE] if chinese else [Language.ENGLISH, Language.SPANISH]
    if chinese and any(char.isascii() and char.isalpha() for char in folded(text)):
        asked = list(Language)
    for each in asked:
        own = 1.0 if each == language or chinese else OTHER_LANGUAGE
        for number, (score, name) in _indexes()[each].fits(text).items():
            if number not in found or score * own > found[number].score:
                found[number] = GoodsFit(goods[number], name, each, score * own)
    return sorted(found.values(), key=lambda fit: (-fit.score, fit.concept.code))
