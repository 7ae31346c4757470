"""Names to measure with: those of a list, generated persons who are on no list, and listed names written otherwise.

All of them are seeded: the same names in each run.
"""

import csv
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from apps.matching import BearerKind
from benchmarks.data import DATA

# The languages in which the given persons who are on no list (`negatives_*_1000.csv`) have their names.
_LOCALES = (
    "en_US en_GB de_DE fr_FR it_IT es_ES es_MX pt_BR pt_PT nl_NL da_DK no_NO sv_SE fi_FI pl_PL cs_CZ sk_SK hr_HR tr_TR",
    "el_GR ru_RU uk_UA ar_SA fa_IR he_IL hi_IN ne_NP th_TH id_ID vi_VN zh_CN zh_TW ja_JP ko_KR",
)
LOCALES = " ".join(_LOCALES).split()
# The share of these persons who have a second given name: 1,211 of 2,000.
MIDDLE = 0.6


@dataclass(frozen=True, slots=True)
class Listed:
    """A name on a list: whose it is, whether a person's, and whether the first name or an alias."""

    entry: str
    text: str
    kind: BearerKind
    is_alias: bool


def ofac_names(folder: Path = DATA / "screening") -> list[Listed]:
    """Return the names and aliases of OFAC's list in its legacy format, joined by the first column."""
    kinds, listed = dict[str, BearerKind](), list[Listed]()
    for row in _rows(folder / "ofac_sdn.csv"):
        kinds[row[0]] = BearerKind.PERSON if row[2].strip() == "individual" else BearerKind.ORGANIZATION
        listed.append(Listed(row[0], row[1], kinds[row[0]], is_alias=False))
    for row in _rows(folder / "ofac_alt.csv"):
        if row[0] in kinds:
            listed.append(Listed(row[0], row[3], kinds[row[0]], is_alias=True))
    return listed


def people_given(folder: Path = DATA / "screening") -> list[str]:
    """Return the 2,000 given names of persons who are on no list."""
    names = []
    for file in ("negatives_us_1000.csv", "negatives_global_1000.csv"):
        with (folder / file).open(encoding="utf-8", newline="") as lines:
            names += [row["full_name"] for row in csv.DictReader(lines)]
    return names


def people_generated(count: int, seed: int = 5) -> Iterator[str]:
    """Yield names of persons made as the given ones are: in many languages, six in ten with a second given name."""
    from faker import Faker

    chance = random.Random(seed)  # noqa: S311 - the same names in each run
    makers = [Faker(locale) for locale in LOCALES]
    for number, maker in enumerate(makers):
        maker.seed_instance(seed + number)
    for _ in range(count):
        maker = chance.choice(makers)
        words = [maker.first_name(), *([maker.first_name()] if chance.random() < MIDDLE else []), maker.last_name()]
        yield " ".join(words)


def _transposed(name: str, chance: random.Random) -> str | None:
    """Return a name with two letters beside each other exchanged, in a word of five letters or more."""
    words = name.split()
    at = _place(words, 5, chance)
    if at is None:
        return None
    word, begin = words[at], chance.randrange(1, len(words[at].strip(",")) - 2)
    if word[begin] == word[begin + 1]:
        return None
    words[at] = word[:begin] + word[begin + 1] + word[begin] + word[begin + 2 :]
    return " ".join(words)


def _misspelt(name: str, chance: random.Random) -> str | None:
    """Return a name with one letter replaced, left out or added, in a word of four letters or more."""
    words = name.split()
    at = _place(words, 4, chance)
    return None if at is None else " ".join([*words[:at], _edited(words[at], chance), *words[at + 1 :]])


def _misspelt_twice(name: str, chance: random.Random) -> str | None:
    """Return a name of ten letters or more with two wrong letters."""
    if sum(char.isalpha() for char in name) < 10 or (once := _misspelt(name, chance)) is None:
        return None
    return _misspelt(once, chance)


def _reordered(name: str, chance: random.Random) -> str | None:
    """Return a name with its words in another order, without the comma after the family name."""
    words = name.replace(",", "").split()
    turned = chance.sample(words, len(words))
    return " ".join(turned) if len(words) > 1 else None


# How the same sound is written by different customs of transliteration, and the Cyrillic letters for Latin ones.
_CUSTOMS = (("kh", "h"), ("ou", "u"), ("oo", "u"), ("ch", "tch"), ("sh", "sch"), ("y", "i"), ("w", "v"), ("x", "ks"))
_CYRILLIC = {
    "shch": "щ",
    "sh": "ш",
    "ch": "ч",
    "zh": "ж",
    "kh": "х",
    "ts": "ц",
    "ya": "я",
    "yu": "ю",
    "j": "дж",
} | dict(zip("abvgdeziklmnoprstufhy", "абвгдезиклмнопрстуфхы", strict=True))


