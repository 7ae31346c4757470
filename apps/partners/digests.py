"""Digests of content and of a whole representation, as headers carry them (RFC 9530)."""

import hashlib
from base64 import b64decode
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from apps.partners.problems import Problem

# The algorithms, by their names in the registry of RFC 9530. The other ones there do not protect against an attacker.
ALGORITHMS = {"sha-256": "sha256", "sha-512": "sha512"}
WANTED = "sha-512=3, sha-256=10"
# Two digests have some 150 characters.
MAX_VALUE = 400


class Digests:
    """The digests that a header promises of some bytes: `header` is its name, `value` its value.

    Raises Problem (400) where the value has no digest of an algorithm that is known here. Other algorithms beside one
    that is known are left alone, as RFC 9530 says.
    """

    def __init__(self, header: str, value: str) -> None:
        self.header = header
        if len(value) > MAX_VALUE:
            raise self._problem(_("This is too long. Give one or two digests."))
        self.promised = {name: digest for name, digest in _members(value) if name in ALGORITHMS}
        if value and not self.promised:
            raise self._problem(
                _("This has no digest that is understood here. Give one as sha-256=:BASE64: or sha-512=:BASE64:.")
            )
        self._found: dict[str, Any] = {name: hashlib.new(ALGORITHMS[name]) for name in self.promised}

    def add(self, block: bytes) -> None:
        for digest in self._found.values():
            digest.update(block)

    def seen(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """Return the blocks as they are, each one added."""
        for block in blocks:
            self.add(block)
            yield block

    def check(self) -> None:
        """Raise Problem (400) where the bytes that were added have another digest."""
        if any(self._found[name].digest() != digest for name, digest in self.promised.items()):
            raise self._problem(
                _("The content has another digest: it was changed on its way, or the digest is of something else.")
            )

    def _problem(self, detail: str) -> Problem:
        return Problem(
            400, "malformed", f"{self.header}: {detail}", headers={f"Want-{self.header}": WANTED}, code="digest"
        )


def _members(value: str) -> Iterator[tuple[str, bytes]]:
    """Return the members of a dictionary of byte sequences (RFC 9651, section 3.2)."""
    for member in value.split(","):
        name, _sign, given = member.strip().partition("=")
        encoded = given.partition(";")[0].strip()
        if len(encoded) > 1 and encoded[0] == encoded[-1] == ":":
            try:
                yield name.strip().lower(), b64decode(encoded[1:-1], validate=True)
            except ValueError:
                continue
