"""The words of the loaded tariff, by which descriptions of goods are compared with its chapters."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.db import connection

# Words are stemmed as the search of the tariff stems them, for both sides of a comparison alike. Of "other than" and
# such, only the words that name something are left.
_CHAPTERS = """
SELECT word, array_agg(DISTINCT left(code, 2))
FROM tariff_line, unnest(tsvector_to_array(search)) AS word
WHERE code < '98' AND word ~ '^[a-z]{3,}$' AND word <> ALL(%s)
GROUP BY word
"""
_WORDS = "SELECT text, tsvector_to_array(to_tsvector('english', text)) FROM unnest(%s::text[]) AS text"
_EDITION = "SELECT count(*), max(id), coalesce(sum(hashtext(code || description)::bigint), 0) FROM tariff_line"
# Words of the tariff's own manner of writing, and of every description.
COMMON = ["articl", "contain", "includ", "kind", "like", "made", "new", "part", "set", "similar", "use", "whether"]


def chapters_by_word() -> Mapping[str, frozenset[str]]:
    """Return the chapters in which each word of the tariff occurs, by stemmed word; nothing where none is loaded."""
    with connection.cursor() as cursor:
        cursor.execute(_EDITION)
        return _chapters_by_word(cursor.fetchone())


@lru_cache(maxsize=1)
def _chapters_by_word(edition: tuple[int, ...]) -> Mapping[str, frozenset[str]]:
    """Read the words of an edition of the tariff once in each process."""
    with connection.cursor() as cursor:
        cursor.execute(_CHAPTERS, [COMMON])
        return {word: frozenset(chapters) for word, chapters in cursor.fetchall()}


def six_digits_known(codes: Iterable[str]) -> frozenset[str]:
    """Return those of some codes of six digits with which a line of the tariff begins."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT left(code, 6) FROM tariff_line WHERE left(code, 6) = ANY(%s)", [list(codes)])
        return frozenset(code for (code,) in cursor.fetchall())


def words_of(texts: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Return the stemmed words of each text, by one query."""
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, [list(set(texts))])
        return {text: frozenset(words) for text, words in cursor.fetchall()}
