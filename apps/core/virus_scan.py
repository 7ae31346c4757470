"""The virus scan. The ClamAV daemon at `CLAMAV_URL`, if there is one, reads every file before the file is kept."""

import re
import socket
from typing import BinaryIO

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from apps.core.errors import InvalidInput

log = structlog.get_logger(__name__)

# How long the daemon may take to accept, and again to answer. A person waits meanwhile.
TIMEOUT_SECONDS = 20
PIECE_BYTES = 64 * 1024
VERDICT = re.compile(r"stream: (?:OK|(?P<found>.+) FOUND)")


def refuse_infected(name: str, content: BinaryIO) -> None:
    """Scan a file for viruses; raise Invalid if the daemon finds one, or does not confirm that the file is clean.

    Without a daemon no file is scanned.
    """
    if not settings.CLAMAV_URL:
        return
    try:
        verdict = VERDICT.fullmatch(_scan(settings.CLAMAV_URL, content))
    except (OSError, ValueError) as fault:
        log.error("scan_failed", fault=type(fault).__name__)
        verdict = None
    if not verdict:
        raise InvalidInput(
            _("“%(name)s” could not be checked for viruses just now, so it was not kept. Try again in a few minutes.")
            % {"name": name},
            code="file_not_scanned",
        )
    if found := verdict["found"]:
        log.warning("file_infected", found=found)
        raise InvalidInput(
            _("“%(name)s” has a virus in it (%(found)s) and was not kept. Check your computer, then send a clean file.")
            % {"name": name, "found": found},
            code="file_infected",
        )


def _scan(address: str, content: BinaryIO) -> str:
    """Return the line with which the daemon answers INSTREAM: the file in pieces, each after its length (clamd(8))."""
    with _connect(address) as daemon:
        daemon.sendall(b"nINSTREAM\n")
        while piece := content.read(PIECE_BYTES):
            daemon.sendall(len(piece).to_bytes(4) + piece)
        daemon.sendall(bytes(4))
        with daemon.makefile("rb") as answer:
            return answer.readline(1000).decode().strip()


def _connect(address: str) -> socket.socket:
    """Connect to "host:port", "unix:///path" or "/path"."""
    if not address.startswith(("/", "unix://")):
        host, _colon, port = address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=TIMEOUT_SECONDS)
    daemon = socket.socket(socket.AF_UNIX)
    daemon.settimeout(TIMEOUT_SECONDS)
    daemon.connect(address.removeprefix("unix://"))
    return daemon
