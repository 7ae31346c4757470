from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from joserfc.jwk import ECKey

from apps.core import clock
from apps.partners.signatures.models import SigningKey


def issuer() -> str:
    """Return the name by which the program signs: the address of the site, where its metadata are (RFC 8414)."""
    return settings.SITE["url"].rstrip("/")


def public_keys() -> list[dict[str, Any]]:
    """Return the public part of each published key, the newest first."""
    return [key.public for key in keys_published()]


def key_set(kids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the public part of each of these keys by its id, however old, those withdrawn left out."""
    keys = SigningKey.objects.filter(kid__in=set(kids), withdrawn_at=None).order_by("-signs_from", "-pk")
    return dict(keys.values_list("kid", "public"))


def keys_published() -> QuerySet[SigningKey]:
    """Return the keys with which content may be signed, the newest first, without their private parts.

    The next key is among them before it signs, and an earlier key until what it signed has expired.
    """
    now = clock.now()
    keys = SigningKey.objects.filter(withdrawn_at=None, created_at__lte=now, published_until__gt=now)
    return keys.defer("private").order_by("-signs_from", "-pk")


def key_signing(at: datetime) -> SigningKey | None:
    """Return the key that signs at a moment; None if there is none."""
    keys = SigningKey.objects.filter(
        withdrawn_at=None, private__isnull=False, signs_from__lte=at, signs_until__gt=at
    ).defer("private")
    return keys.order_by("-signs_from", "-pk").first()


# A few keys at most sign in the life of a process.
@lru_cache(maxsize=8)
def private_part(kid: str) -> ECKey:
    """Return the private part of a key, decrypted. A key never gets another one."""
    private = SigningKey.objects.values_list("private", flat=True).get(kid=kid)
    return ECKey.import_key(private)
