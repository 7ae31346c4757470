import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from joserfc import jws
from joserfc.jwk import ECKey

from apps.core import clock
from apps.core.errors import NotFound
from apps.events.services import record
from apps.partners.signatures.models import SigningKey
from apps.partners.signatures.selectors import issuer, key_signing, private_part

ALGORITHM = "ES256"
# A key signs for a season: long enough that a partner who fetches the keys by hand does so rarely, short enough that
# the change is a habit of every partner's software and not an emergency.
SIGNING_TIME = timedelta(days=90)
# The next key is published well before it signs, so that whoever fetches the keys once a day or once a week has it.
PUBLISHED_BEFORE = timedelta(days=14)
# Nothing is signed for longer. The policy lets an answer be relied on for 30 days at most (`clock.status_hours`).
MAX_VALIDITY = timedelta(days=31)
# Any number that no other advisory lock of this program uses.
ROTATION_LOCK = 0x6B735F6B657973


@transaction.atomic
def signing_keys_rotate() -> SigningKey:
    """Make the next signing key if the last one soon stops signing, destroy the private parts of ended keys, and return
    the key that signs now.

    One process at a time rotates. Where no key signs now, as on a new site, the key that is made signs at once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ROTATION_LOCK])
    now = clock.now()
    for key in SigningKey.objects.filter(signs_until__lte=now, private__isnull=False).order_by("pk"):
        key.private = None
        key.save(update_fields=["private"])
        record("signing_key.ended", subject=("signingkey", key.pk))
    present = key_signing(now) or _key_create(now=now, signs_from=now)
    last = SigningKey.objects.filter(withdrawn_at=None).latest("signs_until")
    if last.signs_until - now <= PUBLISHED_BEFORE:
        _key_create(now=now, signs_from=last.signs_until)
    return present


@transaction.atomic
def signing_key_withdraw(*, kid: str) -> SigningKey:
    """Withdraw a signing key that somebody else may know: it is no longer published, and signs nothing more.

    Whatever it signed can't be verified from then on. Another key signs at once. Raises NotFound for an unknown key.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ROTATION_LOCK])
    key = SigningKey.objects.filter(kid=kid).first()
    if key is None:
        raise NotFound(_("There is no signing key with this id."))
    if key.withdrawn_at is None:
        key.withdrawn_at = clock.now()
        key.private = None
        key.save(update_fields=["withdrawn_at", "private"])
        record("signing_key.withdrawn", subject=("signingkey", key.pk))
    signing_keys_rotate()
    return key


def signing_key_present() -> SigningKey:
    """Return the key that signs now.

    The schedule makes each key in good time; on a new site, or if the schedule stood still, the key is made here.
    """
    return key_signing(clock.now()) or signing_keys_rotate()


def content_sign(*, content: bytes, typ: str, valid_until: datetime, key: SigningKey | None = None) -> str:
    """Sign content as a compact JWS (RFC 7515), and return it. `typ` tells what the content is (RFC 8725, 3.11).

    `valid_until` is when the content expires, at most `MAX_VALIDITY` ahead: until then the key stays published. The
    content has to tell it as well. `key` is the key that signs now, if the caller has asked for it already. Raises
    ValueError for a later time.
    """
    if valid_until > clock.now() + MAX_VALIDITY:
        raise ValueError(f"Nothing is signed for longer than {MAX_VALIDITY.days} days.")
    return statement_sign(content=content, typ=typ, key=key or signing_key_present())


def statement_sign(*, content: bytes, typ: str, key: SigningKey) -> str:
    """Sign content that does not expire as a compact JWS, and return it.

    The caller keeps the public part of the key published for good (`key_set`), beside the keys of answers.
    """
    header = {"alg": ALGORITHM, "kid": key.kid, "typ": typ}
    return jws.serialize_compact(header, content, private_part(key.kid), [ALGORITHM])


def claims_sign(
    *,
    claims: Mapping[str, Any],
    typ: str,
    issued_at: datetime,
    valid_until: datetime,
    key: SigningKey | None = None,
) -> str:
    """Sign claims as a JWT (RFC 7519), and return it: `iss`, `iat` and `exp` are added to those given."""
    registered = {"iss": issuer(), "iat": int(issued_at.timestamp()), "exp": int(valid_until.timestamp())}
    content = json.dumps({**claims, **registered}, ensure_ascii=False, separators=(",", ":")).encode()
    return content_sign(content=content, typ=typ, valid_until=valid_until, key=key)


def _key_create(*, now: datetime, signs_from: datetime) -> SigningKey:
    """Make a signing key that is published from `now` on."""
    pair = ECKey.generate_key("P-256", private=True, auto_kid=False)
    kid = pair.thumbprint()
    signs_until = signs_from + SIGNING_TIME
    key = SigningKey.objects.create(
        kid=kid,
        public=pair.as_dict(private=False, kid=kid, use="sig", alg=ALGORITHM),
        private=pair.as_dict(private=True),
        created_at=now,
        signs_from=signs_from,
        signs_until=signs_until,
        published_until=signs_until + MAX_VALIDITY,
    )
    record("signing_key.published", subject=("signingkey", key.pk))
    return key
