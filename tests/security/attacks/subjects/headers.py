"""Attacks by headers: very long ones, foreign hosts, addresses that a visitor makes up."""

import time

from tests.security.attacks.registry import Outcome, attack, held_for_all
from tests.security.attacks.target import Target

LONG = 64_000
# The server may refuse a header as too long. What it takes must be answered at once, for no other request is meanwhile.
MAX_SECONDS = 1.0


@attack("A stranger freezes the site by a header of 64,000 characters")
def long_headers(target: Target) -> Outcome:
    seen = {}
    for header in (
        "Host",
        "Origin",
        "User-Agent",
        "Referer",
        "Cookie",
        "Accept-Language",
        "X-Forwarded-For",
        "X-Request-ID",
    ):
        for filling in ("a", "a.", "1", "@", "a@b."):
            value = (filling * LONG)[:LONG]
            request = f"GET /healthz HTTP/1.1\r\n{'' if header == 'Host' else f'Host: {target.host}{chr(13)}{chr(10)}'}"
            began = time.monotonic()
            target.raw(f"{request}{header}: {value}\r\nConnection: close\r\n\r\n".encode())
            seen[f"{header} of {filling!r}"] = round(time.monotonic() - began, 1)
    return held_for_all(seen, lambda seconds: seconds < MAX_SECONDS)


@attack("A stranger freezes the site by a path or a query of 60,000 characters")
def long_paths(target: Target) -> Outcome:
    seen = {}
    for name in ("/{}", "/verify/?ksn={}", "/api/v1/shippers/{}", "/accounts/login/?next=/{}", "/eligibility/?a={}"):
        for filling in ("a", "a.", "1", "%00", "@a.b"):
            path = name.format((filling * LONG)[:60_000])
            began = time.monotonic()
            target.raw(f"GET {path} HTTP/1.1\r\nHost: {target.host}\r\nConnection: close\r\n\r\n".encode())
            seen[f"{name} of {filling!r}"] = round(time.monotonic() - began, 1)
    return held_for_all(seen, lambda seconds: seconds < MAX_SECONDS)


@attack("A stranger has links made for a host of the stranger's own")
def foreign_host(target: Target) -> Outcome:
    seen = {}
    for headers in (
        "Host: evil.example",
        f"Host: {target.host}@evil.example",
        "Host: localhost.evil.example",
        "Host: ",
    ):
        answer = target.raw(
            f"GET /accounts/password/reset/ HTTP/1.1\r\n{headers}\r\nConnection: close\r\n\r\n".encode()
        )
        seen[headers] = answer.split(b"\r\n")[0].decode(errors="replace")
    forwarded = target.visitor(X_Forwarded_Host="evil.example", Forwarded="host=evil.example").get("/accounts/login/")
    seen["X-Forwarded-Host"] = "evil.example" if "evil.example" in forwarded.text else " 400 "
    return held_for_all(seen, lambda line: " 400" in line or not line)


@attack("A stranger splits an answer by line breaks in the address")
def split_answers(target: Target) -> Outcome:
    seen = {}
    for path in (
        "/accounts/login/?next=/%0d%0aX-Planted:%201",
        "/admin/%0d%0aX-Planted:%201",
        "/home%0d%0aX-Planted:1",
    ):
        seen[path] = "X-Planted" in target.visitor().get(path).headers
    return held_for_all(seen, lambda planted: not planted)
