"""The SQL of seals. The database computes the hash of each leaf; every part is a constant, and values are parameters.

A leaf is a salt of 32 bytes followed by what the entry says (`entries`). The salt of an entry is the hash of the day's
secret and the place of the entry.
"""

from apps.seals.entries import SOURCES

_CONTENTS = "\n    UNION ALL".join(source.sql for source in SOURCES)


def _salted_rows(bounds: str = "") -> str:
    return f"""
salted AS (
    SELECT place, content, sha256(%(secret)s || int8send(place)) AS salt FROM ({_CONTENTS}
    ) AS entry
    {bounds}
)"""  # noqa: S608 # nosec B608 # made of the constants of this module


_LEAF = r"sha256('\x00'::bytea || salt || convert_to(content, 'UTF8')) AS leaf"
# OFFSET keeps the planner from sorting the contents, ten times as long, and hashing them afterwards.
_HASHED = f"hashed AS (SELECT place, {_LEAF} FROM salted OFFSET 0)"  # noqa: S608 # nosec B608 # constants

# The leaves of a day, in parts of a size.
NEW_PARTS = f"""
WITH {_salted_rows()},
{_HASHED},
numbered AS (
    SELECT place, leaf, (row_number() OVER (ORDER BY place) - 1) / %(size)s AS part FROM hashed
)
SELECT min(place), string_agg(leaf, ''::bytea ORDER BY place) FROM numbered GROUP BY part ORDER BY part
"""  # noqa: S608 # nosec B608 # made of the constants of this module

# The leaves of a sealed day, in the parts that it was sealed in, which begin at these places. What stands before the
# first of them is in part 0.
SEALED_PARTS = f"""
WITH {_salted_rows()},
{_HASHED},
numbered AS (
    SELECT place, leaf, width_bucket(place, %(firsts)s::bigint[]) AS part FROM hashed
)
SELECT part, string_agg(leaf, ''::bytea ORDER BY place) FROM numbered GROUP BY part ORDER BY part
"""  # noqa: S608 # nosec B608 # made of the constants of this module

# The leaves of one part, and what one of its entries says, with its salt.
ONE_PART = f"""
WITH {_salted_rows("WHERE place >= %(first)s AND place < %(next)s")}
SELECT place, {_LEAF}, CASE WHEN place = %(place)s THEN content END, CASE WHEN place = %(place)s THEN salt END
FROM salted ORDER BY place
"""  # noqa: S608 # nosec B608 # made of the constants of this module

# Whether anything was recorded before a moment.
RECORDED_BEFORE = """
SELECT EXISTS (SELECT FROM ledger_shipment WHERE recorded_at < %(moment)s)
    OR EXISTS (SELECT FROM ledger_violation WHERE recorded_at < %(moment)s)
    OR EXISTS (SELECT FROM ledger_programentry WHERE recorded_at < %(moment)s)
    OR EXISTS (SELECT FROM ledger_sellerlink WHERE recording_id IS NOT NULL AND recorded_at < %(moment)s)
"""
