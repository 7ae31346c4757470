"""The systems of a trial: sources that report, a partner that follows, and a receiver of webhooks.

Each sends a request until there is an answer for good, as docs/partners.md asks, and writes to the log what was
acknowledged. Whatever is drawn comes from the seed; only the number of requests depends on the machine.
"""

import json
import random
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from tests.chaos.log import Log

ANSWER_SECONDS = 10
PAUSE_SECONDS = 0.15
MAX_RETRY_AFTER = 2
# The first report and each tenth after it suspend a member, whose standing is told by feed and webhooks.
CRITICAL_EVERY = 10
# The least time for which the site knows the key of a request, less what a trial takes.
KEY_KEPT = timedelta(hours=12)
# Answers after which the same request is sent again.
AGAIN = {401, 408, 425, 429, 500, 502, 503, 504, 507}


@dataclass(kw_only=True)
class Client(ABC):
    """A client of the site with a name, which sends until it is answered."""

    name: str
    url: str
    log: Log
    ended: threading.Event
    seed: int
    now: Callable[[], datetime]
    # What is done comes from the seed alone, however often a request is sent again: the pauses have dice of their own.
    dice: random.Random = field(init=False)
    pauses: random.Random = field(init=False)
    http: httpx.Client = field(init=False)
    # How often the latest request was sent.
    tries: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.dice = random.Random(f"{self.seed}:{self.name}")
        self.pauses = random.Random(f"{self.seed}:{self.name}:pauses")
        self.http = httpx.Client(base_url=self.url, timeout=ANSWER_SECONDS)

    def send(self, method: str, path: str, *, patient: bool = True, **more: Any) -> httpx.Response | None:
        """Send a request until it is answered for good. Without `patient` one try is enough, and None says that there
        was no answer; with it None says that the trial has ended for the client.
        """
        self.tries = 0
        while not self.ended.is_set():
            self.tries += 1
            began = time.monotonic()
            try:
                answer = self.ask(method, path, **more)
            except (httpx.HTTPError, ValueError):
                answer = None
            status = answer.status_code if answer is not None else 0
            told = {"client": self.name, "path": path.partition("?")[0], "status": status}
            self.log.write("answer", **told, seconds=round(time.monotonic() - began, 3))
            if status and status not in AGAIN:
                return answer
            if not patient:
                return None
            wait = float(answer.headers.get("Retry-After", 0.2)) if answer is not None else 0.2
            self.ended.wait(min(wait, MAX_RETRY_AFTER) * self.pauses.uniform(0.8, 1.2))
        return None

    def day(self, ago: int) -> str:
        """Return the day so many days ago."""
        return str(self.now().date() - timedelta(days=ago))

    @abstractmethod
    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send a request once, and return the answer."""

    def run(self) -> None:
        """Act again and again, with pauses, until the trial ends for the client."""
        while not self.ended.wait(PAUSE_SECONDS * self.pauses.uniform(0.5, 1.5)):
            self.act()

    @abstractmethod
    def act(self) -> None:
        """Do once what the client does again and again."""


@dataclass(kw_only=True)
class System(Client):
    """A partner's system, which keeps its token."""

    credentials: dict[str, str]
    token: str = ""

    def ask(self, method: str, path: str, *, headers: dict[str, str] | None = None, **more: Any) -> httpx.Response:
        """Send a request to the API, with a token."""
        if not self.token:
            pair = self.credentials["client_id"], self.credentials["client_secret"]
            given = self.http.post("/oauth/token", auth=pair, data={"grant_type": "client_credentials"})
            if given.status_code != httpx.codes.OK:
                return given
            self.token = given.json()["access_token"]
        headers = {"Authorization": f"Bearer {self.token}"} | (headers or {})
        answer = self.http.request(method, f"/api/v1{path}", headers=headers, **more)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            self.token = ""
        return answer

    def is_forgotten(self, begun: datetime) -> bool:
        """Return whether the site may have forgotten the key of a request that was begun then. The clock was moved
        meanwhile, and a request whose answer was lost counts as another one.
        """
        return self.now() - begun > KEY_KEPT


