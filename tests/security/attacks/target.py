"""The demonstration under attack: clients that are signed in, and requests that are counted and go nowhere else."""

import base64
import hashlib
import hmac
import re
import socket
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
# What one attack may cost. The sign-ins that all attacks share are made before the first.
MAX_REQUESTS = 150
MAX_SECONDS = 60
# What all attacks together may cost.
MAX_TOTAL_REQUESTS = 5_000
MAX_TOTAL_SECONDS = 1_200
ANSWER_SECONDS = 30
TOTP_SECONDS = 30


class RefusedError(Exception):
    """The address is not one that may be attacked. The message says why."""


class BoundsError(Exception):
    """An attack asks for more requests or time than an attack may have."""


class SignInError(Exception):
    """Nobody can be signed in, so an attack can't be tried."""


@dataclass(slots=True)
class Budget:
    """The requests and the time that are left, and the answers of 500 seen, of the running attack and of all."""

    requests: int = 0
    attack_requests: int = 0
    began: float = field(default_factory=time.monotonic)
    attack_began: float = field(default_factory=time.monotonic)
    errors: list[str] = field(default_factory=list)

    def attack_begin(self) -> None:
        self.attack_requests, self.attack_began, self.errors = 0, time.monotonic(), []

    def spend(self) -> None:
        """Count one request. Raises `BoundsError` where an attack, or all of them, may send no more."""
        now = time.monotonic()
        if self.attack_requests >= MAX_REQUESTS or now - self.attack_began > MAX_SECONDS:
            raise BoundsError(f"more than {MAX_REQUESTS} requests or {MAX_SECONDS} s")
        if self.requests >= MAX_TOTAL_REQUESTS or now - self.began > MAX_TOTAL_SECONDS:
            raise BoundsError(f"all attacks: more than {MAX_TOTAL_REQUESTS} requests or {MAX_TOTAL_SECONDS} s")
        self.requests += 1
        self.attack_requests += 1


class _Transport(httpx.HTTPTransport):
    """The way to the one address under attack: every request is counted, and none leaves for another address."""

    def __init__(self, url: str, budget: Budget) -> None:
        super().__init__(trust_env=False)
        self.place = httpx.URL(url)
        self.budget = budget

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if (request.url.host, request.url.port) != (self.place.host, self.place.port):
            raise RefusedError(f"A request to {request.url.host} was kept back.")
        self.budget.spend()
        answer = super().handle_request(request)
        if answer.status_code == httpx.codes.INTERNAL_SERVER_ERROR:
            self.budget.errors.append(f"500 of {request.method} {request.url.raw_path[:80].decode()}")
        return answer


