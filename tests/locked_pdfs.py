"""PDFs that are encrypted, which attacks send too: this module takes nothing of the site."""

from functools import partial
from hashlib import md5 as md5_for_security

# Old PDFs are encrypted by it, and by nothing better.
md5 = partial(md5_for_security, usedforsecurity=False)
# The padding of passwords of the standard security handler (ISO 32000-1, 7.6.3.3).
_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")


def locked_pdf(password: str) -> bytes:
    """Return a PDF of an empty page that is encrypted with a password; "" opens for everybody."""
    padded, number = (password.encode() + _PADDING)[:32], bytes(16)
    owner = _rc4(md5(padded).digest()[:5], padded)
    key = md5(padded + owner + (-4).to_bytes(4, "little", signed=True) + number).digest()[:5]
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>",
        b"<</Filter/Standard/V 1/R 2/P -4/O<%b>/U<%b>>>" % (owner.hex().encode(), _rc4(key, _PADDING).hex().encode()),
    )
    content, places = b"%PDF-1.4\n", []
    for place, written in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj%b endobj\n" % (place, written)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<%b><%b>]>>" % ((number.hex().encode(),) * 2)
    start = len(content)
    return content + b"xref\n0 5\n0000000000 65535 f \n%btrailer%b\nstartxref\n%d\n%%%%EOF" % (table, trailer, start)


def _rc4(key: bytes, text: bytes) -> bytes:
    """Encrypt by the cipher of old PDFs; no library here has it any more."""
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i, j, out = 0, 0, bytearray()
    for letter in text:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(letter ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
