"""The content of requests and of imports: compressed, in lines, with what can't be read told by its line."""

import gzip
import json
import sys
from typing import Any

import pytest

from apps.core import clock
from apps.partners import endpoints
from apps.partners.encodings import zstd
from apps.partners.imports import lines, services
from tests.ledger.conftest import shipment
from tests.partners.imports import FIELDS, NDJSON, content, create, media, recorded

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SHIPMENTS = "/api/v1/shipments"


def fact(number: int = 1) -> dict[str, Any]:
    return shipment(f"1Z{number:03}")


def send(partner, content: bytes, *, media_type: str = "application/json", **headers: str):
    return partner.post(SHIPMENTS, content, media_type, headers=headers)


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [
        ("gzip", gzip.compress),
        ("GZIP", lambda content: gzip.compress(content[:9]) + gzip.compress(content[9:])),
        ("x-gzip", gzip.compress),
        ("zstd", zstd.compress),
        ("identity", bytes),
    ],
    ids=["gzip", "gzip-of-two-members", "x-gzip", "zstd", "as-it-is"],
)
def test_compressed_content_is_read_as_what_it_holds(partner, encoding, encode):
    content = json.dumps([fact(), fact(2)]).encode()
    key = {"Idempotency-Key": "one"}
    answer = send(partner, encode(content), **{"Content-Encoding": encoding}, **key)
    assert (answer.status_code, answer.json()["accepted"]) == (200, 2)
    # The same content is the same request, however it travels.
    assert send(partner, content, **key).json() == answer.json()


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip"])
def test_another_encoding_is_refused_with_those_that_are_taken(partner, encoding):
    answer = send(partner, b"x", **{"Content-Encoding": encoding})
    assert (answer.status_code, answer["Accept-Encoding"]) == (415, "gzip, zstd")
    assert "gzip, zstd" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("gzip", gzip.compress(b"[]" * 1000)[:-9]),
        ("gzip", b"[]"),
        ("zstd", zstd.compress(b"[]" * 1000)[:-3]),
        ("zstd", b"[]"),
    ],
    ids=["gzip-that-ends-early", "no-gzip", "zstd-that-ends-early", "no-zstd"],
)
def test_damaged_content_is_malformed(partner, encoding, content):
    answer = send(partner, content, **{"Content-Encoding": encoding})
    assert (answer.status_code, answer.json()["type"].rsplit("/")[-1]) == (400, "malformed")
    assert encoding in answer.json()["detail"]


@pytest.mark.parametrize(("encoding", "encode"), [("gzip", gzip.compress), ("zstd", zstd.compress)])
def test_what_comes_out_is_bounded(partner, settings, encoding, encode):
    bomb = encode(b" " * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))
    assert len(bomb) < 100_000
    answer = send(partner, bomb, **{"Content-Encoding": encoding})
    assert (answer.status_code, answer.json()["type"].rsplit("/")[-1]) == (413, "too-large")


def test_questions_are_bounded_more_narrowly(partner):
    bomb = gzip.compress(b" " * 2_000_000)
    headers = {"Content-Encoding": "gzip"}
    assert partner.post("/api/v1/status-checks", bomb, "application/json", headers=headers).status_code == 413


def test_strangers_have_nothing_decoded(client, monkeypatch):
    monkeypatch.setattr(endpoints, "content_decode", lambda *_args, **_more: pytest.fail("It was read."))
    headers = {"Content-Encoding": "gzip"}
    assert client.post(SHIPMENTS, gzip.compress(b"[]"), "application/json", headers=headers).status_code == 401


