"""The keys by which an index finds the names that may be like a name, without comparing all pairs. Pure functions.

A key is made of two words of a name, or of all its letters, as consonants: vowels differ most between spellings. Each
word gives the first two consonants, the last two and, if it is short, less than that, so that one wrong letter leaves a
key whole. `python -m benchmarks names` measures how many pairs that match have a key in common.
"""

from itertools import combinations, permutations

from apps.matching.letters import consonants_of
from apps.matching.preparation import MAX_ABBREVIATION, BearerKind, Name, misspelt_form_word
from apps.matching.tokens import Token

# Pairs are made of at most this many words, the longest ones: a name of ten words would have hundreds of keys.
MAX_PAIRED_WORDS = 6
# A word that weighs less says nothing by itself, and has no part in a pair if there are two others.
MIN_WEIGHT = 0.55
# The consonants by which a name of one word is found.
MAX_SINGLE, MAX_LEFT_OUT = 6, 2
# The consonants of a word that says enough by itself.
MIN_LONG = 5
# The letters of a word that is a key as it is written, in names of so many words.
MIN_WHOLE, WHOLE_WORDS = 5, 2
# The least letters of an abbreviation that stands for a whole name.
MIN_ABBREVIATION = 3


def token_keys(name: Name) -> frozenset[str]:
    """Return the keys of a name for an index: two names that are alike have at least one in common."""
    firm = name.kind is BearerKind.ORGANIZATION
    keys = _keys_of_tokens(name.tokens, firm=firm)
    # The comparison takes off what seems to be a misspelt form of company, if the other name has a form.
    if firm and (rest := tuple(token for token in name.tokens if not misspelt_form_word(token.text))) != name.tokens:
        keys |= _keys_of_tokens(rest, firm=firm)
    return keys


def _keys_of_tokens(tokens: tuple[Token, ...], *, firm: bool) -> frozenset[str]:
    """Return the keys of the words of a name."""
    if not tokens:
        return frozenset()
    said = [token for token in tokens if token.consonants]
    telling = [token for token in said if (token.firm_weight if firm else token.person_weight) >= MIN_WEIGHT]
    paired = sorted(telling if len(telling) > 1 else said, key=lambda token: (-len(token.text), token.text))
    keys = set[str]()
    parts = {token.text: _parts(token.consonants) for token in paired[:MAX_PAIRED_WORDS]}
    for one, other in combinations(parts, 2):
        for left in parts[one]:
            for right in parts[other]:
                if len(left) > 1 or len(right) > 1:
                    keys.add("+".join(sorted((left, right))))
    for one, other in permutations(paired[:MAX_PAIRED_WORDS], 2):
        keys.add(f"{one.text[0]}.{other.consonants}")
    # Common words at the end, such as "trading", would give strangers a key in common.
    whole = consonants_of("".join(token.text for token in telling or said))
    keys.add(f"^{whole[:4]}")
    keys.add(f"{whole[-4:]}$")
    # A word of many consonants is a key of its own: two wrong letters in the other words leave no other.
    keys |= {f"={word.consonants}" for word in telling if len(word.consonants) >= MIN_LONG}
    # Of two words, one may be misspelt so that none of its parts is left.
    if len(telling) == WHOLE_WORDS:
        keys |= {f"~{word.text}" for word in telling if len(word.text) >= MIN_WHOLE}
        for one, other in permutations(telling):
            keys |= {f"~{one.text}:{letter}" for letter in other.consonants}
    if len(telling) == 1:
        only = telling[0].consonants[:MAX_SINGLE]
        # Two of the letters may be wrong, and no other word has a key.
        for left_out in range(min(MAX_LEFT_OUT, len(only) - 1) + 1):
            keys |= {f"={''.join(kept)}" for kept in combinations(only, len(only) - left_out)}
    # An abbreviation shares nothing with its name but the first letters.
    initials = tokens[0].text if len(tokens) == 1 else "".join(token.text[0] for token in tokens)
    if MIN_ABBREVIATION <= len(initials) <= MAX_ABBREVIATION:
        keys.add(f"@{initials}")
    return frozenset(keys)


def _parts(consonants: str) -> frozenset[str]:
    """Return the parts of a word's consonants of which at least one outlives a wrong, missing or added consonant."""
    parts = {consonants[:2], consonants[-2:]}
    if len(consonants) == 3:
        parts.add(consonants[0] + consonants[2])
    if len(consonants) <= 2:
        parts |= set(consonants)
    return frozenset(parts)
