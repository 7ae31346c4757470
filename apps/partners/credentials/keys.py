"""The public keys of clients: which kinds are taken, and how they are read."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey

from apps.core.errors import InvalidInput

# The algorithms of assertions. None of them knows a secret of ours, and `none` is not among them: a public key can't
# be passed off as the secret of an HMAC.
ALGORITHMS = ("ES256", "PS256", "RS256", "EdDSA", "Ed25519")
MIN_RSA_BITS = 2048
# Longer keys make each proof slow for us, and no safer.
MAX_RSA_BITS = 4096
MAX_KEY_ID = 100
# The members of a key that are secret (RFC 7518, section 6; RFC 8037).
PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})

PublicKey = ECKey | RSAKey | OKPKey


def public_key_read(jwk: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the id, or else the thumbprint, of a JSON Web Key (RFC 7517), and its public members.

    Raises Invalid for a key that is private, weak, or of another kind than P-256, RSA or Ed25519.
    """
    if not isinstance(jwk, Mapping):
        raise InvalidInput(_("This is not a public key in the form of a JSON Web Key."))
    if PRIVATE_MEMBERS & jwk.keys():
        raise InvalidInput(
            _("This is a private key, which nobody else may see. Make another one, and send its public part alone.")
        )
    try:
        key = key_of(jwk)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise InvalidInput(_("This is not a public key in the form of a JSON Web Key.")) from error
    match key:
        case ECKey() if key.curve_name == "P-256":
            members = ("kty", "crv", "x", "y")
        case OKPKey() if key.curve_name == "Ed25519":
            members = ("kty", "crv", "x")
        case RSAKey() if MIN_RSA_BITS <= key.public_key.key_size <= MAX_RSA_BITS:
            members = ("kty", "n", "e")
        case _:
            raise InvalidInput(
                _("Give a key of the curve P-256 or Ed25519, or an RSA key of %(least)s to %(most)s bits.")
                % {"least": MIN_RSA_BITS, "most": MAX_RSA_BITS}
            )
    kid = jwk.get("kid") or key.thumbprint()
    if not isinstance(kid, str) or len(kid) > MAX_KEY_ID or not kid.isprintable():
        raise InvalidInput(_("The id of a key has at most %(most)s printable characters.") % {"most": MAX_KEY_ID})
    return kid, {name: jwk[name] for name in members}


def key_of(public: Mapping[str, Any]) -> PublicKey:
    """Return the key of its public members."""
    key = JWKRegistry.import_key(dict(public))
    assert isinstance(key, PublicKey)
    return key
