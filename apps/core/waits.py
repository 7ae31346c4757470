"""Requests that wait for news. A caller that waits holds neither a thread nor a connection to the database.

A view that has nothing to tell yet asks for the wait and answers as it would without one. The server (`config/asgi.py`)
holds this answer back; when there is news, the server runs the view anew. A server that knows nothing of waits sends
the answer at once, which a caller who waits has to expect anyway.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KEY = "known_shipper.wait"


@dataclass(slots=True)
class Wait:
    """The wait of a request.

    `seconds` is how long its answer may be held back, 0 until a view asks for that. `seen` is the number of the latest
    news before the view looked, and `holder` whose waits are counted together. `kept` is what the view keeps for its
    next run; None in its first.
    """

    seconds: int = 0
    seen: int = 0
    holder: int = 0
    kept: Any = None


def wait_of(environ: Mapping[str, Any]) -> Wait | None:
    """Return the wait of a request, None where the server holds no answer back."""
    return environ.get(KEY)
