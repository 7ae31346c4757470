"""The load of a list: what the file says of each party is compared with what was known."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from apps.core.errors import InvalidInput
from apps.core.fields import name_of
from apps.events.services import record
from apps.matching import prepare_name, token_keys
from apps.screening.files.lines import ListFile, ListLine, digest_of
from apps.screening.listed_parties import ListedParty
from apps.screening.models import EntryChange, FileScreening, List, Version
from apps.screening.parties import name_kind

_CREATE = """
    CREATE TEMPORARY TABLE screening_loaded (section text, number text, content jsonb);
    CREATE TEMPORARY TABLE screening_loaded_name (section text, number text, name text, quality text, keys text[]);
    CREATE TEMPORARY TABLE screening_kept (section text, number text);
    CREATE TEMPORARY TABLE screening_moved (entry bigint, act text, content jsonb);
"""
_COPY = "COPY screening_loaded (section, number, content) FROM STDIN"
_COPY_KEPT = "INSERT INTO screening_kept SELECT * FROM unnest(%s::text[], %s::text[])"
# The names come with the content; their keys are the program's.
_NAMES = "COPY screening_loaded_name (section, number, name, quality, keys) FROM STDIN"
_PREPARED = "ANALYZE screening_loaded; ANALYZE screening_loaded_name; ANALYZE screening_kept"
# An entry that the file does not have is one that the list took off, unless its line is there and can't be taken.
_MERGE = """
    WITH moved AS (
        MERGE INTO screening_entry AS entry USING screening_loaded AS loaded
        ON entry.list_id = %(list)s AND entry.section = loaded.section AND entry.number = loaded.number
        WHEN MATCHED AND entry.removed_in IS NOT NULL THEN
            UPDATE SET content = loaded.content, added_in = %(version)s, changed_in = %(version)s, removed_in = NULL
        WHEN MATCHED AND entry.content <> loaded.content THEN
            UPDATE SET content = loaded.content, changed_in = %(version)s
        WHEN NOT MATCHED BY TARGET THEN
            INSERT (list_id, section, number, content, added_in, changed_in)
            VALUES (%(list)s, loaded.section, loaded.number, loaded.content, %(version)s, %(version)s)
        WHEN NOT MATCHED BY SOURCE AND entry.list_id = %(list)s AND entry.removed_in IS NULL AND NOT EXISTS (
            SELECT FROM screening_kept kept WHERE kept.section = entry.section AND kept.number = entry.number
        ) THEN UPDATE SET changed_in = %(version)s, removed_in = %(version)s
        RETURNING entry.id, CASE
            WHEN entry.removed_in IS NOT NULL THEN 'removed'
            WHEN entry.added_in = %(version)s THEN 'added'
            ELSE 'changed'
        END AS act, entry.content
    )
    INSERT INTO screening_moved SELECT id, act, content FROM moved
"""
# Names that the list no longer has, and names whose keys the program makes otherwise since.
_DELETE_NAMES = """
    DELETE FROM screening_entryname AS name USING screening_entry AS entry
    WHERE name.entry_id = entry.id AND entry.list_id = %(list)s
    AND NOT EXISTS (
        SELECT FROM screening_loaded_name loaded
        WHERE loaded.section = entry.section AND loaded.number = entry.number
        AND loaded.name = name.text AND loaded.quality = name.quality AND loaded.keys = name.keys
    )
    AND NOT EXISTS (
        SELECT FROM screening_kept kept WHERE kept.section = entry.section AND kept.number = entry.number
    )
"""
_INSERT_NAMES = """
    INSERT INTO screening_entryname (entry_id, text, quality, keys)
    SELECT entry.id, loaded.name, loaded.quality, loaded.keys
    FROM screening_loaded_name loaded JOIN screening_entry entry
    ON entry.list_id = %(list)s AND entry.section = loaded.section AND entry.number = loaded.number
    WHERE NOT EXISTS (
        SELECT FROM screening_entryname known WHERE known.entry_id = entry.id AND known.text = loaded.name
    )
"""
_CHANGES = """
    INSERT INTO screening_entrychange (version_id, entry_id, act, content)
    SELECT %(version)s, entry, act, content FROM screening_moved
