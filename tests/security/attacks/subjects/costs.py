"""Attacks on the calculator of costs: banned goods with a price, choices in a circle, dangers without a word."""

import html
import re

import httpx

from tests.security.attacks.registry import Outcome, attack, held_for_all
from tests.security.attacks.target import Target

PAGE, API = "/guidance/costs/", "/api/v1/costs"
SHIRTS = {"hs": "6109100012", "origin": "VN", "mode": "air", "value": "60", "day": "2026-11-28"}
LINE = re.compile(r'href="\?([^"]*\bhs=\d+[^"]*)"')
SUM = re.compile(r'<h2 id="total">[^<]*\d')
HOSTILE = ("9" * 4_400, "-1", "\x00", "1e400", "NaN", "' OR 1=1 --", "٦١٠٩", "6109.10.00.12 6109", "[]", "%")


@attack("Goods of a country under an embargo get a price, by page or API, in any way of travel and at any value")
def price_of_banned_goods(target: Target) -> Outcome:
    client = target.visitor()
    seen: dict[str, object] = {}
    for origin in ("CU", "IR", "KP"):
        for change in ({}, {"mode": "post", "value": "1"}, {"day": "2025-02-01", "value": "5"}, {"preference": "true"}):
            asked = SHIRTS | {"origin": origin} | change
            page, answer = client.get(PAGE, params=asked).text, client.get(API, params=asked)
            seen[f"{origin} {change}"] = "may not be imported" in page and "$0" not in page and not SUM.search(page)
            seen[f"{origin} {change} API"] = answer.status_code == 422 and "total" not in answer.json()
    return held_for_all(seen, bool)


@attack("Whoever chooses a line of the calculator gets the same page again")
def choices_in_a_circle(target: Target) -> Outcome:
    client = target.visitor()
    seen = {}
    for typed in ("090121", "220421", "490199", "621410", "630900", "0901210000", "coffee", "libros", "真丝围巾"):
        page = _choice(client, typed)
        found = LINE.search(page)
        answer = client.get(f"{PAGE}?{html.unescape(found[1])}").text if found else page
        seen[typed] = bool(SUM.search(answer))
    return held_for_all(seen, bool)


@attack("Codes and words that no tariff has lead to choices that lead nowhere")
def choices_of_nothing(target: Target) -> Outcome:
    client = target.visitor()
    seen = {typed: bool(LINE.search(_choice(client, typed))) for typed in ("999999", "770000", "9999999999", "xqzvwk")}
    return held_for_all(seen, lambda leads: not leads)


@attack("Arms, fireworks, switchblades and spirits come up in a search without a word about the law")
def dangers_without_a_word(target: Target) -> Outcome:
    client = target.visitor()
    words = {
        "pistol": "922(l)",
        "petardos": "842(a)",
        "switchblade": "1242",
        "手枪": "922(l)",
        "vodka": "27 U.S.C. 203",
    }
    seen = {
        f"{path} {word}": law in client.get(path, params={"q": word, "hs": word, "edit": "1"}).text
        for word, law in words.items()
        for path in (PAGE, "/guidance/classification/")
    }
    return held_for_all(seen, bool)


@attack("A page or an answer says that no agency asks about goods of which one does, or of which nothing is known")
def agencies_denied(target: Target) -> Outcome:
    client = target.visitor()
    agencies = {
        "69120039": "Food and Drug",
        "22042150": "Tobacco Tax",
        "93020000": "Explosives",
        "73181520": "Not known",
    }
    seen = {hs: name in client.get(PAGE, params=SHIRTS | {"hs": hs}).text for hs, name in agencies.items()}
    return held_for_all(seen, bool)


@attack("The post is offered for what it does not take: batteries, spirits, cigarettes, fireworks")
def banned_mail(target: Target) -> Outcome:
    client = target.visitor()
    seen = {
        hs: law in client.get(API, params=SHIRTS | {"hs": hs, "mode": "post"}).text
        for hs, law in {
            "85076000": "Publication 52",
            "22083030": "1716(f)",
            "24022080": "1716E",
            "36041090": "1716(a)",
        }.items()
    }
    return held_for_all(seen, bool)


@attack("The calculator is asked with huge numbers, NULs and text that a database would run")
def hostile_questions(target: Target) -> Outcome:
    client = target.visitor()
    seen = {
        f"{path} {name}={value[:8]!r}": client.get(path, params=SHIRTS | {name: value}).status_code
        for path in (PAGE, API)
        for name in ("hs", "origin", "value", "day", "weight_kg")
        for value in HOSTILE
    }
    return held_for_all(seen, lambda status: status in (200, 400, 404, 422))


def _choice(client: httpx.Client, typed: str) -> str:
    return client.get(PAGE, params=SHIRTS | {"hs": typed}).text
