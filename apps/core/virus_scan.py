"""Viruses. Where `CLAMAV_URL` names a ClamAV daemon, every file is shown to it before anything of the file is kept."""

from typing import BinaryIO

import structlog
from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings
from django.utils.translation import gettext as _

from apps.core.errors import Invalid

log = structlog.get_logger(__name__)

# Seconds that the daemon may take to accept, and again to answer: a person waits meanwhile.
TIMEOUT_SECONDS = 20


def refuse_infected(name: str, content: BinaryIO) -> None:
    """Read a file to its end; raise Invalid if the daemon finds something in it, or does not say that it is clean.

    Without a daemon nothing is checked.
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
        raise Invalid(
            _("“%(name)s” has a virus in it (%(found)s) and was not kept. Check your computer, then send a clean file.")
            % {"name": name, "found": found},
            code="file_infected",
        )
    if status != "OK":
        raise Invalid(
            _("“%(name)s” could not be checked for viruses just now, so it was not kept. Try again in a few minutes.")
            % {"name": name},
            code="file_not_scanned",
        )


def _daemon(address: str) -> ClamdNetworkSocket:
    """The client for "host:port", "unix:///path" or "/path"."""
    if address.startswith(("/", "unix://")):
        return ClamdUnixSocket(address, timeout=TIMEOUT_SECONDS)
    host, _colon, port = address.rpartition(":")
    return ClamdNetworkSocket(host, int(port), timeout=TIMEOUT_SECONDS)
