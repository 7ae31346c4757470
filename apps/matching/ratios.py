"""The likeness of two normal names, or of two normal addresses, of one script. Pure functions."""

from rapidfuzz.fuzz import token_set_ratio

# From 0 to 100. Names of strangers with two common words stay below ("Lanternbrook Goods Trading" and "Lanternbrook
# Kids Trading" have 90); typing errors, plurals and added words stay above.
LIKE_NAMES = 92
# From 0 to 100. Many addresses share words ("industrial park", the city), but their numbers are compared too.
LIKE_ADDRESSES = 92


def names_ratio(one: str, other: str) -> float:
    """Return the similarity of two normal names, up to 100; 0 below LIKE_NAMES. Added words and order count little."""
    ratio = token_set_ratio(one, other)
    return ratio if ratio >= LIKE_NAMES else 0.0


def addresses_ratio(one: str, other: str) -> float:
    """Return the similarity of two normal addresses, up to 100; 0 below LIKE_ADDRESSES.

    Numbers are compared separately, since 12 and 14 of a street differ by a letter: all numbers of one address must be
    in the other, and there must be at least one.
    """
    numbers, others = _numbers(one), _numbers(other)
    shared = numbers & others
    if not shared or shared not in (numbers, others):
        return 0.0
    ratio = token_set_ratio(one, other)
    return ratio if ratio >= LIKE_ADDRESSES else 0.0


def _numbers(text: str) -> set[str]:
    return {word for word in text.split() if any(char.isdigit() for char in word)}
