"""The people of a trial at their pages: owners of businesses, applicants, officers, and somebody who sends tips.

Each does what waits, one act after the other. A page that does not answer is sent again as it was, as by the button of
a browser. The log has each act with a text of its own, by which the act is found in the database: `act` before it is
sent, `act saved` once the site has said so. Which act it is depends on what waits, and so on the machine.
"""

import random
import re
from abc import abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, LiteralString

import httpx
import psycopg

from tests.chaos.clients import Client

# Of a form and of a cookie alike, which is all that the check of a form asks.
FORM_TOKEN = "c" * 32
# Of one act, while another act on the record waits to be done.
MAX_TRIES = 20
WAIT_SECONDS = 0.5
CONFIRMED = re.compile(r'name="confirmed" value="(\w+)"')
# The page says so of an act that the record does not allow any more.
NOT_NOW = "This can&#x27;t be done now"
SAVED = {httpx.codes.FOUND, httpx.codes.SEE_OTHER}

type Rows = Callable[..., list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Act:
    """An act by its kind (`tests.chaos.acts.PROOFS`), its page, and the form that is sent there, of which the field
    `said` holds the text of the act.
    """

    kind: str
    page: str
    said: str
    form: dict[str, str] = field(default_factory=dict)
    # Of the files that come along, the field.
    files: str = ""


@dataclass(kw_only=True)
class Person(Client):
    """Somebody with a browser. `rows` asks the database what waits, in place of reading the lists of the site."""

    person: int = 0
    sessions: dict[int, str]
    worn: str = ""
    rows: Rows
    done: set[tuple[str, str]] = field(default_factory=set)
    acts: int = 0

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send a request as the browser of the person."""
        session = self.sessions.get(self.person, "")
        if session != self.worn:
            self.http.cookies.clear()
            self.worn = session
        for name, value in {"sessionid": session, "csrftoken": FORM_TOKEN}.items():
            if value:
                # As the jar of cookies writes the one place where a site without a domain can be.
                self.http.cookies.set(name, value, domain="localhost.local")
        return self.http.request(method, path, **more)

    def waiting(self, query: LiteralString, *values: Any) -> list[tuple[Any, ...]]:
        """Return what waits; nothing while the database is away."""
        try:
            return self.rows(query, *values)
        except psycopg.Error:
            return []

    def act(self) -> None:
        """Do one of the acts that wait, the same act on the same page never twice."""
        chosen = [act for act in self.find_acts() if (act.kind, act.page) not in self.done]
        if chosen:
            act = self.dice.choice(chosen)
            self.done.add((act.kind, act.page))
            self.do(act)

    @abstractmethod
    def find_acts(self) -> Iterator[Act]:
        """Yield the acts that wait for the person."""

    def do(self, act: Act) -> None:
        """Send the form of an act until the site says that it is saved, or why not."""
        self.acts += 1
        text = f"{self.name}-{self.seed}-{self.acts}."
        form = act.form | {"csrfmiddlewaretoken": FORM_TOKEN, act.said: text}
        files = {act.files: (f"{text}csv", f"shown,by\n{text},us\n".encode() * 200, "text/csv")} if act.files else None
        self.log.write("act", kind=act.kind, page=act.page, text=text)
        for _try in range(MAX_TRIES):
            answer = self.send("POST", act.page, data=form, files=files)
            if answer is None:
                return
            if answer.status_code == httpx.codes.CONFLICT and act.page.startswith("/admin/"):
                # Another act on the record waits to be done.
                self.ended.wait(WAIT_SECONDS)
            elif confirmed := CONFIRMED.search(answer.text):
                form["confirmed"] = confirmed[1]
            elif self.is_saved(act, answer, text):
                self.log.write("act saved", kind=act.kind, page=act.page, text=text)
                return
            else:
                return

    def is_saved(self, act: Act, answer: httpx.Response, text: str) -> bool:
        """Return whether the answer, or the page to which it leads, says that the act is saved."""
        if answer.status_code in SAVED:
            if "/login/" in answer.headers["Location"]:
                return False
            shown = self.send("GET", answer.headers["Location"])
            if self.tries > 1:
                # A page tells a refusal once, and an answer that got lost may have told it.
                return shown is not None and text in shown.text
            return shown is not None and NOT_NOW not in shown.text
        # A form that was saved before its answer was lost is refused; the page shows whether it was so.
        shown = self.send("GET", act.page.removesuffix("answer/"))
        if shown is not None and text in shown.text:
            return True
        self.log.write("refused act", kind=act.kind, page=act.page, status=answer.status_code, told=_words(answer.text))
        return False


@dataclass(kw_only=True)
class Owner(Person):
    """The owners of all businesses, one at a time: they ask, disclose, answer violations and respond to notices."""

    owners: dict[int, int]

    def find_acts(self) -> Iterator[Act]:
        """Yield a question of a business that the dice choose, and the answers that wait at the links of its inbox."""
        business = self.dice.choice(list(self.owners))
        self.person = self.owners[business]
        home = f"/home/{business}/"
        # As the forms of messages say when they were drawn.
        drawn = {"language": "en", "after": f"{self.now().timestamp():f}"}
        asked = {"subject": f"{self.name} asks {self.acts}."} | drawn
        yield Act("question", f"{home}questions/", "text", asked, files=self.dice.choice(["", "files"]))
        told = {"category": "marking", "day": self.day(2), "tender": "nothing", "language": "en"}
        yield Act("disclosure", f"{home}violations/disclose/", "text", told)
        known = (
            "SELECT id FROM correspondence_thread WHERE shipper_id = %s AND about_type = '' ORDER BY id DESC LIMIT 3"
        )
        for (thread,) in self.waiting(known, business):
            yield Act("further message", f"{home}questions/{thread}/", "text", drawn)
        links = (
            "SELECT DISTINCT link FROM notices_message WHERE shipper_id = %s AND link ~ '/(violations|changes)/\\d+/$'"
        )
        for (link,) in self.waiting(links, business):
            if "/changes/" in link:
                yield Act("response", link, "response", {"language": "en", "final": "on"})
            else:
                form = {"position": "dispute", "language": "en", "final": "on"}
                yield Act("answer to a violation", f"{link}answer/", "text", form, files="files")

    def act(self) -> None:
        """Do one of the acts that wait; a question is asked again and again."""
        self.done = {each for each in self.done if each[0] not in ("question", "disclosure", "further message")}
        super().act()


@dataclass(kw_only=True)
class Applicant(Person):
    """The applicants, one at a time: they sign what they have filled in, and reply to officers."""

    applicants: dict[int, int]

    def find_acts(self) -> Iterator[Act]:
        """Yield what an applicant who has a turn can do."""
        number = self.dice.choice(list(self.applicants))
        self.person = self.applicants[number]
        signed = {"attested": "on", "signed_name": "Ada Park", "language": "en"}
        for (state,) in self.waiting("SELECT state FROM applications_application WHERE id = %s", number):
            if state == "draft":
                yield Act("application", f"/apply/{number}/review/", "unused", signed)
            elif state == "info_requested":
                yield Act("reply", f"/apply/{number}/reply/", "text", signed)


@dataclass(kw_only=True)
class Officer(Person):
    """An officer at the desk. Two share the work by numbers, and decide together what takes two."""

    turn: int

    def find_acts(self) -> Iterator[Act]:
        """Yield the acts that wait for the officer at the desk."""
        for (number,) in self.mine("SELECT id FROM correspondence_thread WHERE state = 'waiting' AND about_type = ''"):
            self.done.discard(("answer to a question", _page("correspondence/thread", number)))
            yield self.desk_act("answer to a question", "correspondence/thread", number, "answer", "text")
        for (number,) in self.mine("SELECT id FROM disputes_dispute WHERE state = 'open'"):
            act, more = self.dice.choice([("decline", {}), ("accept", {"outcome": "mitigated"})])
            yield self.desk_act("decision of an answer", "disputes/dispute", number, act, "reasons", **more)
        for (number,) in self.mine("SELECT id FROM disputes_disclosure WHERE state = 'open'"):
            yield self.desk_act("decision of a disclosure", "disputes/disclosure", number, "decline", "reasons")
        for number, state in self.mine("SELECT id, state FROM applications_application WHERE state <> 'draft'"):
            if state == "submitted":
                yield self.desk_act("review begun", "applications/application", number, "take", "unused")
            elif state == "in_review":
                yield self.desk_act("request", "applications/application", number, "ask", "text")
        yield from self._decisions()

    def _decisions(self) -> Iterator[Act]:
        """Yield what is to be decided of suspensions: one officer reviews and recommends, the other agrees."""
        model = "standing/proposedchange"
        query = (
            "SELECT id, state, reviewed_at IS NULL FROM standing_proposedchange WHERE decided_at IS NULL AND at_once"
        )
        for number, state, is_unreviewed in self.waiting(query):
            if number % 2 != self.turn:
                if state == "to_agree":
                    yield self.desk_act("decision", model, number, "agree", "reasons")
                continue
            if is_unreviewed:
                act = self.dice.choice(["continue", "lift"])
                yield self.desk_act("review of a suspension", model, number, act, "reasons")
            elif state == "responded":
                yield self.desk_act("recommendation", model, number, "recommend", "reasons")

    def mine(self, query: LiteralString) -> list[tuple[Any, ...]]:
        """Return the rows of a query that are of the officer."""
        return [row for row in self.waiting(query) if row[0] % 2 == self.turn]

    def desk_act(self, kind: str, model: str, number: int, act: str, said: str, **more: str) -> Act:
        """Return an act of a page of the desk."""
        form = {"act": act, **{f"{act}-{name}": value for name, value in ({"language": "en"} | more).items()}}
        return Act(kind, _page(model, number), f"{act}-{said}", form)


@dataclass(kw_only=True)
class Sender(Person):
    """Somebody unknown who sends tips, each from a network of its own."""

    once: random.Random = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.once = random.Random(f"{self.seed}:once")

    def find_acts(self) -> Iterator[Act]:
        """Yield a tip. The number of its form makes of the form sent twice one tip."""
        self.done.clear()
        network = f"10.{self.acts >> 8 & 255}.{self.acts & 255}.1"
        self.http.headers["X-Forwarded-For"] = network
        form = {
            "group": "other",
            "text": "They sell copies.",
            "once": f"{self.once.getrandbits(128):032x}",
            "language": "en",
        }
        yield Act("tip", "/allegations/new/", "product", form)

    def is_saved(self, act: Act, answer: httpx.Response, text: str) -> bool:
        """Return whether the site has given a receipt code."""
        if answer.status_code != httpx.codes.OK:
            self.log.write("refused act", kind=act.kind, status=answer.status_code, told=_words(answer.text))
        return answer.status_code == httpx.codes.OK


def _page(model: str, number: int) -> str:
    return f"/admin/{model}/{number}/change/"


def _words(page: str) -> str:
    """Return the words of what a page refuses."""
    found = re.findall(r"<[^>]*(?:error|alert|errornote)[^>]*>(.*?)</(?:p|ul|div|span|section)>", page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>|\s+", " ", " ".join(found) or page[-500:]).split())[:500]
