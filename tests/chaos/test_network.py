"""A way between two processes, which a trial cuts and holds back."""

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from config.engines import HOST
from tests.chaos.network import Way
from tests.live import eventually


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server((HOST, 0)) as server:
        server.settimeout(10)
        yield server


@pytest.fixture
def way(listener: socket.socket) -> Iterator[Way]:
    made = Way(lambda: listener.getsockname()[1])
    yield made
    made.close()


def connect(way: Way, listener: socket.socket) -> tuple[socket.socket, socket.socket]:
    """Return the two ends of a connection over a way."""
    near = socket.create_connection((HOST, way.port), timeout=10)
    far, _address = listener.accept()
    far.settimeout(10)
    return near, far


def test_a_way_passes_what_is_said_and_the_end(way: Way, listener: socket.socket) -> None:
    near, far = connect(way, listener)
    with closing(near), closing(far):
        near.sendall(b"asked")
        assert far.recv(10) == b"asked"
        near.shutdown(socket.SHUT_WR)
        assert far.recv(10) == b""
        far.sendall(b"answered")
        assert near.recv(10) == b"answered", "the other direction goes on"


def test_a_way_that_is_cut_ends_its_connections_and_refuses_others(way: Way, listener: socket.socket) -> None:
    near, far = connect(way, listener)
    with closing(near), closing(far):
        assert eventually(lambda: way.cut(60)) == 1
        assert is_ended(near)
        assert is_ended(far)
        with socket.create_connection((HOST, way.port), timeout=10) as refused:
            assert is_ended(refused)


def test_a_way_cuts_one_connection_with_work_under_way(way: Way, listener: socket.socket) -> None:
    near, far = connect(way, listener)
    with closing(near), closing(far):
        assert way.cut_one(0.5) == 0, "nothing was said yet"
        near.sendall(b"asked")
        assert far.recv(10) == b"asked"
        assert way.cut_one(0.5) == 1
        assert is_ended(far)


def test_a_way_that_is_held_loses_nothing(way: Way, listener: socket.socket) -> None:
    near, far = connect(way, listener)
    with closing(near), closing(far):
        way.hold(3600)
        near.sendall(b"asked")
        far.settimeout(0.1)
        with pytest.raises(TimeoutError):
            far.recv(10)
        way.held_until = 0
        far.settimeout(10)
        assert far.recv(10) == b"asked"


def is_ended(end: socket.socket) -> bool:
    """Return whether a connection has ended, in order or not."""
    try:
        return end.recv(10) == b""
    except ConnectionResetError:
        return True
