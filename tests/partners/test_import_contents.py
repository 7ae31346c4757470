"""Content of imports that was made to do harm: the rest of it is recorded, and each fault is told."""

import gzip

import pytest

from apps.core import clock
from apps.partners.encodings import zstd
from apps.partners.imports import lines, services
from tests.partners.imports import FIELDS, NDJSON, content, create, media, recorded

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
