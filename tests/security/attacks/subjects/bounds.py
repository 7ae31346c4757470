"""Attacks by values that no page sends: patterns in lists, a NUL in a cookie, and text without end."""

from tests.security.attacks.registry import Outcome, attack, held_for_all, held_if
from tests.security.attacks.target import Target

LISTS = ("/admin/shippers/shipper/", "/admin/work/item/", "/admin/standing/change/", "/admin/ledger/violation/")
FILTERS = {"id__regex": "(((", "id__iregex": "[", "at__week_day": "99999999999", "date__year": "9999"}


@attack("An officer's list is filtered by a pattern, or by another lookup that no filter of the list uses")
def lookups_of_lists(target: Target) -> Outcome:
    client = target.signed_in("officer")
    seen = {
        f"{path}?{name}={value}": client.get(path, params={name: value}).status_code
        for path in LISTS
        for name, value in FILTERS.items()
    }
    return held_for_all(seen, lambda status: status == 400)


@attack("A stranger hides a NUL in a quoted cookie, which reaches the table of sessions")
def nul_in_a_cookie(target: Target) -> Outcome:
    seen = {}
    for name in ("sessionid", "csrftoken", "django_language", "messages"):
        client = target.visitor(Cookie=f'{name}="\\000aaaaaaaaaaaa"')
        seen[name] = client.get("/inbox/").status_code
    return held_for_all(seen, lambda status: status == 302)


@attack("A partner asks for one number of 10 MB, made of letters that take long to read")
def number_without_end(target: Target) -> Outcome:
    answer = target.api().post("/api/v1/status-checks", json={"ksns": ["\ufdfa" * 3_500_000]})
    return held_if(
        answer.status_code == 413 and len(answer.content) < 2_000,
        f"answered {answer.status_code} with {len(answer.content)} bytes",
    )
