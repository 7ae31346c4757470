"""Attacks by bodies of requests: deep, huge, cut off, of the wrong kind."""

from contextlib import ExitStack

from tests.security.attacks.registry import Outcome, attack, held_for_all, held_if
from tests.security.attacks.target import Target, form_token


@attack("A partner sends JSON that is nested deep, repeated, broken or not what it says")
def hostile_json(target: Target) -> Outcome:
    bodies = {
        "deep list": b"[" * 100_000 + b"]" * 100_000,
        "deep object": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        "huge number": b'{"ksns": [' + b"9" * 100_000 + b"]}",
        "not UTF-8": b'{"ksns": ["\xff\xfe"]}',
        "half a pair": b'{"ksns": ["\\ud800"]}',
        "NUL": b'{"ksns": ["\\u0000"]}',
        "infinity": b'{"ksns": [1e999]}',
        "empty": b"",
        "text": b"ksns",
    }
    headers = {"Content-Type": "application/json"}
    seen = {}
    for path in ("/api/v1/status-checks", "/api/v1/shipments", "/api/v1/violations"):
        for name, body in bodies.items():
            seen[f"{path} {name}"] = target.api().post(path, content=body, headers=headers).status_code
    return held_for_all(seen, lambda status: status < 500)


@attack("A stranger sends a form of many thousand fields")
def many_fields(target: Target) -> Outcome:
    client = target.visitor()
    token = form_token(client.get("/accounts/login/").text)
    fields = {f"field{number}": "x" for number in range(20_000)}
    answer = client.post("/accounts/login/", data={"csrfmiddlewaretoken": token} | fields)
    return held_if(answer.status_code in (400, 413), f"answered {answer.status_code}")


@attack("A stranger sends requests with two lengths, so that a proxy and the site read them differently")
def two_lengths(target: Target) -> Outcome:
    start = f"POST /verify/ HTTP/1.1\r\nHost: {target.host}\r\n"
    tries = {
        "two lengths": "Content-Length: 4\r\nContent-Length: 40\r\n\r\nabcd",
        "length and chunks": "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
        "no number": "Content-Length: four\r\n\r\nabcd",
        "below zero": "Content-Length: -4\r\n\r\nabcd",
    }
    seen = {}
    for name, rest in tries.items():
        answer = target.raw(f"{start}{rest}".encode(), seconds=5)
        seen[name] = answer.split(b"\r\n")[0].decode(errors="replace")
    return held_for_all(seen, lambda line: " 200" not in line)


@attack("A stranger sends bodies in chunks that nobody can read")
def broken_chunks(target: Target) -> Outcome:
    # With the cookie of a form, so that the body is read.
    form = f"Cookie: csrftoken={'a' * 32}\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close"
    start = f"POST /accounts/login/ HTTP/1.1\r\nHost: {target.host}\r\n{form}\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = ("zz\r\nabc\r\n0", "-1\r\nabc\r\n0", "fffffffffffffffffff\r\nabc", "3\r\nabcdef\r\n0", "3\nabc\n0")
    seen = {
        repr(body): target.raw(f"{start}{body}\r\n\r\n".encode(), seconds=5).split(b"\r\n")[0].decode()
        for body in chunks
    }
    return held_for_all(seen, lambda line: " 4" in line)


@attack("A signed-in seller sends a multipart form that never ends or has no boundary")
def broken_multipart(target: Target) -> Outcome:
    client, business = target.signed_in("seller"), target.business("seller")
    token = form_token(client.get(f"/home/{business}/team/").text)
    kinds = ("multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x; charset=utf-7")
    seen = {
        kind: client.post(
            f"/home/{business}/uploads/",
            content=b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n" + b"y" * 1000,
            headers={"Content-Type": kind, "X-CSRFToken": token},
        ).status_code
        for kind in kinds
    }
    return held_for_all(seen, lambda status: 400 <= status < 500)


@attack("A stranger announces sixty bodies, sends two bytes of each and keeps the connections open")
def slow_bodies(target: Target) -> Outcome:
    # With the cookie of a form, so that the body is read.
    form = f"Cookie: csrftoken={'a' * 32}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000"
    slow = f"POST /accounts/login/ HTTP/1.1\r\nHost: {target.host}\r\n{form}\r\n\r\nab".encode()
    probe = f"GET /healthz HTTP/1.1\r\nHost: {target.host}\r\nConnection: close\r\n\r\n".encode()
    with ExitStack() as connections:
        for _ in range(60):
            connections.enter_context(target.connection()).sendall(slow)
        answers = [target.raw(probe, seconds=5).split(b"\r\n")[0] for _ in range(10)]
    return held_if(all(b" 200" in answer for answer in answers), f"/healthz answered {answers}")
