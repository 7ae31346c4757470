"""The signed statements of seals: what each says, how it is read, and how its signature is checked."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from apps.partners.signatures.selectors import issuer
from apps.partners.signatures.services import ALGORITHM

FORMAT = "known-shipper-seal/1"
TYPE = "known-shipper-seal+jws"


def statement_content(*, day: date, entries: int, root: bytes, previous: bytes | None, sealed_at: datetime) -> bytes:
    """Return what a seal says, to be signed. `previous` is the digest of the seal of the day before; None if there is
    none.
    """
    content = {
        "iss": issuer(),
        "format": FORMAT,
        "day": day.isoformat(),
        "entries": entries,
        "root": root.hex(),
        "previous": previous.hex() if previous else None,
        "sealed_at": sealed_at.isoformat(),
    }
    return json.dumps(content, separators=(",", ":")).encode()


def statement_read(statement: str) -> dict[str, Any]:
    """Return the content of a statement, unchecked. Raises ValueError for a text that is no statement."""
    try:
        _head, content, _signature = statement.split(".")
        said = json.loads(urlsafe_b64decode(content + "=" * (-len(content) % 4)))
    except ValueError as error:
        raise ValueError("This is not a signed statement.") from error
    if not isinstance(said, dict):
        raise ValueError("This is not a statement of a seal.")
    return said


def statement_digest(statement: str) -> bytes:
    """Return the digest of a statement, by which the seal of the next day names it."""
    return sha256(statement.encode()).digest()


def is_signed_by(statement: str, key: Mapping[str, Any]) -> bool:
    """Return whether the key with this public part signed a statement."""
    try:
        jws.deserialize_compact(statement, ECKey.import_key(dict(key)), [ALGORITHM])
    except (JoseError, ValueError):
        return False
    return True
