"""Trees are those of RFC 9162, and so are the paths of inclusion."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.seals.trees import EMPTY_ROOT, PART_SIZE, hashes_in, node_of, path_of, root_of
from tests.seals.days import leaf_of

# The leaves and the roots of the first 0 to 8 of them, as the logs of Certificate Transparency test themselves.
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def defined(hashes: list[bytes]) -> bytes:
    """Return the root as section 2.1.1 defines it: divided at the largest power of two below the number of leaves."""
    if len(hashes) < 2:
        return hashes[0] if hashes else EMPTY_ROOT
    at = 1 << (len(hashes) - 1).bit_length() - 1
    return node_of(defined(hashes[:at]), defined(hashes[at:]))


def led(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """Return the root to which a path leads as section 2.1.3.2 follows it; None if the path has another length."""
    fn, sn, r = index, size - 1, leaf
    for p in path:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            r = node_of(p, r)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_of(r, p)
        fn, sn = fn >> 1, sn >> 1
    return r if sn == 0 else None


@pytest.mark.parametrize("count", range(9))
def test_the_roots_are_those_that_logs_publish(count: int) -> None:
    assert root_of([leaf_of(data) for data in LEAVES[:count]]).hex() == ROOTS[count]


@given(st.integers(1, 200), st.data())
def test_every_leaf_has_a_path_to_the_root_that_is_defined(size: int, data: st.DataObject) -> None:
    hashes = [sha256(bytes([number])).digest() for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    assert root_of(hashes) == defined(hashes)
    assert led(hashes[index], index, size, path_of(hashes, index)) == root_of(hashes)


@given(st.integers(1, 70), st.integers(0, 4), st.data())
def test_a_tree_of_parts_is_the_tree_of_the_leaves(size: int, power: int, data: st.DataObject) -> None:
    hashes = [sha256(bytes([number])).digest() for number in range(size)]
    step, index = 2**power, data.draw(st.integers(0, size - 1))
    groups = [hashes[start : start + step] for start in range(0, size, step)]
    parts = [root_of(group) for group in groups]
    assert root_of(parts) == root_of(hashes)
    path = path_of(groups[index // step], index % step) + path_of(parts, index // step)
    assert path == path_of(hashes, index)


def test_a_part_is_a_whole_subtree() -> None:
    assert PART_SIZE.bit_count() == 1
    assert hashes_in(b"a" * 32 + b"b" * 32) == [b"a" * 32, b"b" * 32]
