"""The proxy of the deployment (`config/nginx.conf`) keeps slow bodies from the site; run where nginx is installed."""

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from config.engines import PROJECT
from tests.live import eventually
from tests.security.test_slow_bodies import READ, connection_with, status_of

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
SLOW = 50
FRAME = """
daemon off;
{user}
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {site}
}}
"""

# As with the browser: where all tests must run, a missing nginx is a failure.
pytestmark = pytest.mark.skipif(
    NGINX is None and os.environ.get("REQUIRE_BROWSER") != "1",
    reason="nginx is not installed (Debian: apt-get install nginx)",
)


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        return None


def is_ended(connection: socket.socket) -> bool:
    try:
        return connection.recv(1000) == b""
    except ConnectionResetError:
        return True


@pytest.fixture
def requests() -> list[tuple[str, str, bytes]]:
    """The requests that reached the site: path, who asked as the proxy says, and body."""
    return []


@pytest.fixture
def site(requests: list[tuple[str, str, bytes]]) -> Iterator[int]:
    """A site of one thread, which one slow body would hold; gives its port."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"] or 0))
        requests.append((environ["PATH_INFO"], environ["HTTP_X_FORWARDED_FOR"], body))
        start_response("200 OK", [("Content-Length", "0")])
        return []

    with make_server("127.0.0.1", 0, application, handler_class=QuietHandler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture
def proxy(site: int, tmp_path: Path) -> Iterator[int]:
    """nginx with the file of the deployment, but for its addresses and without TLS; gives its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    lines = (PROJECT / "config/nginx.conf").read_text().splitlines()
    text = "\n".join(line for line in lines if "ssl_certificate" not in line)
    for theirs, ours in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port}"),
        ("127.0.0.1:8000", f"127.0.0.1:{site}"),
        ("client_body_timeout 10s", "client_body_timeout 2s"),
    ):
        assert theirs in text
        text = text.replace(theirs, ours)
    user = "user root;" if os.geteuid() == 0 else ""
    (tmp_path / "nginx.conf").write_text(FRAME.format(folder=tmp_path, site=text, user=user))
    process = subprocess.Popen([str(NGINX), "-c", str(tmp_path / "nginx.conf"), "-e", str(tmp_path / "error.log")])
    eventually(lambda: status_of(port, READ) == 200)
    yield port
    process.terminate()
    process.wait()


@pytest.mark.slow
def test_slow_bodies_stay_with_the_proxy_and_are_ended(proxy: int, requests: list[tuple[str, str, bytes]]) -> None:
    requests.clear()
    write = b"POST /a HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 192.0.2.1\r\nContent-Length: %d\r\n\r\n%s"
    with ExitStack() as connections:
        slow = [connections.enter_context(connection_with(proxy, write % (1000, b"ab"))) for _ in range(SLOW)]
        for _ in range(SLOW):
            assert status_of(proxy, write % (2, b"ab")) == 200
        # The slow bodies never get to the site; of what a visitor says of its address nothing does.
        assert requests == [("/a", "127.0.0.1", b"ab")] * SLOW
        assert all(map(is_ended, slow))


@pytest.mark.slow
def test_one_address_has_no_more_than_its_share(proxy: int) -> None:
    write = b"POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nab"
    with ExitStack() as connections:
        slow = [connections.enter_context(connection_with(proxy, write)) for _ in range(101)]
        assert slow[-1].recv(1000).startswith(b"HTTP/1.1 429 ")
        assert status_of(proxy, READ) == 200


@pytest.mark.slow
def test_a_request_that_is_too_large_is_refused_before_it_is_sent(proxy: int) -> None:
    write = b"POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % (210 * 1024 * 1024 + 1)
    assert status_of(proxy, write) == 413
