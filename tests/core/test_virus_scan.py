"""The ClamAV daemon, if there is one, decides about every file. The daemon of these tests implements its protocol."""

import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from apps.core import virus_scan
from apps.core.errors import InvalidInput
from apps.core.files import identify_file
from tests.applications.answers import PDF

SIGNATURE = b"a signature that the daemon knows"


class Conversation(socketserver.StreamRequestHandler):
    """A scan by INSTREAM: chunks, each after its length in four bytes, then a length of zero, then the verdict."""

    def handle(self) -> None:
        assert self.rfile.readline() == b"nINSTREAM\n"
        received = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            received += self.rfile.read(length)
        self.server.seen.append(received)
        self.wfile.write(self.server.verdict(received))


@contextmanager
def daemon(verdict: Callable[[bytes], bytes], path: Path | None = None) -> Iterator[tuple[str, list[bytes]]]:
    """Run a daemon on a port or on a socket of the file system; give its address and the files it received."""
    kind = socketserver.ThreadingUnixStreamServer if path else socketserver.ThreadingTCPServer
    with kind(str(path) if path else ("127.0.0.1", 0), Conversation) as server:
        server.verdict, server.seen = verdict, []
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield str(path) if path else f"127.0.0.1:{server.server_address[1]}", server.seen
        server.shutdown()


def honest(received: bytes) -> bytes:
    return b"stream: Win.Test.Known-1 FOUND\n" if SIGNATURE in received else b"stream: OK\n"


def infected() -> bytes:
    return PDF.replace(b"endobj", SIGNATURE + b"\nendobj")


@pytest.mark.parametrize("unix", [False, True])
def test_a_clean_file_is_accepted(settings, tmp_path: Path, unix: bool):
    with daemon(honest, tmp_path / "clamd.sock" if unix else None) as (settings.CLAMAV_URL, seen):
        assert identify_file("license.pdf", [PDF]).content == PDF
    assert seen == [PDF]


def test_an_infected_file_is_refused_with_the_name_of_the_virus(settings):
    with daemon(honest) as (settings.CLAMAV_URL, _seen), pytest.raises(InvalidInput) as refused:
        identify_file("license.pdf", [infected()])
    assert refused.value.code == "file_infected"
    assert "“license.pdf” has a virus in it (Win.Test.Known-1)" in refused.value.message


@pytest.mark.parametrize(
    "verdict", [b"INSTREAM size limit exceeded. ERROR\n", b"stream: broken ERROR\n", b"", b"\xff\n", b"hello\n"]
)
def test_no_file_is_accepted_without_a_clear_answer(settings, verdict: bytes):
    with daemon(lambda _received: verdict) as (settings.CLAMAV_URL, _seen), pytest.raises(InvalidInput) as refused:
        identify_file("license.pdf", [PDF])
    assert refused.value.code == "file_not_scanned"
    assert "Try again" in refused.value.message


def test_no_file_is_accepted_while_the_daemon_is_away(settings, tmp_path: Path):
    with daemon(honest) as (address, _seen):
        pass
    for settings.CLAMAV_URL in (address, str(tmp_path / "none.sock"), "nonsense"):
        with pytest.raises(InvalidInput, match="Try again"):
            identify_file("license.pdf", [PDF])


def test_a_silent_daemon_is_not_waited_for_forever(settings, monkeypatch):
    monkeypatch.setattr(virus_scan, "TIMEOUT_SECONDS", 0.2)
    silent = threading.Event()
    with daemon(lambda _received: silent.wait(10) and b"") as (settings.CLAMAV_URL, _seen):
        with pytest.raises(InvalidInput, match="Try again"):
            identify_file("license.pdf", [PDF])
        silent.set()


def test_without_a_daemon_no_file_is_scanned(settings):
    settings.CLAMAV_URL = ""
    assert identify_file("license.pdf", [infected()]).content_type == "application/pdf"
