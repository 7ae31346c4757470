"""Merkle trees as RFC 9162 defines them (section 2.1), over hashes of leaves that are given.

A tree is built level by level: two neighbors make the node above them, and a last one without a neighbor goes up as it
is. The tree is the same as by the definition, which divides at the largest power of two.
"""

from collections.abc import Sequence
from hashlib import sha256
from itertools import batched

HASH_SIZE = 32
# The leaves of one part of a tree. A part is a whole subtree, since its size is a power of two.
PART_SIZE = 2**12
EMPTY_ROOT = sha256(b"").digest()


def node_of(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above two nodes."""
    return sha256(b"\x01" + left + right).digest()


def hashes_in(joined: bytes) -> list[bytes]:
    """Divide a row of hashes into the hashes."""
    return [joined[start : start + HASH_SIZE] for start in range(0, len(joined), HASH_SIZE)]


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Return the root of the tree over these leaves or roots of parts."""
    if not hashes:
        return EMPTY_ROOT
    while len(hashes) > 1:
        hashes = _above(hashes)
    return hashes[0]


def path_of(hashes: Sequence[bytes], index: int) -> list[bytes]:
    """Return the inclusion path of one of these hashes: the neighbors on the way up to the root (section 2.1.3).

    The path of a leaf to the root of its part, and that of the part to the root, make the path of the leaf.
    """
    path = []
    while len(hashes) > 1:
        neighbor = index ^ 1
        if neighbor < len(hashes):
            path.append(hashes[neighbor])
        hashes, index = _above(hashes), index // 2
    return path


def _above(hashes: Sequence[bytes]) -> list[bytes]:
    return [node_of(*pair) if len(pair) == 2 else pair[0] for pair in batched(hashes, 2)]
