"""The search over the pages of guidance and the questions of the help, and the results of checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.db.models import Count, Q, Sum

from apps.guidance.checks import check_keys
from apps.guidance.models import CheckResult
from apps.guidance.passages import CONFIGURATIONS, Passage, search_text, search_words

MAX_WORDS_LENGTH = 200
MAX_FOUND = 8
# Passages below this share of the best one are left out: they only share a word with the search.
MIN_SHARE = 0.2
# How much a word counts in the text, the summary, the search words and the title.
_WEIGHTS = [0.15, 0.5, 0.8, 1.0]
# The passages of a language are a hundred at most and are part of the code, so they come with the question: nothing has
# to be loaded, and nothing can be stale. Each asked word counts by how few passages have it.
_FOUND = """
WITH passage AS (
    SELECT place, vector::tsvector AS vector FROM unnest(%(vectors)s::text[]) WITH ORDINALITY AS given (vector, place)
), asked AS (
    SELECT word FROM unnest(tsvector_to_array(to_tsvector(%(configuration)s::regconfig, %(words)s::text))) AS word
), hits AS (
    SELECT place, word, ts_rank(%(weights)s::float4[], vector, quote_literal(word)::tsquery) AS rank
    FROM asked JOIN passage ON vector @@ quote_literal(word)::tsquery
), weighed AS (
    SELECT word, ln(1 + %(passages)s::float / count(*)) AS weight FROM hits GROUP BY word
)
SELECT place - 1, sum(rank * weight) AS score FROM hits JOIN weighed USING (word)
GROUP BY place ORDER BY score DESC, place LIMIT %(most)s
"""
_VECTORS = """
SELECT (
    setweight(to_tsvector(dictionary, title), 'A') || setweight(to_tsvector(dictionary, words), 'B')
    || setweight(to_tsvector(dictionary, summary), 'C') || to_tsvector(dictionary, body)
)::text
FROM unnest(%(titles)s::text[], %(words)s::text[], %(summaries)s::text[], %(bodies)s::text[]) WITH ORDINALITY
    AS given (title, words, summary, body, place)
CROSS JOIN (SELECT %(configuration)s::regconfig) AS language (dictionary)
ORDER BY place
"""


def passages_find(words: str, language: str, passages: Sequence[Passage]) -> list[Passage]:
    """Return those of the `passages`, which are in the language, that fit typed words, the best first."""
    typed = search_words(words[:MAX_WORDS_LENGTH], language)
    if not typed.strip():
        return []
    given = {
        "vectors": _vectors(tuple(passages), language),
        "configuration": CONFIGURATIONS[language],
        "words": typed,
        "weights": _WEIGHTS,
        "passages": len(passages),
        "most": MAX_FOUND,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, given)
        found = cursor.fetchall()
    least = found[0][1] * MIN_SHARE if found else 0
    return [passages[place] for place, score in found if score >= least]


@lru_cache(maxsize=8)
def _vectors(passages: tuple[Passage, ...], language: str) -> list[str]:
    """Return the words of each passage with their places, as PostgreSQL writes them."""
    texts = {
        "titles": [search_text(each.title, language) for each in passages],
        "words": [search_text(each.words, language) for each in passages],
        "summaries": [search_text(each.summary, language) for each in passages],
        "bodies": [search_text(each.text, language) for each in passages],
    }
    with connection.cursor() as cursor:
        cursor.execute(_VECTORS, {"configuration": CONFIGURATIONS[language], **texts})
        return [vector for (vector,) in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class CheckSuccess:
    """The number of times that a check was finished before and after reading, and the shares of right answers; None
    without answers.
    """

    key: str
    before: int
    right_before: float | None
    after: int
    right_after: float | None


def checks_success() -> list[CheckSuccess]:
    """Return the success of each check, in one query."""
    stages = {"before": Q(is_after=False), "after": Q(is_after=True)}
    sums = {
        **{stage: Count("pk", filter=kind) for stage, kind in stages.items()},
        **{f"right_{stage}": Sum("right", filter=kind) for stage, kind in stages.items()},
        **{f"of_{stage}": Sum("questions", filter=kind) for stage, kind in stages.items()},
    }
    rows = {row["check_key"]: row for row in CheckResult.objects.values("check_key").annotate(**sums)}
    return [
        CheckSuccess(
            key,
            row.get("before", 0),
            _share(row.get("right_before"), row.get("of_before")),
            row.get("after", 0),
            _share(row.get("right_after"), row.get("of_after")),
        )
        for key in check_keys()
        for row in [rows.get(key, {})]
    ]


def _share(right: int | None, of: int | None) -> float | None:
    return right / of if right is not None and of else None
