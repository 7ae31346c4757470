"""A device that holds a passkey: real keys, and answers that a test may bend."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from apps.accounts.models import User

HOST = "testserver"
ORIGIN = f"https://{HOST}"
FLAGS = AuthenticatorData.FLAG


@dataclass
class Device:
    """A device with one passkey, made for a host."""

    host: str = HOST
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: token_bytes(16))

    def register(self, user: User) -> None:
        """Add the passkey to an account, as the page does once the device has made the passkey."""
        WebAuthn.add(user, "device", self.made(websafe_encode(token_bytes(32))))

    def made(self, challenge: str, *, origin: str = ORIGIN) -> dict[str, object]:
        """Return what the device says of its new passkey, as the page sends it."""
        public = ES256.from_cryptography_key(self.key.public_key())
        attested = AttestedCredentialData.create(Aaguid.NONE, self.credential_id, public)
        flags = FLAGS.UP | FLAGS.UV | FLAGS.AT
        data = AuthenticatorData.create(sha256(self.host.encode()).digest(), flags, 0, attested)
        response = {
            "clientDataJSON": client_data("webauthn.create", challenge, origin),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        }
        return self._credential(response) | {"clientExtensionResults": {"credProps": {"rk": True}}}

    def answer(
        self,
        challenge: str,
        user: User,
        *,
        origin: str = ORIGIN,
        host: str = HOST,
        flags: AuthenticatorData.FLAG = FLAGS.UP | FLAGS.UV,
        kind: str = "webauthn.get",
    ) -> str:
        """Sign a challenge for a user, and return the text that the page sends."""
        data = AuthenticatorData.create(sha256(host.encode()).digest(), flags, 1)
        client = client_data(kind, challenge, origin)
        signed = data + sha256(websafe_decode(client)).digest()
        response = {
            "clientDataJSON": client,
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(self.key.sign(signed, ec.ECDSA(SHA256()))),
            "userHandle": websafe_encode(user_pk_to_url_str(user).encode()),
        }
        return json.dumps(self._credential(response))

    def _credential(self, response: dict[str, str]) -> dict[str, object]:
        name = websafe_encode(self.credential_id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response}


def client_data(kind: str, challenge: str, origin: str) -> str:
    """Return what a browser says of a request to a device, as the page sends it."""
    return websafe_encode(json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode())
