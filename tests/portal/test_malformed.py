"""Whatever is sent, nobody gets a broken page: each malformed request is told what to do, and nothing else changes."""

import re
from html import unescape
from zlib import crc32

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from apps.applications import selectors
from apps.applications.selectors import evidence_of
from tests.applications import answers
from tests.badfiles import lying, nested_zip, word
from tests.portal.malformed import ADDING, SAVING, Sent, World, at, contents, file, page, rows, section

pytestmark = pytest.mark.django_db

HUGE = "9" * 30
OVERRIDE = "Blue\u202eKite"
SIGNED = {"attested": "on", "signed_name": "Ada Park"}
HIDDEN = "there is a character that can't be seen"
PROOF = "criterion-1.1"
ANSWER = answers.ANSWERS[PROOF]
ADDRESS, OWNER, PRODUCT, SHOP = (
    answers.ANSWERS[key]["rows"][0] for key in ("addresses", "owners", "products", "storefronts")
)


def changed(key: str, **fields: object) -> dict[str, object]:
    return {"version": 1, **answers.ANSWERS[key], **fields}


# A section keeps what was typed, right or wrong. Its page then says what is wrong with it: in which field, and how.
TYPED: dict[str, tuple[str, dict[str, object], str]] = {
    "a name with nothing in it": ("business", changed("business", name="Blue\0Kite"), "Null characters"),
    "a name that turns round": ("business", changed("business", name=OVERRIDE), HIDDEN),
    "a bell in a name": ("business", changed("business", trade_name="Blue\aKite"), HIDDEN),
    "two lines in a name": ("business", changed("business", name="Blue\nBcc: a@b.example"), HIDDEN),
    "a name of 5,000 letters": ("business", changed("business", name="x" * 5000), "Shorten this to 200 characters"),
    "a country that is none": ("business", changed("business", country="XX"), "XX is not one of the available"),
    "a script for a website": ("business", changed("business", website="javascript:alert(1)"), "web address"),
    "a header in an address": ("contacts", changed("contacts", email="a@b.example\r\nBcc: x@y.example"), "e-mail"),
    "a number beyond all phones": ("contacts", changed("contacts", phone="+1e400"), "country code first"),
    "a kind of address that is none": ("addresses", rows(ADDRESS | {"kind": "moon"}, version=1), "moon"),
    "999,999,999 rows": ("addresses", rows(ADDRESS, version=1) | {"row-TOTAL_FORMS": 999999999}, "packing site"),
    "less than no rows": ("addresses", rows(ADDRESS, version=1) | {"row-TOTAL_FORMS": -1}, "packing site"),
    "rows that nobody counted": ("addresses", rows(ADDRESS, version=1) | {"row-TOTAL_FORMS": "٣\0"}, "packing site"),
    "150 rows": ("products", rows(*[PRODUCT] * 150, version=1), "it takes 100"),
    "an EIN in letters": ("identifiers", changed("identifiers", ein="<b>42</b>"), "9 digits of the EIN"),
    "an LEI that turns round": ("identifiers", changed("identifiers", lei="\u2067HWUPKR"), "20 letters and digits"),
    "a seller ID with a gap that has no width": (
        "storefronts",
        rows(SHOP | {"seller_id": "S\u200b77"}, version=1),
        HIDDEN,
    ),
    "a share of 1e400": ("owners", rows(OWNER | {"share": "1e400"}, version=1), "100 or less"),
    "a share that is no number": ("owners", rows(OWNER | {"share": "NaN"}, version=1), "Enter a number"),
    "a share below nothing": ("owners", rows(OWNER | {"share": "-5"}, version=1), "0 or more"),
    "an HS code of words": ("products", rows(PRODUCT | {"hs": "toys"}, version=1), "HS code"),
    "parcels without end": ("volumes", changed("volumes", monthly_parcels="1e400"), "whole number"),
    "parcels of 5,000 digits": ("volumes", changed("volumes", monthly_parcels="9" * 5000), "whole number"),
    "parcels below nothing": ("volumes", changed("volumes", monthly_parcels="-1"), "1 or more"),
    "an answer that is none": (PROOF, changed(PROOF, answer="perhaps"), "perhaps"),
    "a control character in a story": (PROOF, changed(PROOF, explanation="We check\x1b[31m"), HIDDEN),
    "a story of 5,000 letters": (PROOF, changed(PROOF, explanation="x" * 5000), "Shorten this to 4000 characters"),
}

