"""The codes that sellers chose for goods of similar descriptions, as officers confirmed them."""

from collections import defaultdict
from dataclasses import dataclass
from math import log

from apps.tariff.lexicon.tokens import choice_words
from apps.tariff.models import CodeChoice

# How many sellers make a choice half as convincing as it can be.
HALF = 5
# What a word of the search counts that no seller wrote.
UNKNOWN = log(2)


@dataclass(frozen=True, slots=True)
class ChosenCode:
    """A code that sellers chose: the word that says most for the code, the sellers who wrote it, and from 0 to 1."""

    word: str
    sellers: int
    score: float


def codes_chosen(text: str) -> dict[str, ChosenCode]:
    """Return the codes that sellers chose for goods whose descriptions have the words of a text. Makes one query."""
    words = choice_words(text)
    by_word: dict[str, list[CodeChoice]] = defaultdict(list)
    for choice in CodeChoice.objects.filter(word__in=words):
        by_word[choice.word].append(choice)
    # A word that goes with few codes says more than a word that goes with many.
    weights = {word: log(1 + 10 / len(choices)) for word, choices in by_word.items()}
    whole = sum(weights.get(word, UNKNOWN) for word in words)
    scores: dict[str, float] = defaultdict(float)
    best: dict[str, tuple[float, CodeChoice]] = {}
    for word, choices in by_word.items():
        sellers = sum(choice.sellers for choice in choices)
        for choice in choices:
            score = weights[word] * choice.sellers / sellers * choice.sellers / (choice.sellers + HALF) / whole
            scores[choice.code] += score
            if choice.code not in best or score > best[choice.code][0]:
                best[choice.code] = (score, choice)
    return {
        code: ChosenCode(words[choice.word], choice.sellers, scores[code]) for code, (_score, choice) in best.items()
    }
