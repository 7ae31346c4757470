"""The virus scan. The ClamAV daemon at `CLAMAV_URL`, if there is one, reads every file before the file is kept."""

from typing import BinaryIO

import structlog
from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings
from django.utils.translation import gettext as _

from apps.core.errors import InvalidInput

log = structlog.get_logger(__name__)

# How long the daemon may take to accept, and again to answer. A person waits meanwhile.
TIMEOUT_SECONDS = 20


def refuse_infected(name: str, content: BinaryIO) -> None:
    """Scan a file for viruses; raise Invalid if the daemon finds one, or does not confirm that the file is clean.

    Without a daemon no file is scanned.
    """
    if not settings.CLAMAV_URL:
        return
    try:
        answer = _daemon(settings.CLAMAV_URL).instream(content)
        status, found = answer["stream"]
    except (ClamdError, OSError, KeyError, ValueError) as fault:
        log.error("scan_failed", fault=type(fault).__name__)
        status, found = "ERROR", None
    if status == "FOUND":
        log.warning("file_infected", found=found)
        raise InvalidInput(
            _("“%(name)s” has a virus in it (%(found)s) and was not kept. Check your computer, then send a clean file.")
            % {"name": name, "found": found},
            code="file_infected",
        )
    if status != "OK":
        raise InvalidInput(
            _("“%(name)s” could not be checked for viruses just now, so it was not kept. Try again in a few minutes.")
            % {"name": name},
            code="file_not_scanned",
        )


def _daemon(address: str) -> ClamdNetworkSocket:
    """Return the client for "host:port", "unix:///path" or "/path"."""
    if address.startswith(("/", "unix://")):
        return ClamdUnixSocket(address, timeout=TIMEOUT_SECONDS)
    host, _colon, port = address.rpartition(":")
    return ClamdNetworkSocket(host, int(port), timeout=TIMEOUT_SECONDS)
