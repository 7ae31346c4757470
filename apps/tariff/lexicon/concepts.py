"""The concepts of the lexicon: everyday names of goods in three languages, each with its code of six digits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from apps.core.csv_rows import table_rows
from apps.tariff.lexicon.tokens import Language

FOLDER = Path(__file__).parent / "goods"
# In this order: the first line of a code has the plain meaning that stands for the code.
FILES = (
    *("clothing", "fashion", "home", "beauty_food", "paper_toys", "electronics", "tools_auto_garden"),
    *("farm_and_materials", "everyday", "occasions_and_pastimes", "regional", "restricted"),
)


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
    return tuple(concept for file in FILES for concept in _read(FOLDER / f"{file}.csv"))


@lru_cache(maxsize=1)
def meanings() -> Mapping[str, Concept]:
    """Return the concept that stands for each code of six digits: the first one that is written down."""
    first: dict[str, Concept] = {}
    for concept in concepts():
        first.setdefault(concept.code, concept)
    return first


def _read(file: Path) -> Iterator[Concept]:
    for row in table_rows(file):
        yield Concept(row["code"], {language: tuple(row[language].split("|")) for language in Language})
