"""The connections to the database and to its streaming replica, which is optional."""

from typing import Any

from config.settings.base import env

# Every connection is kept and checked, so that a restarted server costs one failed probe, not an error.
KEPT = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
# A host that lost its power or its network says nothing at all: no connection to it is waited for as long as the system
# would, which is minutes for a new one and hours for one that waits for an answer.
NOTICED = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


def database(url: str) -> dict[str, Any]:
    """Return the entry of `DATABASES` for a server; the options of its address come before ours."""
    parts: dict[str, Any] = env.db_url_config(url) | KEPT
    return parts | {"OPTIONS": NOTICED | parts.get("OPTIONS", {})}


def replica() -> dict[str, dict[str, Any]]:
    """Return the entry of `DATABASES` for the replica of `DATABASE_REPLICA_URL`; nothing where none is named."""
    url = env.str("DATABASE_REPLICA_URL", default="")
    return {"replica": database(url)} if url else {}