# Files of one criterion, and what is said of each. None is kept, and the answers that came with it are.
FILES: dict[str, tuple[str, bytes, str]] = {
    "nothing": ("empty.pdf", b"", "“empty.pdf” is empty"),
    "a program by a document's name": ("license.pdf", b"MZ\x90\0" + b"\0" * 200, "“license.pdf” can't be taken"),
    "a page by a document's name": ("license.pdf", b"<!DOCTYPE html><script>alert(1)</script>", "can't be taken"),
    "a page that begins as a document": ("license.pdf", b"%PDF-1.7\n<script>alert(1)</script>%%EOF", "can't be taken"),
    "a page by a table's name": ("table.csv", b"<html>,1\n<script>,2\n", "can't be taken"),
    "half a document": ("license.pdf", answers.PDF[:50], "damaged or cut off"),
    "half a picture": ("site.png", answers.PNG[:40], "damaged or cut off"),
    "half a package": ("letter.docx", word()[:-40], "damaged or cut off"),
    "a bomb": ("letter.docx", word(part=b"\0" * 210_000_000), "damaged or cut off"),
    "a bomb that lies": ("letter.docx", lying(5_000_000, says=10, checksum=crc32(b"\0" * 10)), "damaged or cut off"),
    "packages in packages": ("letter.docx", nested_zip(), "can't be taken"),
    "too much": ("big.pdf", answers.PDF + b"\0" * 10 * 2**20, "“big.pdf” is larger than 10 MB"),
    "a name of 500 letters": ("x" * 500 + ".pdf", b"", "“" + "x" * 30),
    "a name that turns round": ("invoice\u202efdp.exe", b"MZ", "“invoicefdp.exe”"),
    "a name that climbs": ("../../../etc/passwd", b"root", "“passwd”"),
    "a name that is a script": ("<script>alert(1)<_script>.pdf", b"MZ", "“<script>alert(1)<_script>.pdf”"),
}

