import json
from datetime import datetime

from django.db.models import Q, QuerySet
from joserfc import jws
from joserfc.errors import JoseError

from apps.core import clock
from apps.partners.credentials.models import ClientKey, ClientSecret

# Longer names are no client ids: the column of the ids takes no more.
MAX_CLIENT_ID_LENGTH = 100
# The errors of reading a text that is no assertion. JSON that is nested too deeply raises RecursionError.
UNREADABLE = (JoseError, ValueError, TypeError, RecursionError)
# A client changes from one secret to another: more at a time would only be more that somebody can lose.
MAX_SECRETS = 2


def good_at(moment: datetime) -> Q:
    """Return the condition that a secret or a key has not ended at a moment."""
    return Q(ends_at=None) | Q(ends_at__gt=moment)


def secret_digests(client_id: str) -> list[str]:
    """Return the digests of the secrets that a client may prove itself by, always `MAX_SECRETS` of them.

    Empty texts, which are the digest of no secret, fill up the rest: the work is the same for a client with two
    secrets, for a client with one, and for a client that does not exist.
    """
    secrets = ClientSecret.objects.filter(good_at(clock.now()), client__client_id=client_id)
    digests = list(secrets.order_by("pk").values_list("digest", flat=True)[:MAX_SECRETS])
    return digests + [""] * (MAX_SECRETS - len(digests))


def client_keys(client_id: str) -> QuerySet[ClientKey]:
    """Return the keys that a client may prove itself by."""
    return ClientKey.objects.filter(good_at(clock.now()), client__client_id=client_id).order_by("pk")


def client_named(assertion: str) -> str:
    """Return the id of the client that an assertion names, which proves nothing; empty where no client can have it."""
    try:
        claims = json.loads(jws.extract_compact(assertion.encode()).payload or b"")
    except UNREADABLE:
        return ""
    named = claims.get("sub") if isinstance(claims, dict) else None
    return named if isinstance(named, str) and can_be_client_id(named) else ""


def can_be_client_id(text: str) -> bool:
    return text.isascii() and text.isalnum() and len(text) <= MAX_CLIENT_ID_LENGTH