def _transliterated(name: str, chance: random.Random) -> str | None:
    """Return a name as another custom of transliteration writes it, or in Cyrillic letters."""
    low = name.lower()
    if chance.random() < 0.5 and set(low) <= {*"abvgdeziklmnoprstufhyj", " ", ",", "-", "."}:
        return re.sub("|".join(_CYRILLIC), lambda found: _CYRILLIC[found[0]], low)
    found = [(one, other) for one, other in _CUSTOMS if one in low]
    return low.replace(*chance.choice(found)) if found else None


_FORMS = (
    ("LTD.", "LIMITED"), ("LTD", "LIMITED"), ("LIMITED", "LTD"), ("CO.", "COMPANY"), ("COMPANY", "CO"),
    ("CORPORATION", "CORP"), ("CORP.", "CORPORATION"), ("INC.", "INCORPORATED"), ("S.A.", "SA"), ("LLC", "L.L.C."),
    ("L.L.C.", "LIMITED LIABILITY COMPANY"), ("GMBH", "GESELLSCHAFT MIT BESCHRANKTER HAFTUNG"), ("OOO", "LLC"),
    ("S.A. DE C.V.", "SOCIEDAD ANONIMA DE CAPITAL VARIABLE"), ("OAO", "OPEN JOINT STOCK COMPANY"),
)  # fmt: skip


def _other_form(name: str, chance: random.Random) -> str | None:
    """Return a firm's name with the form of the company written otherwise, left out, or added where there is none."""
    found = [(one, other) for one, other in _FORMS if name.endswith(f" {one}")]
    if not found:
        return f"{name} {chance.choice(['Ltd', 'LLC', 'Co., Ltd.', 'Inc.'])}"
    one, other = max(found, key=lambda pair: len(pair[0]))
    bare = name.removesuffix(one)
    return bare.rstrip(" ,") if chance.random() < 0.3 else bare + other


MUTATIONS: dict[str, Callable[[str, random.Random], str | None]] = {
    "transposed": _transposed,
    "misspelt by one edit": _misspelt,
    "misspelt by two edits": _misspelt_twice,
    "re-ordered": _reordered,
    "transliterated": _transliterated,
    "company form": _other_form,
}


@dataclass(frozen=True, slots=True)
class Mutated:
    """A listed name written otherwise: the entry that should be found, and how the name was changed."""

    entry: str
    text: str
    kind: BearerKind
    how: str


def names_mutated(listed: list[Listed], entries: int = 1_000, seed: int = 3) -> list[Mutated]:
    """Return for each of the sampled entries the name itself, an alias if it has one, and each way to write it."""
    chance = random.Random(seed)  # noqa: S311 - the same names in each run
    firsts = [name for name in listed if not name.is_alias]
    aliases: dict[str, list[Listed]] = {}
    for name in listed:
        if name.is_alias:
            aliases.setdefault(name.entry, []).append(name)
    made = []
    for name in chance.sample(firsts, min(entries, len(firsts))):
        made.append(Mutated(name.entry, name.text, name.kind, "exact"))
        if name.entry in aliases:
            made.append(Mutated(name.entry, chance.choice(aliases[name.entry]).text, name.kind, "aliased"))
        for how, change in MUTATIONS.items():
            if how == "company form" and name.kind is BearerKind.PERSON:
                continue
            if (changed := change(name.text, chance)) and changed != name.text:
                made.append(Mutated(name.entry, changed, name.kind, how))
    return made


def _rows(file: Path) -> Iterator[list[str]]:
    with file.open(encoding="latin-1", newline="") as lines:
        yield from (row for row in csv.reader(lines) if len(row) > 3)


def _place(words: list[str], least: int, chance: random.Random) -> int | None:
    """Return the place of a word of letters alone with at least so many of them."""
    places = [at for at, word in enumerate(words) if word.strip(",").isalpha() and len(word.strip(",")) >= least]
    return chance.choice(places) if places else None


def _edited(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word.strip(",")))
    letter = chance.choice("abcdefghijklmnopqrstuvwxyz".replace(word[at].lower(), ""))
    return word[:at] + chance.choice([letter + word[at + 1 :], letter + word[at:], word[at + 1 :]])
