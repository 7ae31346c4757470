"""The longest that a statement may take in the database, by the kind of process.

One request with a statement without end holds a thread, and its locks hold others. Only the processes that serve the
site or work off its tasks call `statements_limit`: what an operator starts, such as a migration, takes its time.
"""

from functools import partial
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

UID = "core.statement_limit"


def statements_limit(seconds: float) -> None:
    """Have the database end each statement of this process that takes longer, on every connection made from now on.

    A statement that was ended raises OperationalError, and its transaction is rolled back; the site answers 503. Waits
    for locks count. 0 is no limit.
    """
    connection_created.disconnect(dispatch_uid=UID)
    connection_created.connect(partial(_limit_set, seconds=seconds), dispatch_uid=UID, weak=False)


def _limit_set(connection: BaseDatabaseWrapper, *, seconds: float, **_kwargs: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, false)", [f"{seconds * 1000:.0f}"])
