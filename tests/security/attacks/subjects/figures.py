"""Attacks on what is withheld: figures, rows and shares are added up, subtracted and laid side by side."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from html import unescape
from typing import Any

from tests.security.attacks.registry import Outcome, attack, held_for_all, held_if
from tests.security.attacks.target import Target

# A row of the register, and a figure, is of so many businesses at least.
FEW = 10
MODES = ("sea", "rail", "truck", "air", "post", "other")


@attack("A withheld mode of transport is added up from the modes that are told, the mail and the table by port")
def withheld_modes(target: Target) -> Outcome:
    client, seen = target.visitor(), {}
    for edition in _editions(client, "quarter"):
        lines = _lines(edition)
        told = {mode: lines["low-value", mode]["value"] for mode in MODES}
        if not lines["mail", "complete"]["withheld"] and lines["mail", "complete"]["denominator"]:
            told["post"] = told["post"] or lines["mail", "complete"]["denominator"]
        ports = Counter(
            {mode: sum(int(row["parcels"]) for row in _ports(edition) if row["mode"] == mode) for mode in MODES}
        )
        whole = int(lines["low-value", "all"]["value"] or 0)
        hidden = [mode for mode in MODES if lines["low-value", mode]["withheld"]]
        # One that is left alone is the rest; one whose ports make up what it can be at most is told by them.
        rest = whole - sum(int(value or 0) for value in told.values())
        seen[edition["edition"]] = (
            len([mode for mode in MODES if told[mode] is None]) != 1
            and all(told[mode] is None for mode in hidden)
            and all(ports[mode] < rest for mode in hidden)
        )
    return held_for_all(seen, bool)


@attack("Numbers of a port by mode are subtracted from the number of the port")
def ports_less_modes(target: Target) -> Outcome:
    """A single mode that is missing beside the number of all would be the rest."""
    client, seen = target.visitor(), {}
    for edition in _editions(client, "quarter"):
        ports: dict[str, dict[str, int]] = defaultdict(dict)
        for row in _ports(edition):
            ports[row["port"]][row["mode"]] = int(row["parcels"])
        for port, modes in ports.items():
            rest = modes.get("all", 0) - sum(number for mode, number in modes.items() if mode != "all")
            # What is left after rounding, or of modes that have more than few parcels together.
            seen[f"{edition['edition']} {port}"] = "all" not in modes or abs(rest) <= 5 * len(modes) or rest >= 5 * FEW
    return held_for_all(seen, bool)


@attack("A figure that the first edition of a period withheld is looked for in the revision, and the other way round")
def revisions(target: Target) -> Outcome:
    client, seen = target.visitor(), {}
    periods: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for edition in sorted(_editions(client), key=lambda each: each["number"]):
        periods[edition["period"]["first_day"] + edition["period"]["kind"]].append(edition)
    for first, *later in periods.values():
        for edition in later:
            before, after = _lines(first), _lines(edition)
            seen[edition["edition"]] = all(after[key]["withheld"] for key, line in before.items() if line["withheld"])
    return held_for_all(seen, bool)


@attack("The quarters of a year are subtracted from the year")
def year_less_quarters(target: Target) -> Outcome:
    client = target.visitor()
    kinds = {kind: {key for each in _editions(client, kind) for key in _lines(each)} for kind in ("quarter", "year")}
    return held_if(not kinds["quarter"] & kinds["year"], f"{kinds['quarter'] & kinds['year']}")


@attack("A row of the register of reasons is looked for that is of few, or says nothing")
def rows_of_few(target: Target) -> Outcome:
    rows = target.visitor().get("/performance/reasons.json").json()
    alike = Counter(tuple(value for name, value in row.items() if name not in ("id", "published")) for row in rows)
    return held_if(
        all(number >= FEW for number in alike.values()) and all(row["action"] for row in rows),
        f"{len(rows)} rows, {len(alike)} kinds",
    )


@attack("The register of reasons is filtered until few decisions are left")
def filters_of_the_register(target: Target) -> Outcome:
    client, seen = target.visitor(), {}
    page = client.get("/performance/reasons/").text
    for name in ("action", "outcome", "ground"):
        options = re.findall(r'<option value="([^"]+)"', page.partition(f'name="{name}"')[2].partition("</select>")[0])
        for value in options[:40]:
            found = re.findall(
                r"(\d+) decisions?,", _words(client.get("/performance/reasons/", params={name: value}).text)
            )
            seen[f"{name}={value}"] = all(int(number) >= FEW for number in found)
    return held_for_all(seen, bool)


@attack("The first page is asked for counts of now, beside those that are released")
def counts_of_now(target: Target) -> Outcome:
    client = target.visitor()
    latest = max(_editions(client, "quarter"), key=lambda each: each["released_at"])
    lines = _lines(latest)
    page = _words(client.get("/").text.partition('id="figures"')[2].partition("</section>")[0])
    shares = re.findall(r"examined ([\d.]+)%", page)
    known = [
        f"{100 * int(line['numerator']) / int(line['denominator']):.1f}".removesuffix(".0")
        for key in (("exam-rates", "members"), ("exam-rates", "others"))
        if (line := lines[key])["value"]
    ]
    counts = re.findall(r"\d{1,3}(?:,\d{3})+|\d{5,}", page)
    return held_if(shares in (known, []) and not counts, f"{shares} beside {known}, {counts}")


@attack("An edition that is not released is asked for, by its name in every file")
def editions_to_come(target: Target) -> Outcome:
    client, seen = target.visitor(), {}
    for code in ("quarter-2031-01-1", "year-2031-10-1", "quarter-2026-01-3", "../quarter-2026-01-1"):
        for ending in (".json", ".csv", "/ports.csv", "/"):
            address = f"/performance/editions/{code}{ending}"
            seen[address] = client.get(address).status_code
    return held_for_all(seen, lambda code: code in (404, 301))


@attack("The few members who would move under a draft of the policy are read from its page, its version or the API")
def movers_of_few(target: Target) -> Outcome:
    client, seen = target.visitor(), {}
    for draft in client.get("/api/v1/policies/drafts").json()["results"]:
        trial = draft["what_if"] or {}
        cells = [number for row in trial.get("matrix", []) for number in row]
        numbers = [trial.get(name) for name in ("members", "down", "up", "suspended")] + cells
        numbers += [*trial.get("rules_down", {}).values(), *trial.get("rules_up", {}).values()]
        seen[f"draft {draft['version']}"] = _are_rounded(numbers)
        seen[f"page {draft['version']}"] = _are_rounded(_moves(client.get(f"/policy/drafts/{draft['version']}/").text))
    for version in re.findall(r'href="/policy/(\d+)/"', client.get("/policy/").text):
        seen[f"version {version}"] = _are_rounded(_moves(client.get(f"/policy/{version}/").text))
    return held_for_all(seen, bool)


@attack("A withheld number of members who would move is what the other numbers leave")
def movers_that_are_left(target: Target) -> Outcome:
    client, seen = target.visitor(), {}
    for draft in client.get("/api/v1/policies/drafts").json()["results"]:
        trial = draft["what_if"] or {"members": None, "matrix": [], "down": 0, "up": 0}
        cells = {(now, then): n for now, row in enumerate(trial["matrix"]) for then, n in enumerate(row)}
        for name, total, among in (
            ("members", trial["members"], cells),
            ("down", trial["down"], {cell: n for cell, n in cells.items() if cell[1] < cell[0]}),
            ("up", trial["up"], {cell: n for cell, n in cells.items() if cell[1] > cell[0]}),
        ):
            hidden = [cell for cell, number in among.items() if number is None]
            seen[f"{draft['version']} {name}"] = total is None or len(hidden) != 1
    return held_for_all(seen, bool)


@attack("The share of a withheld tier is taken from the shares of all businesses and of every other tier")
def groups_that_are_left(target: Target) -> Outcome:
    client, seen = target.visitor(), {}
    for edition in _editions(client, "year"):
        for study in edition.get("studies", []):
            groups: dict[str, dict[str, bool]] = defaultdict(dict)
            for line in study["lines"]:
                group, _dash, what = line["code"].rpartition("-")
                if line["withheld"] or line["value"] is not None:
                    groups[what][group] = line["withheld"]
            for what, hidden in groups.items():
                others = [is_hidden for group, is_hidden in hidden.items() if group != "all"]
                seen[f"{edition['edition']} {study['code']} {what}"] = (
                    hidden.get("all", True) or others.count(True) != 1
                )
    return held_for_all(seen, bool)


@attack("A visitor counts the questions to the help desk from one day to the next, to see that somebody asked")
def questions_counted(target: Target) -> Outcome:
    page = _words(target.visitor().get("/help/").text)
    return held_if(not re.search(r"\d+ questions", page), "the page counts the questions")


def _moves(page: str) -> list[int | None]:
    """Return the numbers of the part of a page about who would move, None for one that is withheld."""
    part = page.partition("Members who were evaluated")[2].partition("<h2")[0].partition("</details>")[0]
    cells = re.findall(r"(?:<dd>|<td [^>]*>(?:<strong>)?|</span>|: )(Withheld|[\d,]+)\s*<", part)
    return [None if cell == "Withheld" else int(cell.replace(",", "")) for cell in cells]


def _are_rounded(numbers: list[int | None]) -> bool:
    return all(number is None or number == 0 or (number >= FEW and number % 5 == 0) for number in numbers)


def _editions(client: Any, kind: str = "") -> Iterator[dict[str, Any]]:
    """Yield the published files of all editions, or of those of a kind of period."""
    for code in sorted(set(re.findall(rf"/performance/editions/({kind}[\w-]+)\.json", client.get("/data.json").text))):
        yield client.get(f"/performance/editions/{code}.json").json()


def _lines(edition: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(measure["code"], line["code"]): line for measure in edition["measures"] for line in measure["lines"]}


def _ports(edition: dict[str, Any]) -> list[dict[str, str]]:
    return [row for table in edition.get("tables", []) for row in table["rows"]]


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())
