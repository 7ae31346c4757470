"""The likeness of two names of persons or of firms: from 0 to 1, with the reason of each part. Pure functions.

A name is prepared once: written in Latin letters, cut into words, rid of the form of the company. Two names are then
compared word by word, in any order. Each word weighs by how much it says: a particle little, a common word of firms
less than a name, a rare word more than a frequent one where the caller knows how frequent words are. A word that only
one name has costs little; words that both have and that differ cost much. ADR 0090 gives the reasons.
"""

from apps.matching.comparison import THRESHOLD, AgreementKind, NameLikeness, PartComparison, compare_names
from apps.matching.keys import keys_of_tokens
from apps.matching.preparation import BearerKind, Name, misspelt_form_word, prepare_name

__all__ = [
    "THRESHOLD",
    "AgreementKind",
    "BearerKind",
    "Name",
    "NameLikeness",
    "PartComparison",
    "compare_names",
    "prepare_name",
    "token_keys",
]


def token_keys(name: Name) -> frozenset[str]:
    """Return the keys of a name for an index: two names that are alike have at least one in common."""
    firm = name.kind is BearerKind.ORGANIZATION
    keys = keys_of_tokens(name.tokens, firm=firm)
    # The comparison takes off what seems to be a misspelt form of company, if the other name has a form.
    if firm and (rest := tuple(token for token in name.tokens if not misspelt_form_word(token.text))) != name.tokens:
        keys |= keys_of_tokens(rest, firm=firm)
    return keys
