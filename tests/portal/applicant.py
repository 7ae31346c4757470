"""A person who applies for a shop with one product: reads each page, fills in what is empty, and is timed by a model.

The model is a keystroke-level one (S. Card, T. Moran and A. Newell, "The keystroke-level model for user performance
time with interactive systems", Communications of the ACM 23, 1980). A choice takes mental preparation, pointing and a
press, 1.35 + 1.1 + 0.2 seconds, here 3. An average typist who is no secretary takes 0.28 seconds a key: 40 words a
minute. Pages are read at 200 words a minute, below the 238 of adults who read English silently (M. Brysbaert, "How
many words do we read per minute?", Journal of Memory and Language 109, 2019, which finds that people read the same
message in other languages as fast). Spanish words are counted like English ones; of Chinese, one and a half characters
stand for a word, at which readers of both languages were equally fast (F. Sun, M. Morita and L. Stark, "Comparative
patterns of reading eye movement in Chinese and English", Perception & Psychophysics 37, 1985). A number that is looked
up on paper takes 20 seconds more by our own estimate, and so do a file that is found and the mail with the code.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client

from apps.applications.models import Application
from apps.applications.sections import ApplicationPage, SectionDefinition
from tests.applications import answers
from tests.portal.pages import at
from tests.reading import main_text

WORDS_READ, WORDS_TYPED, LETTERS_OF_A_WORD = 200, 40, 5
CHINESE_CHARACTER, CHARACTERS_OF_A_WORD = re.compile(r"[\u4e00-\u9fff]"), 1.5
SECONDS_OF_A_CHOICE, SECONDS_OF_A_LOOKUP = 3, 20
CHECKED = {
    "country": "US",
    "role": "own",
    "sells": "yes",
    "registered": "yes",
    "makers": "all",
    "banned": "no",
    "monthly_parcels": "400",
}
# What a shop with one product gives, by the keys of the pages. All else is filled in, or may be left out.
SHOP = {
    "identity": {"business-name": "Blue Kite Toys LLC", "business-country": "US", "identifiers-ein": "42-1103331"},
    "reach": {
        "contacts-contact_name": "Ada Park",
        "contacts-contact_title": "Director",
        "contacts-phone": "202 555 0143",
        "addresses-row-0-kind": "registered_packing",
        "addresses-row-0-street": "1 Main St",
        "addresses-row-0-city": "Reno",
        "addresses-row-0-region": "NV",
        "addresses-row-0-postal_code": "89501",
        "addresses-row-0-country": "US",
    },
    "people": {
        "owners-row-0-role": "owner",
        "owners-row-0-name": "Ada Park",
        "owners-row-0-country": "US",
        "owners-row-0-share": "100",
        "criterion-1-1-answer": "yes",
        "payout-holder": "Blue Kite Toys LLC",
        "payout-country": "US",
        "payout-number": "0532 0130 7716",
    },
    "shipping": {
        "storefronts-row-0-marketplace": "Bazaar",
        "storefronts-row-0-seller_id": "S-77",
        "volumes-monthly_parcels": "400",
        "parties-row-0-kind": "carrier",
        "parties-row-0-name": "Swift Parcels",
    },
    "products": {"row-0-description": "wooden building blocks", "row-0-hs": "9503.00", "row-0-origin": "VN"},
    # A shop as most are: one point is met in part, and says how.
    "practice": {
        "criterion-2-2-answer": "partly",
        "criterion-2-2-explanation": "We asked our maker in Hanoi where the wood comes from, and wait for the answer.",
    },
    "consents": {"use": "yes", "public_status": "yes", "name": "yes", "history": "no"},
}
# The numbers that are copied from paper: the EIN, the account, the HS code from the search.
LOOKED_UP = {"identity": 1, "people": 1, "products": 1}
CHOSEN = frozenset({"radio", "checkbox", "select"})


@dataclass(slots=True)
class FieldShown:
    """A field of a page: the kind of its input, the number of its form, and the value that it is filled in with."""

    kind: str
    form: int
    value: str = ""


class PageReader(HTMLParser):
    """The fields of a page, and how many of them are marked as required."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, FieldShown] = {}
        self.required = 0
        self.forms = 0
        self.within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        name = of.get("name") or ""
        self.required += tag == "abbr" and "usa-hint--required" in (of.get("class") or "")
        self.forms += tag == "form"
        match tag:
            case "textarea" | "select" if name:
                self.fields[name] = FieldShown(tag, self.forms)
                self.within = name
            case "option" if "selected" in of and self.within:
                self.fields[self.within].value = of.get("value") or ""
            case "input" if name:
                kind = of.get("type") or "text"
                shown = self.fields.setdefault(name, FieldShown(kind, self.forms))
                if kind not in CHOSEN or "checked" in of:
                    shown.value = of.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "select"):
            self.within = ""