# What is refused whole: which request, its status, and what its page says.
REFUSED: dict[str, tuple[Sent, int, str]] = {
    "a reply with nothing in it": (Sent(page("apply_reply", "asked"), SIGNED | {"text": " "}), 422, "Write your reply"),
    "a reply with a null": (Sent(page("apply_reply", "asked"), SIGNED | {"text": "a\0b"}), 422, "Null characters"),
    "a reply of 10 MB": (Sent(page("apply_reply", "asked"), SIGNED | {"text": "x" * 10**7}), 422, "8000"),
    "a signature that turns round": (
        Sent(page("apply_reply", "asked"), {"text": "Yes", "attested": "on", "signed_name": OVERRIDE}),
        422,
        HIDDEN,
    ),
    "a reply that nobody attests": (
        Sent(page("apply_reply", "asked"), {"text": "Yes", "signed_name": "Ada"}),
        422,
        "tick the box",
    ),
    "an appeal of blanks": (Sent(page("apply_appeal", "denied"), {"text": "\u3000\n\t"}), 422, "Say why"),
    "an appeal that hides something": (Sent(page("apply_appeal", "denied"), {"text": "We do\u2066 x"}), 422, HIDDEN),
    "an appeal in broken UTF-8": (
        Sent(page("apply_appeal", "denied"), body=b"text=We+%ff%fe+do"),
        422,
        "could not be read",
    ),
    "signing a draft twice over": (
        Sent(page("apply_review", "draft"), {"attested": ["on", ""], "signed_name": ["Ada", "\0"]}),
        422,
        "Null characters",
    ),
    "more text than a section holds": (
        Sent(section(PROOF), changed(PROOF, explanation="x" * 10**7)),
        422,
        "more text than a page can keep",
    ),
    "a version below nothing": (Sent(section("business"), changed("business", version="-1")), 409, "saved this page"),
    "a version beyond all": (Sent(section("business"), changed("business", version=HUGE)), 409, "saved this page"),
    "a version in words": (Sent(section("business"), changed("business", version="one")), 409, "saved this page"),
    "an invitation with a header": (
        Sent(page("team", "shipper"), {"email": "a@b.example\nBcc: x@y.example", "role": "viewer"}),
        422,
        "valid email",
    ),
    "an invitation to a role that is none": (
        Sent(page("team", "shipper"), {"email": "bo@shop.example", "role": "king"}),
        422,
        "king",
    ),
    "an invitation that nobody sent": (Sent(at("/invitations/%00%ff/"), method="get"), 404, ""),
    "a section that is none": (Sent(section("busi\0ness")), 404, "no such page"),
    "an application beyond all": (Sent(at(f"/apply/{HUGE}/"), method="get"), 404, "no such page"),
    "a file beyond all": (Sent(at(f"/apply/1/files/{HUGE}/"), method="get"), 404, "no such page"),
    "a business beyond all": (Sent(at(f"/home/{HUGE}/"), method="get"), 404, "no such page"),
    "a message beyond all": (Sent(at(f"/inbox/{2**63}/"), method="get"), 404, "no such page"),
    "a number that can't be one": (Sent(at("/verify/?ksn=KS%00%e2%80%ae"), method="get"), 422, "Null characters"),
    "a number of 10,000 letters": (Sent(at("/verify/"), {"ksn": "K" * 10_000}, method="get"), 422, "40 characters"),
    "too many fields": (Sent(section(PROOF), {f"f{number}": "1" for number in range(1100)}), 400, "more entries"),
    "too many files": (
        Sent(section(PROOF), {"files": [file(f"{number}.pdf", b"x") for number in range(50)]}),
        413,
        "at most 40 files at once",
    ),
    "multipart without a boundary": (
        Sent(section(PROOF), body=b"abc", content_type="multipart/form-data"),
        400,
        "whole",
    ),
    "multipart that is no base64": (
        Sent(
            section(PROOF),
            body=b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n'
            b"Content-Transfer-Encoding: base64\r\n\r\n?????\r\n--x--\r\n",
            content_type="multipart/form-data; boundary=x",
        ),
        400,
        "did not arrive whole",
    ),
}


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def world() -> World:
    return World()


def words_of(answer: object) -> str:
    """The page's text; it is one of the site's, with its frame, and without a trace of what broke."""
    text = answer.content.decode()
    assert '<main id="main"' in text
    assert configured.SITE["name"] in text
    assert "Traceback" not in text
    assert "<script>alert" not in text
    return unescape(text)


