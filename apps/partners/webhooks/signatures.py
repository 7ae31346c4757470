"""Signatures of messages, by Standard Webhooks 1.0: HMAC-SHA256 with each secret that is good."""

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime

PREFIX = "whsec_"
SECRET_BYTES = 32


def secret_make() -> str:
    """Return a new secret, in the form in which receivers give it to their libraries."""
    return PREFIX + b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signed_headers(message: str, at: datetime, content: bytes, keys: Sequence[str]) -> dict[str, str]:
    """Return the headers of an attempt at a moment to deliver a message, with a signature for each of the secrets."""
    timestamp = str(int(at.timestamp()))
    signed = b".".join((message.encode(), timestamp.encode(), content))
    return {
        "Content-Type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{_signature(key, signed)}" for key in keys),
    }


def _signature(key: str, signed: bytes) -> str:
    return b64encode(hmac.digest(b64decode(key.removeprefix(PREFIX)), signed, "sha256")).decode()
