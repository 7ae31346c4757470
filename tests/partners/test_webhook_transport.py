"""Where messages may go: addresses that are refused, names that change, certificates, and what is not followed."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import override_settings

from apps.partners.webhooks import targets
from apps.partners.webhooks.targets import is_public
from apps.partners.webhooks.transport import AttemptOutcome, PinnedTransport, message_post
from tests.coroutines import run
from tests.partners.hooks import receiving, status


def sent(url: str, context: ssl.SSLContext | None = None) -> AttemptOutcome:
    """Send a message and return what came of it."""

    async def send() -> AttemptOutcome:
        transport = PinnedTransport(context or ssl.create_default_context())
        try:
            return await message_post(transport, url, b"{}", {"Content-Type": "application/json"})
        finally:
            await transport.aclose()

    return run(send())


@pytest.fixture
def leads_to(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Have names lead to addresses, each look-up to the next; return the names that were looked up."""

    def lead(*addresses: list[str]) -> list[str]:
        answers, names = iter(addresses), []

        def look_up(host: str, port: int) -> list[str]:
            names.append(host)
            return next(answers)

        monkeypatch.setattr(targets, "system_look_up", look_up)
        return names

    return lead


@pytest.mark.parametrize(
    "address",
    [
        *("0.1.2.3", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.168.1.1"),
        *("192.0.2.1", "192.88.99.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "::8.8.8.8", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "ff0e::1", "2001:db8::1"),
        # Mapped, translated and tunnelled, also to what would be public by itself.
        *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:0:10.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1"),
        *("2002:7f00:1::", "2002:808:808::", "2001:0:808:808::1", "5f00::1"),
    ],
)
def test_what_is_not_of_the_public_internet_is_refused(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "::ffff:8.8.8.8", "64:ff9b::808:808", "2606:4700::1111"])
def test_what_is_of_the_public_internet_is_taken_however_it_is_written(address):
    assert is_public(address)


@override_settings(WEBHOOK_LOOPBACK=False)
@pytest.mark.parametrize(
    "addresses", [["169.254.169.254"], ["::ffff:10.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["127.0.0.1"], []]
)
def test_a_name_that_leads_within_is_refused_at_each_attempt(leads_to, addresses):
    leads_to(addresses)
    assert sent("https://hooks.example/").error == "not_public"


def test_even_where_this_machine_may_be_reached_nothing_else_within_is(leads_to):
    leads_to(["127.0.0.1", "169.254.169.254"], ["8.8.8.8"], ["169.254.169.254"])
    assert sent("https://hooks.example:8443/").error == "not_public"
    assert sent("http://hooks.example/").error == "not_public", "without TLS only this machine is reached"
    assert sent("http://hooks.example/").error == "not_public"


def test_a_name_that_changes_its_address_is_looked_up_once_for_each_attempt(leads_to):
    """The first look-up is checked and used; a second one, which leads elsewhere, is never made."""
    with receiving() as receiver:
        names = leads_to(["127.0.0.1"], ["169.254.169.254"])
        url = f"http://rebound.example:{receiver.port}/hook"
        assert sent(url).status == 200
        assert receiver.received[0].headers["host"] == f"rebound.example:{receiver.port}"
        assert names == ["rebound.example"]
        assert sent(url).error == "not_public"
    assert len(receiver.received) == 1


def test_another_address_of_the_same_look_up_is_tried_where_the_first_takes_no_connection(leads_to):
    with receiving() as receiver:
        leads_to(["127.0.0.2", "127.0.0.1"])
        assert sent(f"http://hooks.example:{receiver.port}/").status == 200


def test_proxies_cookies_and_redirects_are_ignored(leads_to, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with receiving(status(302, "Location: /elsewhere", "Set-Cookie: a=b")) as receiver:
        assert [sent(receiver.url).status for _ in range(2)] == [302, 302]
    assert [request.line for request in receiver.received] == ["POST /hook HTTP/1.1"] * 2
    assert all("cookie" not in request.headers for request in receiver.received)


class TestCertificates:
    @contextmanager
    def serving(self, tmp_path, name: str) -> Iterator[tuple[int, ssl.SSLContext, list[str]]]:
        """Serve TLS under a name; give the port, a context that trusts the server, and the names it was asked for."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file = tmp_path / "server.pem"
        file.write_bytes(pem + private)
        server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        server.load_cert_chain(file)
        names: list[str] = []
        server.sni_callback = lambda _socket, asked, _context: names.append(asked)
        with receiving(tls=server) as receiver:
            yield receiver.port, ssl.create_default_context(cadata=pem.decode()), names

    def test_the_server_proves_the_name_and_not_the_address(self, leads_to, tmp_path):
        leads_to(["127.0.0.1"], ["127.0.0.1"], ["127.0.0.1"])
        with self.serving(tmp_path, "hooks.example") as (port, trusting, names):
            assert sent(f"https://hooks.example:{port}/", trusting).status == 200
            assert names == ["hooks.example"]
            assert sent(f"https://other.example:{port}/", trusting).error == "tls"
            assert sent(f"https://hooks.example:{port}/").error == "tls", "nobody vouches for the certificate"
