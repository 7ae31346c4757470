"""The faults of the role that runs the site: rights in the database that it must not have (docs/adr/0041)."""

import time
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path

from django.db import connection

from apps.core.database_rights import rights_by_table

# How long an answer holds for readiness: rights are changed by an administrator or by `migrate`, not by the site.
SECONDS = 60
MAX_NAMES = 3

# What is wrong, by the kind of power in `sql/role_powers.sql`.
SENTENCES = {
    "superuser": "It may do everything, as a superuser: {}.",
    "roles": "It may make roles, as {}.",
    "databases": "It may make databases, as {}.",
    "replication": "It may read all changes of all databases, as {}.",
    "row_security": "It may pass over rules of rows, as {}.",
    "server": "It is a member of roles of the server: {}.",
    "owns": "It owns what it may therefore change, triggers and all: {}.",
    "makes": "It may make tables, functions or schemas in {}.",
    "session": "It may switch all triggers off for its session, by {}.",
    "sequences": "It may set sequences back: {}.",
    "switched_off": "Triggers are switched off: {}.",
    "loose": "Functions of triggers act with the rights of whoever writes, or can be put on other tables: {}.",
    "ignored": "A setting of the session stops triggers, by {}.",
    "INSERT": "It may add rows to {}.",
    "UPDATE": "It may change rows of {}.",
    "DELETE": "It may delete rows of {}.",
    "TRUNCATE": "It may empty {}.",
    "TRIGGER": "It may add triggers to {}.",
}


def faults_of_role() -> list[str]:
    """Return the rights that the role of this connection has and must not have: a sentence for each kind."""
    powers, rights = defaultdict(set), rights_by_table()
    with connection.cursor() as cursor:
        cursor.execute(_powers())
        for kind, name in cursor.fetchall():
            if kind not in rights.get(name, ()):
                powers[kind].add(name)
    # A superuser has every power.
    kinds = ["superuser"] if "superuser" in powers else SENTENCES
    return [SENTENCES[kind].format(_few(powers[kind])) for kind in kinds if powers[kind]]


def is_role_limited() -> bool:
    """Tell whether the role may do only what it must. The answer is kept for a while, so that probes may ask often."""
    return not _faults_in_period(int(time.monotonic() / SECONDS))


@lru_cache(maxsize=1)
def _faults_in_period(_period: int) -> list[str]:
    """Return the faults of the role as they were first asked for in a period; periods are numbered."""
    return faults_of_role()


@cache
def _powers() -> str:
    return (Path(__file__).parent / "sql" / "role_powers.sql").read_text()


def _few(names: set[str]) -> str:
    listed, more = sorted(names)[:MAX_NAMES], len(names) - MAX_NAMES
    return ", ".join(listed) + (f" and {more:,} more" if more > 0 else "")