@dataclass(kw_only=True)
class Source(System):
    """A source of shipments: new ones, amendments, repeats and late ones, in batches under a key of their own."""

    ksns: list[str] = field(default_factory=list)
    facts: list[dict[str, Any]] = field(default_factory=list)
    batches: int = 0

    def act(self) -> None:
        """Report a batch, and log what was acknowledged of it."""
        self.batches += 1
        chosen = [self._fact() for _number in range(self.dice.randint(1, 12))]
        # A matter stands once in a batch.
        batch = list({fact["reference"]: (what, fact) for what, fact in chosen}.values())
        begun = self.now()
        answer = self.send(
            "POST",
            "/shipments",
            json=[fact for _what, fact in batch],
            headers={"Idempotency-Key": f"{self.name}-{self.seed}-{self.batches}"},
        )
        if answer is None:
            # It may have been recorded all the same.
            for _what, fact in batch:
                self.log.write("parcel without an answer", client=self.name, fact=fact)
            return
        told = answer.json()
        is_good = answer.status_code == httpx.codes.OK and not told["rejected"]
        expected = {
            outcome: sum(what == outcome for what, _fact in batch) for outcome in ("accepted", "amended", "duplicates")
        }
        found = {outcome: told[outcome] for outcome in expected}
        is_as_expected = sum(found.values()) == len(batch) if self.is_forgotten(begun) else found == expected
        if not is_good or not is_as_expected:
            self.log.write("wrong answer", client=self.name, key=self.batches, expected=expected, told=told)
        for what, fact in batch:
            self.log.write("parcel", client=self.name, outcome=what, fact=fact, recording=told.get("recording"))
            if what == "accepted":
                self.facts.append(fact)
            elif what == "amended":
                self.facts = [fact if each["reference"] == fact["reference"] else each for each in self.facts]

    def _fact(self) -> tuple[str, dict[str, Any]]:
        known = self.dice.random() < 0.3 and self.facts
        if known:
            fact = self.dice.choice(self.facts)
            if self.dice.random() < 0.5:
                return "duplicates", fact
            change = {
                "value": f"{self.dice.randint(1, 700)}.{fact['value'][-2:]}",
                "reported_at": self.now().isoformat(),
            }
            return ("amended" if change["value"] != fact["value"] else "duplicates"), fact | change
        ago = self.dice.choice([0, 0, 0, 1, 2, 40, 100])
        return "accepted", {
            "reference": f"{self.name}-{self.seed}-{self.batches}-{self.dice.getrandbits(40):x}",
            "ksn": self.dice.choice(self.ksns),
            "date": self.day(1 + ago),
            "reported_at": self.now().isoformat(),
            "description": "Cotton shirts for women",
            "hs": "610910",
            "origin": "BD",
            "value": f"{self.dice.randint(1, 700)}.{self.dice.randint(0, 99):02d}",
            "currency": "USD",
            "weight_kg": "0.4",
            "disposition": "released",
        }


@dataclass(kw_only=True)
class Agency(System):
    """An agency that reports violations, one at a time; some are critical and suspend at once."""

    ksns: list[str] = field(default_factory=list)
    reports: int = 0

    def act(self) -> None:
        """Report a violation, and log that it was acknowledged."""
        self.reports += 1
        is_critical = self.reports % CRITICAL_EVERY == 1
        fact = {
            "reference": f"{self.name}-{self.seed}-{self.reports}",
            "ksn": self.dice.choice(self.ksns),
            "date": self.day(2),
            "reported_at": self.now().isoformat(),
            "category": "narcotics" if is_critical else "marking",
            "culpability": "negligence" if is_critical else "clerical",
            "basis": "seizure" if is_critical else "finding",
            "attribution": "seller",
            "determination": "sustained" if is_critical else "alleged",
        }
        key, begun = f"{self.name}-{self.seed}-{self.reports}", self.now()
        answer = self.send("POST", "/violations", json=[fact], headers={"Idempotency-Key": key})
        if answer is None:
            return
        told = answer.json()
        if answer.status_code != httpx.codes.OK or told["rejected"] or not self._is_recorded(told, begun):
            self.log.write("wrong answer", client=self.name, key=key, told=told)
        self.log.write("violation", client=self.name, fact=fact)

    def _is_recorded(self, told: dict[str, Any], begun: datetime) -> bool:
        return told["accepted"] + (told["duplicates"] if self.is_forgotten(begun) else 0) == 1