def differing(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def test_the_tables_are_long_enough():
    assert len(TYPED) + len(FILES) + len(REFUSED) >= 50


@pytest.mark.parametrize("case", TYPED)
def test_what_is_typed_wrong_is_kept_and_told_in_its_place(world: World, case: str):
    key, fields, says = TYPED[case]
    place = section(key)(world)
    others = {state.section.key: state.typed for state in selectors.section_states(world.draft)}
    before = contents()
    answer = Sent(section(key), fields).to(world)
    assert (answer.status_code, answer.headers.get("Location")) == (302, place)
    assert differing(before, contents()) <= SAVING
    text = words_of(world.client.get(place))
    assert "There is a problem" in text
    assert says in text
    saved = {state.section.key: state.typed for state in selectors.section_states(world.draft)}
    assert {name for name in saved if saved[name] != others[name]} == {key}
    good = answers.ANSWERS[key]
    kept = saved[key]["rows"][0] if "rows" in good else saved[key]
    wanted = {name.removeprefix("row-0-"): value for name, value in fields.items()}
    assert kept == {name: wanted[name] for name in kept}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_refused_is_named_and_the_answers_are_kept(world: World, case: str):
    name, content, says = FILES[case]
    place, before = section(PROOF)(world), contents()
    files = [file(name, content), file("good.csv", answers.CSV)]
    answer = world.client.post(place, changed(PROOF, explanation="Since 2019.", files=files))
    assert answer.status_code == 422
    assert says in words_of(answer)
    assert differing(before, contents()) <= ADDING
    assert [kept.name for kept in evidence_of(world.draft)] == ["license.pdf", "good.csv"]
    assert world.draft.sections.get(key=PROOF).data["explanation"] == "Since 2019."


@pytest.mark.parametrize("case", REFUSED)
def test_what_can_not_be_taken_is_answered_on_a_page_and_changes_nothing(world: World, case: str):
    sent, status, says = REFUSED[case]
    sent.place(world)  # what it is about is there before
    before = contents()
    answer = sent.to(world)
    assert answer.status_code == status
    assert says in words_of(answer)
    assert differing(before, contents()) == set()


def test_more_than_the_memory_holds_is_answered_on_a_page(world: World, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000
    place, before = section(PROOF)(world), contents()
    for content_type in ("application/x-www-form-urlencoded", None):
        fields = changed(PROOF, explanation="x" * 200_000)
        body = "&".join(f"{name}={value}" for name, value in fields.items())
        answer = world.client.post(place, *((body, content_type) if content_type else (fields,)))
        assert answer.status_code == 413
        assert "This is more than can be sent at once" in words_of(answer)
    assert differing(before, contents()) == set()


def test_a_request_too_large_as_a_whole_is_answered_before_it_is_read(world: World, settings):
    settings.REQUEST_MAX_BYTES = 1000
    answer = world.client.post(section(PROOF)(world), changed(PROOF, files=[file("a.pdf", answers.PDF * 20)]))
    assert answer.status_code == 413
    assert "a file may have up to 10 MB" in words_of(answer)
    assert evidence_of(world.draft).count() == 1


def test_a_form_without_its_token_is_answered_on_a_page(world: World):
    """As a form of another type is: the token is in the fields that nobody can read then."""
    place = section(PROOF)(world)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = world.client.cookies
    for body, content_type in ((b"{}", "application/json"), (b"\xff", "text/plain"), (b"--", "multipart/mixed")):
        answer = strict.generic("POST", place, body, content_type=content_type)
        assert answer.status_code == 403
        assert "This form has expired" in words_of(answer)
    assert world.draft.sections.get(key=PROOF).data == ANSWER


def test_digits_of_other_keyboards_are_good_digits(world: World):
    for key, fields in {
        "volumes": changed("volumes", monthly_parcels="٣٠٠", busiest_month="９００"),
        "products": rows(PRODUCT | {"hs": "٩٥٠٣٠٠"}, version=1),
        "identifiers": changed("identifiers", ein="４２-1103331"),
    }.items():
        Sent(section(key), fields).to(world)
    clean = selectors.cleaned(selectors.section_states(world.draft))
    assert clean["volumes"]["monthly_parcels"] == 300
    assert clean["products"][0]["hs"] == "950300"
    assert clean["identifiers"]["ein"] == "421103331"


def test_what_is_typed_is_never_run(world: World):
    name = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    Sent(section("business"), changed("business", name=name)).to(world)
    for place in (section("business")(world), reverse("portal:apply_review", args=[world.draft.pk])):
        text = world.client.get(place).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
        assert not re.search(r"<script>|<img src=x", text)


@pytest.mark.parametrize("number", ["abc", "9999", "-1", HUGE, "1e400", "\0", "٣"])
def test_pages_of_a_list_that_are_none_show_one_that_is(world: World, number: str):
    assert world.client.get("/inbox/", {"page": number}).status_code == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"language": "xx\0", "next": "/verify/"},
        {"language": "es", "next": "https://evil.example/"},
        {"language": "es", "next": "javascript:alert(1)"},
        {"language": "es", "next": "/\r\nSet-Cookie: a=b"},
        {"language": "es", "next": "//evil.example"},
    ],
)
def test_choosing_a_language_leads_nowhere_else(world: World, fields: dict[str, str]):
    answer = world.client.post("/i18n/setlang/", fields)
    assert answer.status_code == 302
    assert re.fullmatch(r"/|/verify/|/%0D%0ASet-Cookie:%20a=b", answer.headers["Location"])


@pytest.mark.parametrize(
    "email", ["a\0@b.example", "a@b.example\nBcc: x@y.example", "x" * 10_000 + "@b.example", OVERRIDE]
)
def test_signing_up_says_what_is_wrong_with_an_address(world: World, email: str):
    before = contents()
    fields = {"email": email, "password1": "a long and plain sentence", "password2": "a long and plain sentence"}
    assert "There is a problem" in words_of(Client().post("/accounts/signup/", fields))
    assert differing(before, contents()) == set()