@dataclass(slots=True)
class Applicant:
    """A person at a browser without scripts. `pages` are those that were read, `texts` the free texts typed."""

    client: Client
    pages: list[str] = field(default_factory=list)
    seconds: float = 0
    required: int = 0
    texts: int = 0
    files: int = 0
    filled: int = 0
    shown: PageReader = field(default_factory=PageReader)

    def read(self, address: str) -> str:
        """Open a page and read its main part, but for the choices of a list."""
        answer = self.client.get(address, follow=True)
        assert answer.status_code == 200, address
        html = answer.content.decode()
        self.shown = PageReader()
        self.shown.feed(html[html.index("<main") : html.index("</main>")])
        self.pages.append(answer.request["PATH_INFO"])
        text, characters = CHINESE_CHARACTER.subn(" ", main_text(re.sub(r"(?s)<select.*?</select>", "", html)))
        words = sum(any(map(str.isalnum, word)) for word in text.split()) + characters / CHARACTERS_OF_A_WORD
        self.seconds += words / WORDS_READ * 60
        return html

    def send(self, typed: dict[str, str], *, looked_up: int = 0, files: object = None) -> HttpResponse:
        """Fill in the page that was read, and send the form. `looked_up` of the values are copied from paper."""
        for name, value in typed.items():
            shown = self.shown.fields[name]
            if value == shown.value:
                continue
            self.filled += 1
            self.texts += shown.kind == "textarea"
            self.seconds += (
                SECONDS_OF_A_CHOICE
                if shown.kind in CHOSEN
                else SECONDS_OF_A_CHOICE + len(value) / LETTERS_OF_A_WORD / WORDS_TYPED * 60
            )
        self.required += self.shown.required
        self.files += files is not None
        self.seconds += SECONDS_OF_A_LOOKUP * (looked_up + (files is not None)) + SECONDS_OF_A_CHOICE
        form = self.shown.fields[next(iter(typed))].form
        given = {
            name: shown.value
            for name, shown in self.shown.fields.items()
            if shown.form == form and shown.kind not in ("file", "submit")
        }
        ticked = {name for name, shown in self.shown.fields.items() if shown.kind in ("radio", "checkbox")}
        sent = {name: value for name, value in (given | typed).items() if value or name not in ticked}
        return self.client.post(self.pages[-1], sent | ({"files": files} if files else {}))


def form_data(section: SectionDefinition, **more: object) -> dict[str, object]:
    """Return the data of a complete section as a browser sends it."""
    typed = answers.ANSWERS[section.key]
    if not section.repeated:
        return {"version": 0, **typed, **more}
    fields = {f"row-{n}-{name}": value for n, row in enumerate(typed["rows"]) for name, value in row.items()}
    return {"version": 0, "row-TOTAL_FORMS": len(typed["rows"]), "row-INITIAL_FORMS": 0, **fields, **more}


def page_data(shown: ApplicationPage, **more: object) -> dict[str, object]:
    """Return the data of a complete page as a browser sends it."""
    fields = {
        f"{shown.prefix_of(section)}-{name}" if shown.prefix_of(section) else name: value
        for section in shown.sections
        for name, value in form_data(section).items()
        if name != "version"
    }
    return {"version": ".".join("0" for _section in shown.sections), **fields, **more}


def address(application: Application, shown: ApplicationPage) -> str:
    return at("apply_section" if shown.alone else "apply_page", application, shown.key)
