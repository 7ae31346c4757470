import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from joserfc import jws
from joserfc.errors import BadSignatureError, InvalidKeyCurveError, InvalidKeyTypeError
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import Application

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock, fields
from apps.core.errors import Conflict, NotFound
from apps.events.services import record
from apps.partners.credentials.keys import ALGORITHMS, key_of, public_key_read
from apps.partners.credentials.models import ClientKey, ClientSecret, UsedAssertion
from apps.partners.credentials.selectors import MAX_SECRETS, UNREADABLE, client_keys, client_named, good_at

# For how long the secret before still works, unless somebody says otherwise: time for a release of the partner's.
SECRET_OVERLAP = timedelta(days=30)
# A client has a few keys at most: the one in use, the next one, and those of its other sites.
MAX_KEYS = 5
# An assertion is made for one request. The longer one may be valid, the longer it has to be remembered.
MAX_ASSERTION_TIME = timedelta(minutes=5)
# How far the clocks of two machines may differ.
CLOCK_SKEW = timedelta(seconds=30)
MAX_JTI = 200


def secret_digest(secret: str) -> str:
    """Return the digest under which the secret of a client is kept.

    A secret has 128 random characters, so nobody can find it by trying. One keyed digest is enough, where a password
    needs a slow hash; the key keeps a stolen table from being of use for checking guesses.
    """
    return fields.blind_index(f"client secret {secret}").hex()


@transaction.atomic
def client_secret_add(
    *, client_id: int, actor: User | None = None, overlap: timedelta = SECRET_OVERLAP
) -> tuple[ClientSecret, str]:
    """Give a client a further secret; the one before works on for the time of `overlap`. Return the secret's row, and
    the secret itself, which is kept nowhere.

    Raises Conflict while the client has two secrets that work.
    """
    client = _lock(client_id, actor)
    now = clock.now()
    present = list(ClientSecret.objects.filter(good_at(now), client=client).order_by("pk"))
    if len(present) >= MAX_SECRETS:
        raise Conflict(_("Two secrets of this system work already. End one of them first."), code="two_secrets")
    for secret in present:
        secret.ends_at = min(secret.ends_at or now + overlap, now + overlap)
        secret.save(update_fields=["ends_at"])
    text = generate_client_secret()
    secret = ClientSecret.objects.create(client=client, digest=secret_digest(text), created_at=now)
    record("client.secret_added", subject=("partner", _partner_of(client)), actor=actor, secret=secret.pk)
    return secret, text


@transaction.atomic
def client_secret_end(*, client_id: int, secret_id: int, actor: User | None = None) -> ClientSecret:
    """End a secret of a client at once. Tokens that the client has stay good for their hour.

    Raises NotFound for a secret of another client.
    """
    client = _lock(client_id, actor)
    secret = ClientSecret.objects.filter(pk=secret_id, client=client).first()
    if secret is None:
        raise NotFound(_("This system has no secret with this number."))
    now = clock.now()
    if secret.ends_at is None or secret.ends_at > now:
        secret.ends_at = now
        secret.save(update_fields=["ends_at"])
        record("client.secret_ended", subject=("partner", _partner_of(client)), actor=actor, secret=secret.pk)
    return secret


@transaction.atomic
def client_key_add(*, client_id: int, jwk: Mapping[str, Any], actor: User | None = None) -> ClientKey:
    """Register a public key by which a client may prove itself.

    Raises Invalid for a key that is not taken (`public_key_read`), Conflict for a key id that the client has used, and
    while it has as many keys as it may.
    """
    kid, public = public_key_read(jwk)
    client = _lock(client_id, actor)
    if ClientKey.objects.filter(client=client, kid=kid).exists():
        raise Conflict(_("This system has had a key with this id. Give the new key another id."), code="key_taken")
    if client_keys(client.client_id).count() >= MAX_KEYS:
        raise Conflict(_("%(count)s keys of this system work already. End one of them first.") % {"count": MAX_KEYS})
    key = ClientKey.objects.create(client=client, kid=kid, public=public, created_at=clock.now())
    record("client.key_added", subject=("partner", _partner_of(client)), actor=actor, key=key.pk)
    return key


