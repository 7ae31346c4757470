"""The streaming replica of the database, for reads of partners. Optional."""

from typing import Any

from config.settings.base import CONN, env

# A host that is away answers nothing at all: nobody is to wait for it as long as the system would.
CONNECT_SECONDS = 3


def replica() -> dict[str, dict[str, Any]]:
    """Return the entry of `DATABASES` for the replica of `DATABASE_REPLICA_URL`; nothing where none is named."""
    url = env.str("DATABASE_REPLICA_URL", default="")
    if not url:
        return {}
    parts: dict[str, Any] = env.db_url_config(url) | CONN
    parts["OPTIONS"] = {"connect_timeout": CONNECT_SECONDS} | parts.get("OPTIONS", {})
    return {"replica": parts}
