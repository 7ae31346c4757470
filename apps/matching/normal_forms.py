"""Normal forms of names and addresses, in the script in which they are written. Pure functions.

The functions are idempotent, and ignore case, accents, spaces and punctuation. `names` compares across scripts.
"""

import re
import unicodedata

from apps.core.codes import code_form


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


def _pairs(*lines: str) -> dict[str, str]:
    return dict(pair.split() for line in lines for pair in line.split(", "))


# Accents of Latin, Greek and Cyrillic; the marks of other scripts belong to their letters.
_ACCENTS = re.compile("[\u0300-\u036f]")
# Letters that Unicode does not decompose into a letter and an accent.
_LETTERS = str.maketrans(_pairs("ø o, ł l, đ d, æ ae, œ oe, ı i, þ th, ð d"))
# Punctuation inside of a word: L.L.C. is LLC, O'Neil is ONeil.
_INNER_PUNCTUATION = re.compile(r"[.'’`´]")

# Forms of companies, which people write or leave out by habit.
COMPANY_FORMS = _words(
    "ab ag aps as bv co company corp corporation doo gmbh inc incorporated kft kg kk limited llc llp lp ltd nv oo ooo",
    "oy plc private pte pty pvt sa sarl sas sl sp spa spzoo srl sro ug z zoo",
)
CHINESE_FORMS = re.compile("(股份有限公司|有限责任公司|有限公司)$")
_ENDINGS = [f"{before}{form}{after}" for before in (" ", ", ") for form in COMPANY_FORMS for after in ("", ".")]

# Abbreviations of words in addresses, after USPS Publication 28, appendices B, C1 and C2. `st` also means saint.
ABBREVIATIONS = _pairs(
    "street st, saint st, road rd, avenue ave, av ave, boulevard blvd, drive dr, lane ln, court ct, place pl",
    "square sq, highway hwy, parkway pkwy, way wy, terrace ter, circle cir, building bldg, center ctr, centre ctr",
    "industrial ind, north n, south s, east e, west w, northeast ne, northwest nw, southeast se, southwest sw",
    "mount mt, fort ft, district dist, province prov, floor fl",
    "suite unit, ste unit, apartment unit, apt unit, room unit, rm unit, flat unit, office unit, no unit, number unit",
)


def folded(text: str) -> str:
    """Return the words of a text in lower case, without accents and punctuation, separated by single spaces."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    text = _INNER_PUNCTUATION.sub("", _ACCENTS.sub("", text)).translate(_LETTERS)
    text = unicodedata.normalize("NFC", text)
    return " ".join("".join(char if _is_letter(char) else " " for char in text).split())


def normal_name(name: str) -> str:
    """Return a business's name without the form of the company at its end, unless the name is only the form."""
    words = [word for word in folded(name.replace("&", " and ")).split() if word != "and"]
    while len(words) > 1 and words[-1] in COMPANY_FORMS:
        words.pop()
    if words and (bare := CHINESE_FORMS.sub("", words[-1])):
        words[-1] = bare
    return " ".join(words)


def names_formed(name: str) -> set[str]:
    """Return a business's normal name as it is and with each form of a company, as reporters write the forms."""
    bare = normal_name(name)
    return {bare, *(f"{bare}{form}" for form in _ENDINGS)} if bare else set()


def normal_street(street: str) -> str:
    """Return a street address with its words abbreviated, and `unit` for every kind of unit."""
    words = folded(re.sub(r"(?i)#|\bno\.|№", " unit ", street)).split()
    return " ".join(ABBREVIATIONS.get(word, word) for word in words)


def normal_postal_code(code: str, country: str) -> str:
    """Return a postal code without spaces; of a US postal code, the first five digits."""
    code = re.sub(r"[^0-9A-Z]", "", code_form(code))
    return code[:5] if country == "US" else code


def normal_person(name: str) -> str:
    """Return a person's name with its parts in alphabetical order."""
    return " ".join(sorted(folded(name).split()))


def _is_letter(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char).startswith("M")