@transaction.atomic
def client_key_end(*, client_id: int, kid: str, actor: User | None = None) -> ClientKey:
    """End a key of a client at once. Raises NotFound for a key of another client."""
    client = _lock(client_id, actor)
    key = ClientKey.objects.filter(client=client, kid=kid).first()
    if key is None:
        raise NotFound(_("This system has no key with this id."))
    now = clock.now()
    if key.ends_at is None or key.ends_at > now:
        key.ends_at = now
        key.save(update_fields=["ends_at"])
        record("client.key_ended", subject=("partner", _partner_of(client)), actor=actor, key=key.pk)
    return key


def assertion_accept(*, assertion: str, audiences: frozenset[str]) -> str | None:
    """Return the id of the client that signed an assertion (RFC 7523, section 3); None if the assertion proves nothing.

    An assertion is accepted once. `audiences` are the names by which this server may be meant.
    """
    claims = _claims_verified(assertion)
    if claims is None:
        return None
    jti, told = claims.get("jti"), claims.get("aud")
    meant = [told] if isinstance(told, str) else told if isinstance(told, list) else []
    now, end = clock.now(), _end(claims)
    is_good = (
        claims["iss"] == claims["sub"]
        and any(name in audiences for name in meant if isinstance(name, str))
        and end is not None
        and now - CLOCK_SKEW < end <= now + MAX_ASSERTION_TIME + CLOCK_SKEW
        and all(name not in claims or _has_begun(claims[name], now) for name in ("iat", "nbf"))
        and isinstance(jti, str)
        and 1 <= len(jti) <= MAX_JTI
    )
    if not is_good:
        return None
    client = Application.objects.get(client_id=claims["sub"])
    _used, is_first = UsedAssertion.objects.get_or_create(
        client=client,
        digest=sha256(jti.encode(errors="surrogatepass")).digest(),
        defaults={"expires_at": end + CLOCK_SKEW},
    )
    return client.client_id if is_first else None


def assertions_clear() -> int:
    """Delete the used assertions that have expired, since expiry alone refuses them; return how many."""
    deleted, _by_model = UsedAssertion.objects.filter(expires_at__lt=clock.now()).delete()
    return deleted


def _lock(client_id: int, actor: User | None) -> Application:
    """Lock a client whose credentials change, so that changes follow one another."""
    if actor is not None:
        permissions.require(actor, "manage_partners")
    return Application.objects.select_for_update(of=("self",)).get(pk=client_id)


def _partner_of(client: Application) -> int:
    """Return the number of the partner whose client this is; partners stand above this room."""
    return Application.objects.values_list("partner__pk", flat=True).get(pk=client.pk)


def _claims_verified(assertion: str) -> dict[str, Any] | None:
    """Return the claims of an assertion that the client of its `sub` signed with one of its keys; else None.

    The algorithm and the key that the assertion names only choose among those that the client may use.
    """
    try:
        found = jws.extract_compact(assertion.encode())
        kid = found.headers().get("kid")
        for key in client_keys(client_named(assertion)):
            # Compared here and not by the database, which fails for a text with a NUL.
            if kid and key.kid != kid:
                continue
            try:
                verified = jws.deserialize_compact(assertion, key_of(key.public), ALGORITHMS)
            except (BadSignatureError, InvalidKeyTypeError, InvalidKeyCurveError):
                continue
            claims = json.loads(verified.payload or b"")
            return claims if isinstance(claims, dict) and {"iss", "sub"} <= claims.keys() else None
    except UNREADABLE:
        pass
    return None


def _end(claims: Mapping[str, Any]) -> datetime | None:
    """Return until when an assertion is good: until `exp`, and no longer than `MAX_ASSERTION_TIME` after `iat`.

    Some libraries let each assertion expire after an hour, and tell when it was made. Returns None for an assertion
    that does not expire.
    """
    expires_at, made_at = _moment(claims.get("exp")), _moment(claims.get("iat"))
    return min(expires_at, made_at + MAX_ASSERTION_TIME) if expires_at and made_at else expires_at


def _moment(told: Any) -> datetime | None:
    """Return the moment of a claim that is a number of seconds (RFC 7519, section 2), else None."""
    if isinstance(told, bool) or not isinstance(told, int | float):
        return None
    try:
        return datetime.fromtimestamp(told, tz=UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _has_begun(told: Any, now: datetime) -> bool:
    moment = _moment(told)
    return moment is not None and moment <= now + CLOCK_SKEW
