"""The likeness of names of persons and firms, of addresses, and of firms; and normal forms of names and addresses.

A name is prepared once: written in Latin letters, cut into words, rid of the form of the company. Two names are then
compared word by word, in any order. Each word weighs by how much it says: a particle little, a common word of firms
less than a name. A word that only one name has costs little; words that both have and that differ cost much. Pure
functions without tables: the caller decides what a likeness means. `docs/names.md` says how well they do.
"""

from apps.matching.addresses import is_same_place, prepare_address
from apps.matching.comparison import NameLikeness, compare_names
from apps.matching.firms import RecordAgreement, pairs_found, prepare_firm
from apps.matching.keys import token_keys
from apps.matching.name_evidence import name_facts
from apps.matching.normal_forms import (
    folded,
    names_formed,
    normal_name,
    normal_person,
    normal_postal_code,
    normal_street,
)
from apps.matching.preparation import BearerKind, Name, prepare_name
from apps.matching.ratios import addresses_ratio, names_ratio
