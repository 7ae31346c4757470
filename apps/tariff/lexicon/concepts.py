"""The concepts of the lexicon: everyday names of goods in three languages, each with its code of six digits."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from apps.tariff.lexicon.tokens import Language

FILES = Path(__file__).parent / "goods"


@dataclass(frozen=True, slots=True)
class Concept:
    """A kind of goods: the code of six digits, and the names by language, of which the first is the plain meaning."""

    code: str
    names: dict[Language, tuple[str, ...]]

    def meaning(self, language: Language) -> str:
        """Return the plain meaning in a language, with a capital letter."""
        return capital(self.names[language][0])


def capital(name: str) -> str:
    """Return a name with a capital letter at its beginning."""
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=1)
def concepts() -> tuple[Concept, ...]:
    """Return all concepts, read once in each process."""
    return tuple(concept for file in sorted(FILES.glob("*.csv")) for concept in _read(file))


def _read(file: Path) -> Iterator[Concept]:
    with file.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            yield Concept(row["code"], {language: tuple(row[language].split("|")) for language in Language})
