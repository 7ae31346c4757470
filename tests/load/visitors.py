"""Whoever asks: systems of partners that report and ask, sellers, officers and the public, each by what they may do."""

import itertools
import json
import random
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx

from tests.load.day import NUMBERS_IN_CHECK, PARCELS_IN_BATCH
from tests.load.wire import request_of
from tests.security.attacks.target import Target

API = "/api/v1"
REPORTERS = ("carrier", "marketplace")
PUBLIC = ("/", "/verify/", "/policy/", "/eligibility/", "/guidance/", "/performance/", "/accounts/login/")
# What is drawn for one person on request, and what ends a visit.
LEFT_OUT = re.compile(r"\.(csv|xlsx|pdf|json)|/files/|logout|export|proof")
KSN = re.compile(r"\bKS[0-9A-Z]{10}\b")
MAX_PAGES = 30
WAIT_SECONDS = 5
SIGN_INS = "sellers' sign-ins"


class Visitors:
    """The visitors of a demonstration: who is signed in, which pages each finds, and the numbers they ask for."""

    def __init__(self, target: Target, *, seed: int, webhook_url: str) -> None:
        self.target = target
        self.dice = random.Random(seed)
        self.numbers = itertools.count()
        self.name = f"L{seed}"
        api = target.api()
        reporters = [target.system(kind) for kind in REPORTERS]
        self.endpoint = api.post(f"{API}/webhook-endpoints", json={"url": webhook_url, "concurrency": 8}).json()["id"]
        self.tokens = [client.headers["Authorization"] for client in reporters]
        self.token = api.headers["Authorization"]
        self.ksns: set[str] = set()
        self.seller = self._pages_of("seller", f"/home/{target.business('seller')}/")
        self.officer = self._pages_of("officer", "/admin/")
        self.known = sorted(self.ksns)
        api.post(f"{API}/rosters", json=[{"ksn": ksn} for ksn in self.known])
        self.end = self._end_of_feed(api)
        self.kinds: dict[str, Callable[[], bytes]] = {
            f"batches of {PARCELS_IN_BATCH} parcels": lambda: self._report(PARCELS_IN_BATCH),
            "reports of 1 or 2": lambda: self._report(self.dice.randint(1, 2)),
            "status of one number": lambda: self._api("GET", f"/shippers/{self.dice.choice(self.known)}"),
            f"status of {NUMBERS_IN_CHECK} numbers": self._check,
            "feed": lambda: self._api("GET", f"/status-changes?after={self.dice.randint(0, self.end)}"),
            "feed, waiting": lambda: self._api("GET", f"/status-changes?after={self.end}&wait={WAIT_SECONDS}"),
            "webhooks asked for": lambda: self._api("POST", f"/webhook-endpoints/{self.endpoint}/test"),
            "tokens": self._token,
            "sellers' pages": lambda: self._page(self.seller),
            SIGN_INS: self._sign_in,
            "officers' pages": lambda: self._page(self.officer),
            "public pages": lambda: self._request("GET", self.dice.choice(PUBLIC)),
        }

    def _end_of_feed(self, api: httpx.Client) -> int:
        after, end = -1, 0
        while end != after:
            after, end = end, api.get(f"{API}/status-changes", params={"after": end}).json()["next"]
        return end

    def request(self, kind: str) -> bytes:
        """Return a request of a kind."""
        return self.kinds[kind]()

    def source(self, kind: str) -> str:
        """Return the address from which a request comes: who signs in is at home, where limits count."""
        return f"127.{self.dice.randint(1, 250)}.{self.dice.randint(0, 255)}.1" if kind == SIGN_INS else ""

    def _pages_of(self, role: str, begin: str) -> tuple[str, list[str]]:
        """Return the cookies of a role, and pages that its first page leads to, drawn by chance at each step."""
        self.target.budget.attack_begin()
        client, found, seen, tried = self.target.signed_in(role), [begin], set[str](), {begin}
        while found and len(seen) < MAX_PAGES:
            path = found.pop(self.dice.randrange(len(found)))
            answer = client.get(path)
            if answer.status_code != httpx.codes.OK:
                continue
            seen.add(path)
            self.ksns |= set(KSN.findall(answer.text))
            links = {link.replace("&amp;", "&") for link in re.findall(r'href="([^"#]+)"', answer.text)}
            fresh = {link for link in links if link.startswith(begin) and not LEFT_OUT.search(link)} - tried
            tried |= fresh
            found += sorted(fresh)
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        return cookies, sorted(seen)

    def _request(self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b"") -> bytes:
        return request_of(method, path, {"Host": self.target.host} | (headers or {}), body)

    def _api(self, method: str, path: str, body: Any = None, *, token: str = "") -> bytes:
        headers = {"Authorization": token or self.token, "Content-Type": "application/json"}
        return self._request(method, API + path, headers, json.dumps(body).encode() if body is not None else b"")

    def _check(self) -> bytes:
        return self._api("POST", "/status-checks", {"ksns": self.dice.choices(self.known, k=NUMBERS_IN_CHECK)})

    def _report(self, parcels: int) -> bytes:
        return self._api(
            "POST", "/shipments", [self._parcel() for _ in range(parcels)], token=self.dice.choice(self.tokens)
        )

    def _parcel(self) -> dict[str, str]:
        now = datetime.now(UTC)
        return {
            "reference": f"{self.name}-{next(self.numbers)}",
            "ksn": self.dice.choice(self.known),
            "date": str(now.date() - timedelta(days=self.dice.randint(1, 3))),
            "reported_at": now.isoformat(),
            "description": "Cotton shirts for women",
            "hs": "610910",
            "origin": "BD",
            "value": f"{self.dice.randint(1, 700)}.{self.dice.randint(0, 99):02d}",
            "currency": "USD",
            "weight_kg": "0.4",
            "disposition": "released",
        }

    def _page(self, visitor: tuple[str, list[str]]) -> bytes:
        cookies, pages = visitor
        return self._request("GET", self.dice.choice(pages), {"Cookie": cookies})

    def _token(self) -> bytes:
        form = {"grant_type": "client_credentials", **self.target.partner}
        return self._form("/oauth/token", form)

    def _sign_in(self) -> bytes:
        account, token = self.target.account("seller"), "a" * 32
        form = {"csrfmiddlewaretoken": token, "login": account["email"], "password": account["password"]}
        return self._form("/accounts/login/", form, Cookie=f"csrftoken={token}")

    def _form(self, path: str, form: dict[str, str], **headers: str) -> bytes:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._request("POST", path, kind | headers, urlencode(form).encode())