def test_long_answers_are_compressed_for_those_who_accept_it(partner):
    facts = [{"reference": f"X{number}"} for number in range(200)]
    plain = send(partner, json.dumps(facts).encode())
    packed = send(partner, json.dumps(facts).encode(), **{"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content) / 4
    assert json.loads(gzip.decompress(packed.content))["rejected"] == plain.json()["rejected"]
    assert "Accept-Encoding" in packed["Vary"]


@pytest.mark.parametrize("media_type", ["x-ndjson", "ndjson", "jsonl", "jsonlines"])
def test_lines_keep_their_numbers_and_blank_ones_are_no_facts(partner, media_type):
    lines = [
        json.dumps(fact()),
        "",
        "   ",
        '{"reference": ',
        json.dumps(fact(2)),
        '{"reference": "a", "reference": "b"}',
        "",
    ]
    answer = send(partner, "\n".join(lines).encode(), media_type=f"application/{media_type}").json()
    assert answer["accepted"] == 2
    ((third, unread), (fifth, twice)) = [(line["index"], line["errors"]["fact"][0]) for line in answer["rejected"]]
    assert (third, fifth) == (3, 5)
    assert "not JSON" in unread
    assert "truncated" in unread
    assert "“reference” is there twice" in twice


def test_nothing_but_blank_lines_is_no_report(partner):
    assert send(partner, b"\n \n", media_type="application/x-ndjson").status_code == 422


@pytest.mark.parametrize(
    ("content", "is_taken"),
    [
        (b'[{"reference": "a", "reference": "b"}]', False),
        (b'[{"reference" : "a", "reference" :"b"}]', False),
        (b'[{"reference" : "a", "reference": "b"}]', False),
        (b'[{"reference": "a", "note": {"x": 1, "x": 2}}]', False),
        (b'[{"reference": "a", "description": "\\": \\":"}]', True),
        (b'[{"reference" : "a"}, {"reference": "b"}]', True),
    ],
    ids=["twice", "twice-with-spaces", "twice-with-one-space", "twice-within", "colons-in-a-text", "spaces-alone"],
)
def test_a_name_that_is_given_twice_is_refused_and_nothing_else(partner, content, is_taken):
    answer = send(partner, content)
    assert answer.status_code == (200 if is_taken else 400)
    assert is_taken or "twice" in answer.json()["detail"]


def test_a_field_that_is_not_known_is_named_also_where_it_is_blank(partner):
    answer = partner.send(SHIPMENTS, [fact() | {"colour": ""}]).json()
    assert list(answer["rejected"][0]["errors"]) == ["colour"]


__all__ = ["media"]


def test_a_bomb_is_stopped_at_the_bound(partner, settings):
    settings.IMPORT_MAX_DECODED_BYTES = 5 * 2**20
    for encode, name in ((gzip.compress, "gzip"), (zstd.compress, "zstd")):
        made = create(partner, encode(b" " * 50 * 2**20), **{"Content-Encoding": name})
        found = recorded(partner, made["Location"])
        assert (found["state"], found["read"]) == ("failed", 0)
        assert "5 MB" in found["error"]


def test_a_line_that_is_too_long_is_rejected_alone(partner):
    data = b'{"reference": "' + b"x" * (3 * lines.MAX_LINE_BYTES) + b'"}\n' + content(1)
    where = create(partner, data)["Location"]
    assert recorded(partner, where)["accepted"] == 1
    (told,) = partner.get(f"{where}/rejections").json()["results"]
    assert (told["line"], list(told["errors"])) == (1, ["fact"])


def test_a_row_over_lines_without_end_is_rejected_alone(partner):
    # Each line closes a cell and opens another, so that one row would hold all that follows.
    endless = b'"a\n' + b'","a\n' * (lines.MAX_LINE_BYTES // 5)
    good = f"A1,S1,{clock.today()},1,USD\n".encode()
    where = create(partner, ",".join(FIELDS).encode() + b"\n" + endless + good, "text/csv")["Location"]
    found = recorded(partner, where)
    assert (found["state"], found["accepted"], found["rejected"]) == ("finished", 1, 1)
    (told,) = partner.get(f"{where}/rejections").json()["results"]
    assert (told["line"], "64 KB" in told["errors"]["fact"][0]) == (2, True)


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_damaged_content_stops_and_what_came_before_is_kept(partner, encoding, monkeypatch):
    monkeypatch.setattr(services, "LINES_AT_ONCE", 1)
    encoded = {"gzip": gzip.compress, "zstd": zstd.compress}[encoding](content(2_000))
    where = create(partner, encoded[: len(encoded) // 2], **{"Content-Encoding": encoding})["Location"]
    found = recorded(partner, where)
    assert (found["state"], "damaged" in found["error"]) == ("failed", True)


@pytest.mark.parametrize(
    "line",
    [
        b"\0",
        b"\xff\xfe",
        b'{"reference": "\\ud800"}',
        b'{"version": ' + b"9" * 5000 + b"}",
        b"[" * 10_000,
    ],
    ids=["nul", "no-utf-8", "half-a-character", "digits", "nested"],
)
@pytest.mark.parametrize("media_type", [NDJSON, "text/csv"])
def test_a_hostile_line_is_rejected_alone(partner, line, media_type):
    good = content(1) if media_type == NDJSON else f"A1,S1,{clock.today()},1,USD\n".encode()
    head = b"" if media_type == NDJSON else ",".join(FIELDS).encode() + b"\n"
    where = create(partner, head + line + b"\n" + good, media_type)["Location"]
    found = recorded(partner, where)
    assert (found["state"], found["accepted"], found["rejected"]) == ("finished", 1, 1)
    assert partner.get(f"{where}/rejections").status_code == 200
