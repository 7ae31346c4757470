"""What schemathesis does not know by itself: how bytes of the import's types are sent. It loads this file by itself."""

from typing import Any

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def lines(_context: Any, value: Any) -> bytes:
    """Send the content as it was made up."""
    return value if isinstance(value, bytes) else str(value).encode()
