"""The SQL of seals. The database computes the hash of each leaf; every part is a constant, and values are parameters.

A leaf is a salt of 32 bytes followed by what the entry says (`entries`). The salt of an entry is the hash of the day's
secret and the place of the entry.
"""

from functools import cache

from apps.seals.entries import KINDS, SHIPMENTS, SOURCES


def _salted_rows(kinds: int, bounds: str = "") -> str:
    """Return the SQL of the entries of the first kinds, with their salts, within bounds of their places."""
    sources = [source for source in SOURCES if KINDS.index(source.kind) < kinds]
    return _salted("\n    UNION ALL".join(source.sql() for source in sources), bounds)


def _salted(contents: str, bounds: str = "") -> str:
    return f"""
salted AS (
    SELECT place, content, sha256(%(secret)s || int8send(place)) AS salt FROM ({contents}
    ) AS entry
    {bounds}
)"""  # noqa: S608 # nosec B608 # made of the constants of this module


_LEAF = r"sha256('\x00'::bytea || salt || convert_to(content, 'UTF8')) AS leaf"
# OFFSET keeps the planner from sorting the contents, ten times as long, and hashing them afterwards.
_HASHED = f"hashed AS (SELECT place, {_LEAF} FROM salted OFFSET 0)"  # noqa: S608 # nosec B608 # constants

# The leaves of entries of the day whose month is archived.
_KEPT = """
kept AS (
    SELECT leaf.place, substr(archived.leaves, (leaf.number * 32 - 31)::int, 32) AS leaf
    FROM seals_archivedleaves archived, unnest(archived.places) WITH ORDINALITY AS leaf (place, number)
    WHERE archived.seal_id = %(seal)s AND archived.archive_id = ANY (%(archives)s::bigint[])
)"""

# The leaves of a day, in parts of a size.
NEW_PARTS = f"""
WITH {_salted_rows(len(KINDS))},
{_HASHED},
numbered AS (
    SELECT place, leaf, (row_number() OVER (ORDER BY place) - 1) / %(size)s AS part FROM hashed
)
SELECT min(place), string_agg(leaf, ''::bytea ORDER BY place) FROM numbered GROUP BY part ORDER BY part
"""  # noqa: S608 # nosec B608 # made of the constants of this module


@cache
def sealed_parts(kinds: int) -> str:
    """Return the statement that gives the leaves of a sealed day, in the parts that the day was sealed in, which begin
    at the `firsts`. What stands before the first of them is in part 0. `kinds` is the number of kinds of the seal.
    """
    return f"""
WITH {_salted_rows(kinds)},
{_HASHED},
{_KEPT},
numbered AS (
    SELECT place, leaf, width_bucket(place, %(firsts)s::bigint[]) AS part
    FROM (SELECT place, leaf FROM hashed UNION ALL SELECT place, leaf FROM kept) AS every
)
SELECT part, string_agg(leaf, ''::bytea ORDER BY place) FROM numbered GROUP BY part ORDER BY part
"""  # noqa: S608 # nosec B608 # made of the constants of this module


@cache
def one_part(kinds: int) -> str:
    """Return the statement that gives the leaves of one part, and what one of its entries says, with its salt. `kinds`
    is the number of kinds that the seal has.
    """
    return f"""
WITH {_salted_rows(kinds, "WHERE place >= %(first)s AND place < %(next)s")},
{_KEPT}
SELECT place, {_LEAF}, CASE WHEN place = %(place)s THEN content END, CASE WHEN place = %(place)s THEN salt END
FROM salted
UNION ALL
SELECT place, leaf, NULL, NULL FROM kept WHERE place >= %(first)s AND place < %(next)s
ORDER BY place
"""  # noqa: S608 # nosec B608 # made of the constants of this module


# Keep the leaves of a day's entries that are dated in a month, in the parts in which the day was sealed.
KEEP_LEAVES = f"""
WITH {_salted(SHIPMENTS.sql("e.date >= %(month)s AND e.date < %(next_month)s"))},
{_HASHED},
numbered AS (
    SELECT place, leaf, width_bucket(place, %(firsts)s::bigint[]) AS part FROM hashed
)
INSERT INTO seals_archivedleaves (seal_id, archive_id, places, leaves)
SELECT %(seal)s, %(archive)s, array_agg(place ORDER BY place), string_agg(leaf, ''::bytea ORDER BY place)
FROM numbered GROUP BY part ORDER BY part
"""  # noqa: S608 # nosec B608 # made of the constants of this module

# The days in which the entries of a month were recorded.
RECORDED_DAYS = """
SELECT DISTINCT (recorded_at AT TIME ZONE %(zone)s)::date AS day FROM ledger_shipment
WHERE date >= %(month)s AND date < %(next_month)s ORDER BY day
"""

# Whether anything was recorded before a moment.
RECORDED_BEFORE = """
SELECT EXISTS (SELECT FROM ledger_shipment WHERE recorded_at < %(moment)s)
    OR EXISTS (SELECT FROM ledger_violation WHERE recorded_at < %(moment)s)
    OR EXISTS (SELECT FROM ledger_programentry WHERE recorded_at < %(moment)s)
    OR EXISTS (SELECT FROM ledger_sellerlink WHERE recording_id IS NOT NULL AND recorded_at < %(moment)s)
"""
