"""Tokens of the state of a record when a form was opened, so that nobody overwrites a change they have not seen."""

import hashlib
import re

from django.db import connection, models

from apps.core.history.tables import is_tracked
from apps.core.history.versions import RecordVersion, newest_numbers, record_scope, versions_in

# The field of a form that carries the token.
SEEN = "_seen"
NUMBERED = re.compile(r"([a-z_]+\.[a-z_]+):(\d{1,18})")
# The token of a record that is older than its versions.
NOTHING_YET = "none"
MAX_CHANGES = 100


def token_of(instance: models.Model) -> str:
    """Return a text that names the last versions of a record and of its parts.

    A record without versions is named by a digest of its values. The caller reads the instance afresh, since the digest
    is made of the loaded values.
    """
    numbers = newest_numbers(type(instance), instance.pk)
    seen = [f"{kind}:{number}" for kind, number in sorted(numbers.items())]
    return " ".join(seen if is_tracked(type(instance)) else [_digest(instance), *seen]) or NOTHING_YET


def numbers_seen(token: str) -> dict[str, int]:
    """Return the number of the last version of each kind of record that a token names."""
    return {kind: int(number) for kind, number in NUMBERED.findall(token)}


def versions_since(instance: models.Model, token: str) -> list[RecordVersion]:
    """Return the versions of a record and its parts after a token, latest first, at most `MAX_CHANGES`."""
    seen = numbers_seen(token)
    scope = {
        model: rows & models.Q(pgh_id__gt=seen.get(model._meta.label_lower, 0))
        for model, rows in record_scope(type(instance), instance.pk).items()
    }
    return versions_in(scope, limit=MAX_CHANGES)


def one_at_a_time(instance: models.Model) -> None:
    """Wait, in this transaction, until nobody else compares and saves this record: of two forms, one is the first."""
    with connection.cursor() as cursor:
        name = f"{instance._meta.label_lower} {instance.pk}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _digest(instance: models.Model) -> str:
    held = [(field.attname, field.value_from_object(instance)) for field in instance._meta.concrete_fields]
    return hashlib.blake2b(repr(held).encode(), digest_size=16).hexdigest()
