"""Attacks by hostile parameters: huge numbers, NULs, wrong kinds, and text that a database would run."""

from tests.security.attacks.registry import Outcome, attack, held_for_all
from tests.security.attacks.target import Target

HUGE = "9" * 4_400
HOSTILE = (
    HUGE,
    "-1",
    "99999999999999999999",
    "\x00",
    "a\x00b",
    "1e400",
    "NaN",
    "' OR 1=1 --",
    "\ud7ff",
    "[]",
    "%",
    "0x1",
)
LISTS = (
    "/admin/shippers/shipper/",
    "/admin/applications/application/",
    "/admin/work/item/",
    "/admin/ledger/parcel/",
    "/admin/ledger/recording/",
    "/admin/standing/change/",
    "/admin/events/event/",
    "/admin/evaluation/evaluation/",
)


@attack("An officer's list is asked for a page or an order that no list has")
def pages_of_lists(target: Target) -> Outcome:
    client = target.signed_in("officer")
    seen = {
        f"{path}?{name}={value[:8]!r}": client.get(path, params={name: value}).status_code
        for path in LISTS[:4]
        for name in ("p", "o", "q")
        for value in HOSTILE[:6]
    }
    return held_for_all(seen, _fine)


@attack("An officer's list is filtered by a year that no calendar has")
def years_of_lists(target: Target) -> Outcome:
    client = target.signed_in("supervisor")
    columns = ("created_at", "recorded_at", "at", "opened_at", "due", "day", "date", "submitted_at", "since", "made_at")
    seen = {
        f"{path}?{column}": client.get(path, params={f"{column}__year": "99999999999"}).status_code
        for path in LISTS
        for column in columns
    }
    return held_for_all(seen, _fine)


@attack("A seller's lists are asked for hostile pages, evidence and filters")
def lists_of_sellers(target: Target) -> Outcome:
    client, business = target.signed_in("seller"), target.business("seller")
    seen = {}
    for path in ("shipments/", "violations/", "changes/", "questions/", "benefits/", "uploads/", "team/"):
        for name in ("page", "evidence", "from", "to", "month", "q"):
            for value in (HUGE, "\x00", "99999999999-01-01"):
                seen[f"{path}?{name}={value[:8]!r}"] = client.get(
                    f"/home/{business}/{path}", params={name: value}
                ).status_code
    return held_for_all(seen, _fine)


@attack("A seller's list of everything that happened is asked for hostile filters")
def happenings_of_sellers(target: Target) -> Outcome:
    client, business = target.signed_in("seller"), target.business("seller")
    seen = {
        f"{name}={value[:8]!r}": client.get(f"/home/{business}/happened/", params={name: value}).status_code
        for name in ("subject", "since", "until", "before")
        for value in (HUGE, "\x00", "99999999999-01-01")
    }
    return held_for_all(seen, _fine)


@attack("A stranger sends hostile values to the public pages")
def public_pages(target: Target) -> Outcome:
    seen = {}
    for path, name in (
        ("/verify/", "ksn"),
        ("/accounts/login/", "next"),
        ("/demo/mail/", "page"),
        ("/eligibility/", "step"),
    ):
        for value in HOSTILE:
            seen[f"{path}?{name}={value[:8]!r}"] = target.visitor().get(path, params={name: value}).status_code
    return held_for_all(seen, _fine)


@attack("A stranger sends NULs and huge values to the token endpoint")
def values_at_the_token_endpoint(target: Target) -> Outcome:
    seen = {}
    for name in ("client_id", "grant_type"):
        for value in ("\x00", "a\x00b", "x" * 100_000, "\ud7ff"):
            form = {"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"} | {name: value}
            seen[f"{name}={value[:8]!r}"] = target.visitor().post("/oauth/token", data=form).status_code
    # Few enough for the limits: an answer of 429 would try nothing.
    return held_for_all(seen, lambda status: 400 <= status < 500 and status != 429)


@attack("A partner asks for numbers of shippers that are huge or hostile")
def numbers_of_shippers(target: Target) -> Outcome:
    seen = {}
    for value in ("%00", "A" * 30_000, "%2e%2e", "KS'--", "%F0%9F%98%80", "9" * 4_400):
        seen[f"GET {value[:8]}"] = target.api().get(f"/api/v1/shippers/{value}").status_code
    for value in ("\x00", "A" * 2_000_000, 7, None, {"a": 1}, ["x"]):
        answer = target.api().post("/api/v1/status-checks", json={"ksns": [value]})
        seen[f"POST {str(value)[:8]!r}"] = (
            answer.status_code if len(answer.content) < 10_000 else "the value comes back"
        )
    return held_for_all(seen, _fine)


@attack("A partner asks the change feed for hostile cursors and limits")
def cursors_of_the_feed(target: Target) -> Outcome:
    seen = {
        f"{name}={value[:8]!r}": target.api().get("/api/v1/status-changes", params={name: value}).status_code
        for name in ("after", "limit", "wait")
        for value in HOSTILE
    }
    return held_for_all(seen, _fine)


def _fine(status: object) -> bool:
    return isinstance(status, int) and status < 500