class Target:
    """A running demonstration. `accounts`, `partner` and `systems` are those of its `demo.json`."""

    def __init__(
        self,
        url: str,
        *,
        accounts: list[dict[str, str]],
        partner: dict[str, str],
        systems: dict[str, dict[str, str]] | None = None,
    ) -> None:
        self.url = loopback_url(url)
        self.budget = Budget()
        self.partner = partner
        self._systems = systems or {}
        self._accounts = {account["role"]: account for account in accounts}
        self._signed_in: dict[str, httpx.Client] = {}

    @property
    def host(self) -> str:
        """Return the name and port, as a request's Host header says them."""
        return urlsplit(self.url).netloc

    def account(self, role: str) -> dict[str, str]:
        """Return the sign-in of a role of the demonstration, such as "seller", "officer" or "administrator"."""
        return self._accounts[role]

    def visitor(self, **headers: str) -> httpx.Client:
        """Return a client without cookies, which follows no redirect. Names of headers are given with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        transport = _Transport(self.url, self.budget)
        return httpx.Client(base_url=self.url, transport=transport, timeout=ANSWER_SECONDS, headers=named)

    def signed_in(self, role: str) -> httpx.Client:
        """Return the client that is signed in by a role, the same one for all attacks. Do not sign it out."""
        if role not in self._signed_in:
            self._signed_in[role] = self.sign_in(role)
        return self._signed_in[role]

    def sign_in(self, role: str) -> httpx.Client:
        """Sign in anew by a role, with the second factor, and return the client. A one-time code works only once."""
        account, client = self.account(role), self.visitor()
        answer = post(client, "/accounts/login/", {"login": account["email"], "password": account["password"]})
        if account["totp_secret"]:
            answer = post(client, "/accounts/2fa/authenticate/", {"code": code_now(account["totp_secret"])})
        if answer.status_code != httpx.codes.FOUND or "/accounts/" in answer.headers["Location"]:
            raise SignInError(f"The {role} can't sign in: {answer.status_code} {answer.headers.get('Location', '')}")
        return client

    def api(self) -> httpx.Client:
        """Return a client of the partner system, with an access token of every scope."""
        return self._api_of("partner", self.partner)

    def system(self, kind: str) -> httpx.Client:
        """Return a client of the system of a carrier, a marketplace or a seller: that of the business of "seller"."""
        return self._api_of(f"system of a {kind}", self._systems[kind])

    def _api_of(self, name: str, known: dict[str, str]) -> httpx.Client:
        if name not in self._signed_in:
            client = self.visitor()
            answer = self.token(client, known["client_id"], known["client_secret"])
            if answer.status_code != httpx.codes.OK:
                raise SignInError(f"The {name} gets no token: {answer.status_code}")
            client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
            self._signed_in[name] = client
        return self._signed_in[name]

    def token(self, client: httpx.Client, client_id: str, client_secret: str, **data: str) -> httpx.Response:
        """Ask for an access token by client credentials."""
        basic = base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
        form = {"grant_type": "client_credentials"} | data
        return client.post("/oauth/token", data=form, headers={"Authorization": f"Basic {basic}"})

    def business(self, role: str) -> int:
        """Return the number of the business whose overview a seller sees first."""
        found = re.search(r"/home/(\d+)/", self.signed_in(role).get("/home/").text)
        if not found:
            raise SignInError(f"The {role} has no business.")
        return int(found[1])

    def ksn(self, role: str) -> str:
        """Return the Known Shipper Number of the business of a seller, as its overview shows the number."""
        page = self.signed_in(role).get(f"/home/{self.business(role)}/").text
        found = re.search(r"KS[0-9A-Z]{10}", page.replace(" ", ""))
        if not found:
            raise SignInError(f"The business of the {role} shows no number.")
        return found[0]

    def raw(self, sent: bytes, *, seconds: float = ANSWER_SECONDS) -> bytes:
        """Send bytes that no client would send over a connection of their own, and return the answer's first bytes."""
        with self.connection(seconds=seconds) as connection:
            connection.sendall(sent)
            try:
                return connection.recv(65_536)
            except (TimeoutError, ConnectionError):
                return b""

    def connection(self, *, seconds: float = ANSWER_SECONDS) -> socket.socket:
        """Return an open connection, counted as one request."""
        self.budget.spend()
        place = urlsplit(self.url)
        return socket.create_connection((place.hostname, place.port), timeout=seconds)


def loopback_url(url: str) -> str:
    """Return the address without its path. Raises `RefusedError` unless it is one of this machine itself."""
    place = urlsplit(url)
    if place.scheme != "http" or place.hostname not in LOOPBACK or not place.port:
        raise RefusedError(f"{url}: only a demonstration of this machine is attacked, such as http://localhost:8000")
    return f"http://{place.netloc.rpartition('@')[2]}"


def post(client: httpx.Client, path: str, data: dict[str, str], **options: object) -> httpx.Response:
    """Send a form as its page would: with the token against forged requests that the page holds."""
    token = form_token(client.get(path).text) or client.cookies.get("csrftoken", "")
    return client.post(path, data={"csrfmiddlewaretoken": token} | data, **options)


def form_token(page: str) -> str:
    """Return the token against forged requests that a page holds, or nothing."""
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    return found[1] if found else ""


def code_now(secret: str) -> str:
    """Return the one-time code that an authenticator shows now (RFC 6238)."""
    key = base64.b32decode(secret)
    digest = hmac.digest(key, int(time.time() // TOTP_SECONDS).to_bytes(8), hashlib.sha1)
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
