"""One request to one machine of the public internet, within bounds: how messages leave.

The name is looked up once, and the connection goes to the very address that was checked, so that a name which changes
its address between two look-ups leads nowhere. Nothing is followed, kept, or read from the environment: no redirect, no
cookie, no proxy, no connection.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from ssl import SSLContext

import httpx

from apps.partners.webhooks.models import MAX_KEPT_TEXT, AttemptError
from apps.partners.webhooks.targets import (
    LOOK_UP_SECONDS,
    TargetRefused,
    addresses_check,
    addresses_look_up,
    target_parse,
)

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 15.0
USER_AGENT = "known-shipper-webhooks/1"
MAX_RETRY_AFTER = 24 * 3600


@dataclass(frozen=True, slots=True)
class AttemptOutcome:
    """The outcome of an attempt: the status and the first of the content, or the code of an error where no answer came.

    `retry_after` are the seconds that the receiver asks us to wait.
    """

    status: int | None = None
    text: str = ""
    error: str = ""
    milliseconds: int = 0
    retry_after: int | None = None

    @property
    def was_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class PinnedTransport(httpx.AsyncBaseTransport):
    """A transport to an address of a name that was looked up and checked, by TLS under the name."""

    def __init__(self, ssl_context: SSLContext | None = None) -> None:
        self.inner = httpx.AsyncHTTPTransport(
            verify=ssl_context or httpx.create_ssl_context(trust_env=False),
            trust_env=False,
            # A kept connection would be one of an address, and two names may have the same address.
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; raise TargetRefused where the name leads elsewhere than to the public internet."""
        name = request.url
        async with asyncio.timeout(LOOK_UP_SECONDS):
            found = await asyncio.wrap_future(addresses_look_up(name))
        failure: httpx.TransportError | None = None
        for address in addresses_check(name, found):
            request.url = name.copy_with(host=address)
            # For the name that the server proves, and for the one by which it chooses its certificate.
            request.extensions["sni_hostname"] = name.raw_host.decode()
            try:
                return await self.inner.handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                # Nothing was sent yet, so another address of the same look-up can be tried.
                failure = error
        assert failure
        raise failure

    async def aclose(self) -> None:
        await self.inner.aclose()


async def message_post(
    transport: httpx.AsyncBaseTransport, url: str, content: bytes, headers: Mapping[str, str]
) -> AttemptOutcome:
    """Post a message to an address, once, and return the outcome; nothing that a receiver does raises an error."""
    begun = time.monotonic()
    outcome = await _answer(transport, url, content, headers)
    return replace(outcome, milliseconds=round((time.monotonic() - begun) * 1000))


async def _answer(
    transport: httpx.AsyncBaseTransport, url: str, content: bytes, headers: Mapping[str, str]
) -> AttemptOutcome:
    timeout = httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS)
    try:
        request = httpx.Request(
            "POST",
            target_parse(url),
            content=content,
            # Compressed content could grow without end.
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity", **headers},
            extensions={"timeout": timeout.as_dict()},
        )
        async with asyncio.timeout(TOTAL_SECONDS):
            response = await transport.handle_async_request(request)
            try:
                text = await _beginning(response)
            finally:
                await response.aclose()
    except TargetRefused as error:
        return AttemptOutcome(error=error.code)
    except (TimeoutError, httpx.TimeoutException):
        return AttemptOutcome(error=AttemptError.TIMEOUT)
    except httpx.ConnectError as error:
        is_of_tls = any(word in str(error).lower() for word in ("certificate", "ssl"))
        return AttemptOutcome(error=AttemptError.TLS if is_of_tls else AttemptError.CONNECT)
    except OSError:
        return AttemptOutcome(error=AttemptError.UNKNOWN_NAME)
    except httpx.TransportError:
        return AttemptOutcome(error=AttemptError.PROTOCOL)
    return AttemptOutcome(response.status_code, text, retry_after=_seconds(response.headers.get("Retry-After", "")))


async def _beginning(response: httpx.Response) -> str:
    """Return the first of the content of an answer as text. The status counts, also where no content follows it."""
    held = bytearray()
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            async for piece in response.aiter_raw(MAX_KEPT_TEXT):
                held += piece
                if len(held) >= MAX_KEPT_TEXT:
                    break
    except (TimeoutError, httpx.TransportError):
        pass
    return bytes(held[:MAX_KEPT_TEXT]).decode(errors="replace").replace("\0", "\ufffd")


def _seconds(text: str) -> int | None:
    """Return the seconds of a Retry-After, up to a day; None for a date or for a text that is not understood."""
    return min(int(text), MAX_RETRY_AFTER) if text.isascii() and text.isdecimal() and len(text) <= 9 else None
