"""What the tables of goods are written in: beginnings of codes, and citations of law with the address of the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_STATUTE = re.compile(r"(\d+) U\.S\.C\. (\d+[a-zA-Z]*)")
_REGULATION = re.compile(r"(\d+) CFR (?:part )?(\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Law:
    """A citation and where its text is published."""

    citation: str
    address: str


def law_cited(citation: str) -> Law:
    """Return a section of the United States Code or of the Code of Federal Regulations with its address."""
    if found := _STATUTE.match(citation):
        return Law(
            citation, f"https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title{found[1]}-section{found[2]}"
        )
    if found := _REGULATION.match(citation):
        kind = "section" if "." in found[2] else "part"
        return Law(citation, f"https://www.ecfr.gov/current/title-{found[1]}/{kind}-{found[2]}")
    raise ValueError(citation)


def codes_read(text: str) -> tuple[str, ...]:
    """Return the beginnings of codes in a text such as `0401-0410 2309`, where a range stands for all codes in it."""
    return tuple(_codes(text))


def _codes(text: str) -> Iterator[str]:
    for part in text.split():
        first, _to, last = part.partition("-")
        yield from (f"{number:0{len(first)}}" for number in range(int(first), int(last or first) + 1))
