"""The endpoints of a partner's webhooks, and the servers that receive the messages."""

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from tests.outbox import deliver
from tests.partners.client import PartnerClient
from tests.standing.evaluations import enrolled

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def status(code: int, *headers: str, body: bytes = b"") -> bytes:
    """Return an answer of a status."""
    lines = [f"HTTP/1.1 {code} x", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


@dataclass(frozen=True)
class Received:
    """A request as it came."""

    line: str
    headers: dict[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)

    @property
    def message(self) -> dict[str, Any]:
        return json.loads(self.body)


@dataclass
class Receiver:
    """A server of HTTP on this machine. `answer` gets the connection after each request was read."""

    answer: Callable[[socket.socket], None] = lambda connection: connection.sendall(OK)
    received: list[Received] = field(default_factory=list)
    port: int = 0
    tls: ssl.SSLContext | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def answers(self, content: bytes) -> None:
        """Answer by this content from now on."""
        self.answer = lambda connection: connection.sendall(content)

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._handle, args=[connection], daemon=True).start()

    def _handle(self, connection: socket.socket) -> None:
        with suppress(OSError), self._open(connection) as connection:
            head, _, body = _until(connection, b"\r\n\r\n").partition(b"\r\n\r\n")
            line, *fields = head.decode().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (text.partition(":") for text in fields)}
            while len(body) < int(headers.get("content-length", 0)):
                body += connection.recv(65536)
            self.received.append(Received(line, headers, body))
            self.answer(connection)

    def _open(self, connection: socket.socket) -> socket.socket:
        return self.tls.wrap_socket(connection, server_side=True) if self.tls else connection


def _until(connection: socket.socket, end: bytes) -> bytes:
    content = b""
    while end not in content:
        piece = connection.recv(65536)
        if not piece:
            raise OSError("left")
        content += piece
    return content


@contextmanager
def receiving(answer: bytes = OK, tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Run a receiver that answers by this content, under TLS if it is given how."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        receiver = Receiver(port=listener.getsockname()[1], tls=tls)
        receiver.answers(answer)
        threading.Thread(target=receiver.serve, args=[listener], daemon=True).start()
        yield receiver
        # Closing alone does not end a thread that waits for a connection.
        listener.shutdown(socket.SHUT_RDWR)


ENDPOINTS = "/api/v1/webhook-endpoints"


def registered(partner: PartnerClient, receiver: Receiver, **choice: object) -> dict:
    answer = partner.send(ENDPOINTS, {"url": receiver.url, **choice})
    assert answer.status_code == 201, answer.json()
    return answer.json()


def changed(partner: PartnerClient, endpoint: dict, **choice: object) -> dict:
    answer = partner.patch(f"{ENDPOINTS}/{endpoint['id']}", choice, "application/json")
    assert answer.status_code == 200, answer.json()
    return answer.json()


def log_of(partner: PartnerClient, endpoint: dict, **query: object) -> list[dict]:
    return partner.get(f"{ENDPOINTS}/{endpoint['id']}/deliveries", query).json()["results"]


def present(partner: PartnerClient, endpoint: dict) -> dict:
    return partner.get(f"{ENDPOINTS}/{endpoint['id']}").json()


def tier_changed(*partners: PartnerClient) -> str:
    """Have a member enrolled whom these partners follow, and return its number once its change is in the feed."""
    member = enrolled()
    for partner in partners:
        partner.follow(member)
    deliver()
    return member.ksn
