"""The search in the official descriptions of the loaded tariff, which are in English, by word."""

from django.db import connection

from apps.tariff.words import COMMON

MAX_CODES = 30
# Each word counts by how few codes have it. A code is as good as the share of the asked words that its lines have; of
# equal codes, the one with the shorter text says less besides.
_CODES = """
WITH asked AS (
    SELECT word FROM unnest(tsvector_to_array(to_tsvector('english', %(text)s))) AS word WHERE word <> ALL(%(common)s)
), hits AS (
    SELECT left(line.code, 6) AS six, asked.word, min(length(line.search)) AS size
    FROM asked JOIN tariff_line AS line ON line.search @@ quote_literal(asked.word)::tsquery
    WHERE line.code < '98' AND length(line.code) >= 6
    GROUP BY six, asked.word
), weighed AS (
    SELECT word, ln(1 + %(codes)s::float / count(*)) AS weight FROM hits GROUP BY word
), whole AS (
    SELECT sum(coalesce(weight, ln(1 + %(codes)s::float))) AS weight FROM asked LEFT JOIN weighed USING (word)
)
SELECT six, sum(weighed.weight) / max(whole.weight) AS share
FROM hits JOIN weighed USING (word) CROSS JOIN whole
GROUP BY six ORDER BY share DESC, min(size), six LIMIT %(most)s
"""
# About as many codes of six digits as the Harmonized System has.
_CODES_IN_ALL = 5600


def codes_with_words(text: str) -> dict[str, float]:
    """Return the codes of six digits whose lines have words of a text, and the share of the words, the best first."""
    with connection.cursor() as cursor:
        cursor.execute(_CODES, {"text": text, "common": COMMON, "codes": _CODES_IN_ALL, "most": MAX_CODES})
        return {code: float(share) for code, share in cursor.fetchall()}