@dataclass(kw_only=True)
class Importer(System):
    """A source that sends whole days as imports, in two parts, and waits until they are recorded."""

    ksns: list[str] = field(default_factory=list)
    imports: int = 0

    def act(self) -> None:
        """Send an import in two parts, wait for its end, and log its lines as acknowledged."""
        self.imports += 1
        names = [f"{self.name}-{self.seed}-{self.imports}-{number}" for number in range(self.dice.randint(200, 3000))]
        day = self.day(3)
        lines = [json.dumps({"reference": name, "ksn": self.dice.choice(self.ksns), "date": day}) for name in names]
        content = ("\n".join(lines) + "\n").encode()
        kind = {"Content-Type": "application/x-ndjson"}
        begun = {**kind, "Upload-Complete": "?0", "Idempotency-Key": f"{self.name}-{self.seed}-{self.imports}"}
        made = self.send("POST", "/imports?facts=shipments", headers=begun)
        if made is None:
            return
        if made.status_code not in (httpx.codes.OK, httpx.codes.CREATED):
            self.log.write("wrong answer", client=self.name, key=self.imports, told=made.text[:500])
            return
        place = made.headers["Location"].removeprefix(self.url).removeprefix("/api/v1")
        at = 0
        while at < len(content):
            end = at + len(content) // 2 + 1
            done = "?1" if end >= len(content) else "?0"
            headers = {"Content-Type": "application/partial-upload", "Upload-Offset": str(at), "Upload-Complete": done}
            sent = self.send("PATCH", place, headers=headers, content=content[at:end], patient=False)
            if sent is not None and sent.is_success:
                at = end
                continue
            head = self.send("HEAD", place)
            # An import that nobody has gone on with for months is given up.
            if head is None or not head.is_success:
                return
            at = int(head.headers.get("Upload-Offset", at))
            if head.headers.get("Upload-Complete") == "?1":
                break
        while (answer := self.send("GET", place)) is not None:
            if not answer.is_success:
                return
            told = answer.json()
            if told["state"] == "finished":
                if told["accepted"] != len(names):
                    self.log.write("wrong answer", client=self.name, key=self.imports, told=told, lines=len(names))
                self.log.write("import", client=self.name, references=names)
                return
            if told["state"] == "failed":
                self.log.write("wrong answer", client=self.name, key=self.imports, told=told)
                return
            self.ended.wait(0.5)


@dataclass(kw_only=True)
class Follower(System):
    """A partner that follows the feed, and asks about numbers in between."""

    ksns: list[str] = field(default_factory=list)
    after: int = 0

    def act(self) -> None:
        """Read a page of the feed, and one status."""
        self.after = self._page_read("change", self.after)
        self.send("GET", f"/shippers/{self.dice.choice(self.ksns)}", patient=False)

    def reread(self) -> int:
        """Read the feed once more, from its beginning to its end; return the last place."""
        at, after = -1, 0
        while after != at:
            at, after = after, self._page_read("change read again", after)
        return after

    def _page_read(self, what: str, after: int) -> int:
        page = self.send("GET", f"/status-changes?after={after}", patient=False)
        if page is None or page.status_code != httpx.codes.OK:
            return after
        for change in page.json()["results"]:
            self.log.write(what, seq=change["seq"], ksn=change["ksn"])
        return page.json()["next"]


class Receiver:
    """The address of a partner that takes webhooks, on a port of its own."""

    def __init__(self, log: Log) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                log.write("webhook", id=self.headers.get("webhook-id"), **json.loads(content))
                self.send_response(204)
                self.end_headers()

            def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