"""
_DROP = "DROP TABLE screening_loaded, screening_loaded_name, screening_kept, screening_moved"


@transaction.atomic
def list_load(*, name: str, format_code: str, file: ListFile, on_rejected: Callable[[ListLine, str], None]) -> Version:
    """Load a list from its file as a new version: add entries, change them, and mark those that the list took off.

    `name` is that of the list, which the first load makes. `on_rejected` gets each line that can't be taken, with the
    reason; an entry whose line can't be taken stays as it was. The businesses that the version can touch are compared
    with it by a worker (`follow_ups`). Raises Invalid if no line can be taken, or the file can't be read to its end:
    then nothing is changed.
    """
    List.objects.get_or_create(name=name)
    loaded = List.objects.select_for_update().get(name=name)
    number = (loaded.versions.aggregate(latest=Max("number"))["latest"] or 0) + 1
    lines = _Lines(file, on_rejected)
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)
        parties: list[tuple[str, str, str, str, list[str]]] = []
        with cursor.copy(_COPY) as copy:
            for listed in lines.taken():
                content = listed.content()
                copy.write_row((listed.section, listed.number, json.dumps(content)))
                parties += _names(listed, content)
        if not lines.seen:
            raise InvalidInput(_("No line of %(file)s could be taken.") % {"file": file.paths[0]})
        with cursor.copy(_NAMES) as copy:
            for party in parties:
                copy.write_row(party)
        kept = sorted(lines.kept - lines.seen.keys())
        cursor.execute(_COPY_KEPT, [[section for section, _number in kept], [code for _section, code in kept]])
        cursor.execute(_PREPARED)
        cursor.execute(_MERGE, {"list": loaded.pk, "version": number})
        cursor.execute("SELECT act, count(*) FROM screening_moved GROUP BY act")
        moved = dict(cursor.fetchall())
        version = Version.objects.create(
            list=loaded,
            number=number,
            format=format_code,
            files=", ".join(path.name for path in file.paths),
            digest=digest_of(file.paths),
            read=lines.read,
            rejected=lines.rejected,
            added=moved.get(EntryChange.Act.ADDED, 0),
            changed=moved.get(EntryChange.Act.CHANGED, 0),
            removed=moved.get(EntryChange.Act.REMOVED, 0),
        )
        cursor.execute(_DELETE_NAMES, {"list": loaded.pk})
        cursor.execute(_INSERT_NAMES, {"list": loaded.pk})
        cursor.execute(_CHANGES, {"version": version.pk})
        cursor.execute(_DROP)
    record("screening.list_loaded", subject=(name_of(Version), version.pk))
    return version


class _Lines:
    """The lines of a file as they are read: counted, and those that can't be taken told.

    `seen` has the line of each party that was taken, and `kept` the parties of lines that were not.
    """

    def __init__(self, file: ListFile, on_rejected: Callable[[ListLine, str], None]) -> None:
        self._file, self._on_rejected = file, on_rejected
        self.read = self.rejected = 0
        self.seen: dict[tuple[str, str], int] = {}
        self.kept: set[tuple[str, str]] = set()

    def taken(self) -> Iterator[ListedParty]:
        for line in self._file.lines():
            self.read += 1
            if line.listed is None:
                self._reject(line, line.error)
            elif (first := self.seen.setdefault(line.listed.key, line.number)) != line.number:
                self._reject(line, _("The party of this line is that of line %(line)d.") % {"line": first})
            else:
                yield line.listed

    def _reject(self, line: ListLine, reason: str) -> None:
        self.rejected += 1
        if line.key:
            self.kept.add(line.key)
        self._on_rejected(line, reason)


def _names(listed: ListedParty, content: dict[str, Any]) -> list[tuple[str, str, str, str, list[str]]]:
    """Return the names of a party with their keys, as rows of the table of names."""
    kind = name_kind(listed.kind)
    return [
        (
            listed.section,
            listed.number,
            name["text"],
            name["quality"],
            sorted(token_keys(prepare_name(name["text"], kind))),
        )
        for name in content["names"]
    ]


def file_screening_record(
    *, file: str, digest: str, parties: int, flagged: int, versions: dict[str, int]
) -> FileScreening:
    """Record that a file of parties was compared with the lists, without the names of the parties."""
    return FileScreening.objects.create(file=file, digest=digest, parties=parties, flagged=flagged, versions=versions)
