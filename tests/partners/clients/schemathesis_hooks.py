"""A hook of schemathesis, which loads this file: how content of the import's types is sent."""

from typing import Any

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def lines(_context: Any, value: Any) -> bytes:
    """Send the content as it was made up."""
    return value if isinstance(value, bytes) else str(value).encode()
