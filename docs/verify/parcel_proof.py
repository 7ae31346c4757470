"""Check the proof of a parcel: python parcel_proof.py PROOF.json KEYS.json [SEAL.json ...]

KEYS.json is https://THE-SITE/seals/keys.json. Seals that you kept (SEAL.json), the oldest first, are compared too: from
the day of the proof on, each names the one before, and the signature of the last one vouches for all. Needs Python 3.11
and `pip install cryptography`. Method: RFC 9162, section 2.1.3.2 (inclusion), and RFC 7515 (signature, ES256).
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256


def bytes_of(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def check_signature(seal, keys):
    head, content, signature = seal.split(".")
    key = next(key for key in keys if key["kid"] == json.loads(bytes_of(head))["kid"])
    point = (int.from_bytes(bytes_of(key[name])) for name in "xy")
    halves = (int.from_bytes(bytes_of(signature)[start : start + 32]) for start in (0, 32))
    public = ec.EllipticCurvePublicNumbers(*point, ec.SECP256R1()).public_key()
    public.verify(utils.encode_dss_signature(*halves), f"{head}.{content}".encode(), ec.ECDSA(SHA256()))


def root_of(entry, size):
    node = hashlib.sha256(b"\0" + bytes.fromhex(entry["salt"]) + entry["content"].encode()).digest()
    place, last = entry["index"], size - 1
    for neighbor in map(bytes.fromhex, entry["path"]):
        pair = neighbor + node if place % 2 or place == last else node + neighbor
        node = hashlib.sha256(b"\1" + pair).digest()
        while place and place % 2 == 0 and place == last:
            place, last = place // 2, last // 2
        place, last = place // 2, last // 2
    return node.hex() if last == 0 else "the path has another length"


proof, keys, *kept = (json.loads(Path(name).read_text("utf-8")) for name in sys.argv[1:])
for entry in proof["entries"]:
    said = json.loads(bytes_of(entry["seal"].split(".")[1]))
    assert root_of(entry, said["entries"]) == said["root"], "The entry is not in the seal."
    latest = entry["seal"]
    for seal in (each["statement"] for each in kept if each["day"] >= said["day"]):
        before = json.loads(bytes_of(seal.split(".")[1]))["previous"]
        assert seal == latest or before == hashlib.sha256(latest.encode()).hexdigest(), "The chain is broken."
        latest = seal
    check_signature(latest, keys["keys"])
    print(f"Sealed on {said['day']}, as leaf {entry['index']} of {said['entries']}: {entry['content']}")
