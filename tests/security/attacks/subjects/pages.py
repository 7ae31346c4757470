"""Attacks that pages must not allow: forged forms, foreign frames and scripts, stolen cookies, odd methods."""

from tests.security.attacks.registry import Outcome, attack, held_for_all, held_if
from tests.security.attacks.target import Target, form_token, post

PAGES = ("/", "/accounts/login/", "/verify/", "/eligibility/", "/demo/", "/api/docs", "/nothing-here")


@attack("Another site sends a form with a signed-in seller's cookies")
def forged_form(target: Target) -> Outcome:
    client, business = target.signed_in("seller"), target.business("seller")
    token = form_token(client.get(f"/home/{business}/team/").text)
    tries = {
        "no token": ({}, {}),
        "wrong token": ({"csrfmiddlewaretoken": "a" * 64}, {}),
        "another site's page": ({"csrfmiddlewaretoken": token}, {"Origin": "https://evil.example"}),
        "a sandboxed page": ({"csrfmiddlewaretoken": token}, {"Origin": "null"}),
    }
    seen = {
        name: client.post(f"/home/{business}/time-zone/", data=data, headers=headers).status_code
        for name, (data, headers) in tries.items()
    }
    return held_for_all(seen, lambda status: status == 403)


@attack("Another site signs a visitor in or out by a form of its own")
def forged_sign_in(target: Target) -> Outcome:
    account = target.account("newcomer")
    form = {"login": account["email"], "password": account["password"]}
    seen = {
        path: target.visitor().post(path, data=form).status_code for path in ("/accounts/login/", "/accounts/logout/")
    }
    return held_for_all(seen, lambda status: status == 403)


@attack("Another site shows a page of the program in a frame, or runs a script in it")
def frames_and_scripts(target: Target) -> Outcome:
    seen = {}
    for path in PAGES:
        headers = target.visitor().get(path).headers
        policy = headers.get("Content-Security-Policy", "")
        seen[path] = {
            "frame-ancestors": "frame-ancestors 'none'" in policy,
            "scripts": "script-src" in policy and "unsafe-eval" not in policy,
            "X-Frame-Options": headers.get("X-Frame-Options") == "DENY",
            "nosniff": headers.get("X-Content-Type-Options") == "nosniff",
            "Referrer-Policy": headers.get("Referrer-Policy") == "same-origin",
        }
    return held_for_all(seen, lambda found: all(found.values()))


@attack("A script reads the session cookie, or another site has it sent")
def cookies(target: Target) -> Outcome:
    account, client = target.account("newcomer"), target.visitor()
    answer = post(client, "/accounts/login/", {"login": account["email"], "password": account["password"]})
    seen = {
        cookie.split("=")[0]: cookie
        for cookie in answer.headers.get_list("Set-Cookie")
        if cookie.startswith("sessionid")
    }
    return held_for_all(seen, lambda cookie: "HttpOnly" in cookie and "SameSite=Lax" in cookie)


@attack("A cache keeps a signed-in seller's page for the next visitor")
def cached_pages(target: Target) -> Outcome:
    client, business = target.signed_in("seller"), target.business("seller")
    seen = {
        path: client.get(path).headers.get("Cache-Control", "") + client.get(path).headers.get("Vary", "")
        for path in (f"/home/{business}/", "/account/", "/inbox/", f"/home/{business}/shipments/export.csv")
    }
    return held_for_all(seen, lambda control: "private" in control or "no-store" in control or "Cookie" in control)


@attack("A stranger uses methods that no page takes")
def odd_methods(target: Target) -> Outcome:
    seen = {
        f"{method} {path}": target.visitor().request(method, path).status_code
        for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "MOVE")
        for path in ("/", "/verify/", "/accounts/login/", "/api/v1/policies/current")
    }
    return held_for_all(seen, lambda status: status in (400, 401, 403, 404, 405, 501))


@attack("A stranger's text in a search or a number comes back as markup")
def reflected_markup(target: Target) -> Outcome:
    text = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    client = target.signed_in("officer")
    answers = {
        "verify": target.visitor().get("/verify/", params={"ksn": text}),
        "search": client.get("/admin/search/", params={"q": text}),
        "list": client.get("/admin/shippers/shipper/", params={"q": text}),
        "problem": target.visitor().get("/api/problems/" + "%3Cscript%3Ealert(1)%3C/script%3E"),
        "nothing": target.visitor().get("/%3Cscript%3Ealert(1)%3C/script%3E"),
    }
    # Plain JSON shows what it was sent; no browser runs it, since its type is said and must not be guessed.
    shown = {name: answer.text for name, answer in answers.items() if "json" not in answer.headers["Content-Type"]}
    return held_for_all(shown, lambda page: "<script>alert(1)" not in page)


@attack("A stranger asks for files of the server by paths that climb out")
def climbing_paths(target: Target) -> Outcome:
    paths = (
        "/static/../../config/settings/base.py",
        "/static/..%2f..%2fconfig%2fsettings%2fbase.py",
        "/static/%2e%2e/%2e%2e/.local/demo.json",
        "/media/",
        "/.git/config",
        "/.env",
        "/static//etc/passwd",
    )
    seen = {}
    for path in paths:
        first = target.raw(f"GET {path} HTTP/1.1\r\nHost: {target.host}\r\nConnection: close\r\n\r\n".encode())
        seen[path] = first.split(b"\r\n")[0].decode(errors="replace")
    return held_for_all(seen, lambda line: " 404 " in line or " 400 " in line or line.endswith((" 404", " 400")))


@attack("A visitor's session cookie is full of what no session is")
def hostile_cookies(target: Target) -> Outcome:
    values = ("x" * 4_000, "../../etc/passwd", "' OR 1=1 --", "%00", "a" * 32)
    seen = {value[:20]: target.visitor(Cookie=f"sessionid={value}").get("/home/").status_code for value in values}
    return held_for_all(seen, lambda status: status == 302)


@attack("The list of what a robot or a researcher should know gives a secret away")
def public_texts(target: Target) -> Outcome:
    answer = target.visitor().get("/.well-known/security.txt")
    return held_if(answer.status_code == 200 and "Contact:" in answer.text, f"answered {answer.status_code}")
