from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import batched

from django.db import connection, transaction

from apps.core import clock
from apps.tariff.files import TariffFile
from apps.tariff.lexicon.tokens import choice_words
from apps.tariff.models import CodeChoice, Edition

# The fewest sellers whose choice is shown to others.
MIN_SELLERS = 5
BATCH = 5_000

_TABLE = """
    CREATE TEMPORARY TABLE tariff_loaded (
        code text, level int, description text, path text, general text, special text, column_2 text
    )
"""
_COPY = "COPY tariff_loaded (code, level, description, path, general, special, column_2) FROM STDIN"
_MERGE = """
    WITH moved AS (
        MERGE INTO tariff_line AS line USING (
            SELECT *, to_tsvector('english', description || ' ' || path) AS search FROM tariff_loaded
        ) AS loaded ON line.code = loaded.code
        WHEN MATCHED AND (line.level, line.description, line.path, line.general, line.special, line.column_2)
            IS DISTINCT FROM (
                loaded.level, loaded.description, loaded.path, loaded.general, loaded.special, loaded.column_2
            )
        THEN UPDATE SET level = loaded.level, description = loaded.description, path = loaded.path,
            general = loaded.general, special = loaded.special, column_2 = loaded.column_2, search = loaded.search
        WHEN NOT MATCHED BY TARGET THEN
            INSERT (code, level, description, path, general, special, column_2, search)
            VALUES (
                loaded.code, loaded.level, loaded.description, loaded.path, loaded.general, loaded.special,
                loaded.column_2, loaded.search
            )
        WHEN NOT MATCHED BY SOURCE THEN DELETE
        RETURNING merge_action() AS act
    )
    SELECT act, count(*) FROM moved GROUP BY act
"""
_COUNT_CHOICES = """
    MERGE INTO tariff_codechoice AS choice USING (
        SELECT word, code, count(DISTINCT seller) AS sellers FROM code_chosen
        GROUP BY word, code HAVING count(DISTINCT seller) >= %s
    ) AS counted ON (choice.word, choice.code) = (counted.word, counted.code)
    WHEN MATCHED AND choice.sellers <> counted.sellers THEN UPDATE SET sellers = counted.sellers
    WHEN NOT MATCHED BY TARGET THEN
        INSERT (word, code, sellers) VALUES (counted.word, counted.code, counted.sellers)
    WHEN NOT MATCHED BY SOURCE THEN DELETE
"""


@dataclass(frozen=True, slots=True)
class LoadResult:
    """The numbers of lines that were read, that had no code, and that were added, changed and removed in the tariff."""

    read: int
    without_code: int
    added: int
    changed: int
    removed: int


@transaction.atomic
def tariff_load(*, file: TariffFile, edition: date | None = None) -> LoadResult:
    """Replace the tariff with the lines of a file, all of them or nothing; the same file again changes no line.

    `edition` is the day from which the file holds, None if unknown; the answers about costs show this day. The lines
    stream into a temporary table, and one statement applies the difference. Raises Invalid for a file that can't be
    read or has a wrong line.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE tariff_line IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(_TABLE)
        with cursor.copy(_COPY) as copy:
            for line in file.lines():
                above = "\n".join(line.above)
                copy.write_row(
                    (line.code, line.level, line.description, above, line.general, line.special, line.column_2)
                )
        cursor.execute("ANALYZE tariff_loaded")
        cursor.execute(_MERGE)
        moved = dict(cursor.fetchall())
        cursor.execute("DROP TABLE tariff_loaded")
    Edition.objects.all().delete()
    Edition.objects.create(day=edition, loaded_at=clock.now())
    return LoadResult(
        read=file.read,
        without_code=file.without_code,
        added=moved.get("INSERT", 0),
        changed=moved.get("UPDATE", 0),
        removed=moved.get("DELETE", 0),
    )


@transaction.atomic
def code_choices_replace(*, chosen: Iterable[tuple[int, str, str]]) -> int:
    """Count anew which codes sellers chose for which words; return the number of pairs of word and code.

    `chosen` gives the id of the seller, the description of goods and the code that an officer confirmed. Only pairs of
    at least `MIN_SELLERS` sellers are kept, so that no row tells what a single seller sells.
    """
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE code_chosen (word text, code text, seller bigint)")
        # The rows are read by this same connection, which can't read while it copies. So they are read in batches.
        for batch in batched(chosen, BATCH):
            with cursor.copy("COPY code_chosen (word, code, seller) FROM STDIN") as copy:
                for seller, description, code in batch:
                    for word in choice_words(description):
                        copy.write_row((word, code[:6], seller))
        cursor.execute("ANALYZE code_chosen")
        cursor.execute(_COUNT_CHOICES, [MIN_SELLERS])
        cursor.execute("DROP TABLE code_chosen")
    return CodeChoice.objects.count()
