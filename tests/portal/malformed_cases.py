"""The malformed requests: the address, the content, the status and a text of the answer."""

from zlib import crc32

from tests.applications import answers
from tests.badfiles import lying, nested_zip, word
from tests.portal.malformed import Sent, at, file, finding, notice, page, plan_item, rows, section

HUGE = "9" * 30
OVERRIDE = "Blue\u202eKite"
SIGNED = {"attested": "on", "signed_name": "Ada Park"}
UNREADABLE = "This request could not be read"
HIDDEN = "there is a character that can't be seen"
PROOF = "criterion-1.1"
QUESTION = {"subject": "Labels", "text": "Which label is right?", "language": "en"}
WORDS = {"language": "en"}
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
    "150 rows": ("products", rows(*[PRODUCT] * 150, version=1), "at most 100 entries"),
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
        "Enter an e-mail address",
    ),
    "an invitation to a role that is none": (
        Sent(page("team", "shipper"), {"email": "bo@shop.example", "role": "king"}),
        422,
        "king",
    ),
    "an agent until a day that is none": (
        Sent(
            page("team", "shipper"),
            {"agent": "1", "agent-email": "bo@broker.example", "agent-organisation": "Bo", "agent-until": "0000-00-00"},
        ),
        422,
        "valid date",
    ),
    "an agent of a firm that turns round": (
        Sent(
            page("team", "shipper"),
            {"agent": "1", "agent-email": "bo@b.example", "agent-organisation": OVERRIDE, "agent-until": "9999-12-31"},
        ),
        422,
        HIDDEN,
    ),
    "a question that hides something": (
        Sent(page("questions", "shipper"), QUESTION | {"subject": "Labels\u202e"}),
        422,
        HIDDEN,
    ),
    "a question in a language that is none": (
        Sent(page("questions", "shipper"), QUESTION | {"language": "xx\0"}),
        422,
        "is not one of the available choices",
    ),
    "a question with a program": (
        Sent(page("questions", "shipper"), QUESTION | {"files": [file("tool.pdf", b"MZ"), file("a.csv", answers.CSV)]}),
        422,
        "“tool.pdf” can't be taken",
    ),
    "a question whose files go nowhere": (
        Sent(page("questions", "shipper"), QUESTION | {"text": "", "files": [file("a.csv", answers.CSV)]}),
        422,
        "Not sent yet: a.csv",
    ),
    "a question with too many files": (
        Sent(page("questions", "shipper"), QUESTION | {"files": [file(f"{n}.csv", answers.CSV) for n in range(12)]}),
        422,
        "No more than 10 files can be added here",
    ),
    "an answer to a violation that is none": (
        Sent(finding("answer"), {"position": "perhaps", "text": "It was not so."}),
        422,
        "perhaps",
    ),
    "an answer that turns round": (
        Sent(finding("answer"), {"position": "dispute", "text": "It was\u202d not so."}),
        422,
        HIDDEN,
    ),
    "an answer with a damaged proof": (
        Sent(finding("answer"), {"position": "dispute", "text": "See.", "files": [file("a.png", answers.PNG[:40])]}),
        422,
        "damaged or cut off",
    ),
    "a response with a null": (Sent(notice("change"), WORDS | {"response": "a\0b"}), 422, "Null characters"),
    "a response of 10 MB": (Sent(notice("change"), WORDS | {"response": "x" * 10**7}), 422, "10000"),
    "a response that hides something": (Sent(notice("change"), WORDS | {"response": OVERRIDE}), 422, HIDDEN),
    "a response with a program": (
        Sent(notice("change"), WORDS | {"response": "See.", "files": [file("letter.pdf", b"MZ\x90\0")]}),
        422,
        "“letter.pdf” can't be taken",
    ),
    "a response that was sent already": (
        Sent(notice("change", "decided"), WORDS | {"response": "Once more."}),
        422,
        "You have responded already",
    ),
    "files for a response that nobody gave": (
        Sent(notice("change_add"), {"files": [file("letter.pdf", answers.PDF)]}),
        422,
        "You can add only to a response that is not decided yet",
    ),
    "more time until a day that is none": (
        Sent(notice("change_more_time"), WORDS | {"until": "0000-00-00", "reason": "Mail."}),
        422,
        "valid date",
    ),
    "more time until the end of days": (
        Sent(notice("change_more_time"), WORDS | {"until": "9999-12-31", "reason": "Mail."}),
        422,
        "by at most 60 days",
    ),
    "an appeal that turns round": (
        Sent(notice("change_appeal", "decided"), WORDS | {"text": f"It was {OVERRIDE}"}),
        422,
        HIDDEN,
    ),
    "an appeal in a tongue that is none": (
        Sent(notice("change_appeal", "decided"), {"text": "No.", "language": "xx\0"}),
        422,
        "is not one of the available choices",
    ),
    "taking back an appeal that nobody made": (
        Sent(notice("change_appeal", "decided"), {"withdraw": "1"}),
        422,
        "Say why the decision should be different",
    ),
    "an answer to a plan in broken UTF-8": (
        Sent(plan_item, body=b"text=We+%ff%fe+do&language=en"),
        422,
        "could not be read",
    ),
    "a time zone on Mars": (
        Sent(page("time_zone", "shipper"), {"time_zone": "Mars/\0"}),
        422,
        "is not one of the available choices",
    ),
    "a notice beyond all": (Sent(at(f"/home/1/changes/{HUGE}/"), method="get"), 404, "no such page"),
    "a plan beyond all": (Sent(at(f"/home/1/plans/{HUGE}/"), method="get"), 404, "no such page"),
    "a list of shipments that is a program": (
        Sent(page("uploads", "shipper"), {"file": file("list.csv", b"MZ\x90\0\1\2" * 100)}),
        422,
        "list.csv",
    ),
    "a list of shipments with nothing in it": (
        Sent(page("uploads", "shipper"), {"file": file("list.csv", b"")}),
        422,
        "This file is empty",
    ),
    "a list of shipments that is half unpacked": (
        Sent(page("uploads", "shipper"), {"file": file("list.csv.gz", b"\x1f\x8b\x08\0\0\0")}),
        422,
        "list.csv",
    ),
    "a part of the profile that is none": (Sent(at("/home/1/profile/%00/"), method="get"), 400, UNREADABLE),
    "a name of one's own that hides": (Sent(at("/account/"), {"name": "Ada\u2068 Park"}), 422, HIDDEN),
    "a country that nobody can apply from": (
        Sent(at("/eligibility/"), {"country": "\0", "monthly_parcels": "1e400", "sales": "NaN"}),
        422,
        "Choose a country from the list",
    ),
    "a signer that is none": (Sent(page("apply_signer", "draft"), {"email": "a@b.example\r\nCc: c"}), 422, "e-mail"),
    "an invitation that nobody sent": (Sent(at("/invitations/%00%ff/"), method="get"), 400, UNREADABLE),
    "a section that is none": (Sent(section("busi\0ness")), 400, UNREADABLE),
    "an application beyond all": (Sent(at(f"/apply/{HUGE}/"), method="get"), 404, "no such page"),
    "a file beyond all": (Sent(at(f"/apply/1/files/{HUGE}/"), method="get"), 404, "no such page"),
    "a business beyond all": (Sent(at(f"/home/{HUGE}/"), method="get"), 404, "no such page"),
    "a message beyond all": (Sent(at(f"/inbox/{2**63}/"), method="get"), 404, "no such page"),
    "a number that can't be one": (Sent(at("/verify/?ksn=KS%e2%80%ae"), method="get"), 422, "can't be a Known Shipper"),
    "a number with a null": (Sent(at("/verify/?ksn=KS%00"), method="get"), 400, UNREADABLE),
    "a number of 1,000 letters": (Sent(at("/verify/"), {"ksn": "K" * 1_000}, method="get"), 422, "40 characters"),
    "a number of 10,000 letters": (Sent(at("/verify/"), {"ksn": "K" * 10_000}, method="get"), 400, UNREADABLE),
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
