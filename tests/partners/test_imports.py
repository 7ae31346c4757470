"""Imports: facts at any length, in parts, recorded by a worker that may be killed at any line."""

import csv
import gzip
import io
import json
from datetime import timedelta
from hashlib import sha256, sha512
from pathlib import Path

import pytest
from oauth2_provider.models import AccessToken

from apps.core import clock
from apps.jobs.models import Job, JobState
from apps.jobs.services import MAX_SILENCE, job_run, jobs_sweep
from apps.ledger.models import Parcel, Recording, Rejection, Tally
from apps.ledger.services import reversals
from apps.partners.encodings import zstd
from apps.partners.imports import services
from apps.partners.imports.lines import part_store
from apps.partners.models import Import
from apps.partners.reports.selectors import KEY_TIME
from apps.partners.systems.services import partner_create
from apps.partners.tasks import clear_imports
from tests.held_imports import LINES
from tests.live import Worker, eventually
from tests.partners.client import PartnerClient, partner_client
from tests.partners.imports import (
    FIELDS,
    IMPORTS,
    NDJSON,
    SHIPMENTS,
    content,
    create,
    digest,
    fact,
    kept,
    media,
    part,
    recorded,
)

__all__ = ["media"]


class TestOneRequest:
    def test_facts_are_recorded_by_a_job_and_can_be_taken_back(self, partner):
        made = create(partner, content(5, bad=lambda number: number == 2))
        assert (made.status_code, made.json()["state"]) == (201, "waiting")
        found = recorded(partner, made["Location"])
        assert {name: found[name] for name in ("state", "progress", "read", "accepted", "rejected", "error")} == {
            "state": "finished",
            "progress": 1,
            "read": 5,
            "accepted": 4,
            "rejected": 1,
            "error": "",
        }
        assert Parcel.objects.count() == 4
        taken = partner.send(f"/api/v1/recordings/{found['recording']}/reversal", {"reason": "Another day's file."})
        assert taken.json()["took_back"] == {"shipments": 4, "violations": 0}
        assert partner.get(made["Location"]).json()["reversed_by"] == taken.json()["recording"]

    def test_a_long_import_is_taken_back_by_a_worker_and_the_answer_says_where_to_look(self, partner, monkeypatch):
        monkeypatch.setattr(reversals, "MAX_AT_ONCE", 2)
        found = recorded(partner, create(partner, content(5))["Location"])
        address = f"/api/v1/recordings/{found['recording']}/reversal"
        begun = partner.send(address, {"reason": "Another day's file."})
        assert (begun.status_code, begun.json()["finished_at"]) == (202, None)
        assert begun.json()["took_back"] == {"shipments": 0, "violations": 0}
        again = partner.send(address, {"reason": "Another day's file."})
        assert (again.status_code, again["Location"]) == (202, begun["Location"])
        job_run(job_id=Job.objects.get(kind=reversals.JOB).pk)
        told = partner.get(begun["Location"]).json()
        assert told["took_back"] == {"shipments": 5, "violations": 0}
        assert told["finished_at"]

    def test_a_file_whose_first_line_is_not_utf_8_stops_with_the_reason(self, partner):
        made = create(partner, "reference,date,seller,gr\xf6\xdfe\nA,2026-01-05,S,1\n".encode("cp1252"), "text/csv")
        found = recorded(partner, made["Location"])
        assert (found["state"], found["error"]) == (
            "failed",
            "The first line can't be read. This line is not in UTF-8.",
        )

    @pytest.mark.parametrize(
        ("encoding", "encode"),
        [
            ("gzip", gzip.compress),
            ("gzip", lambda data: gzip.compress(data[:99]) + gzip.compress(data[99:])),
            ("zstd", zstd.compress),
            ("identity", bytes),
        ],
        ids=["gzip", "gzip-of-two-members", "zstd", "as-it-is"],
    )
    def test_compressed_content_is_read_as_what_it_holds(self, partner, encoding, encode):
        made = create(partner, encode(content(3)), **{"Content-Encoding": encoding})
        assert recorded(partner, made["Location"])["accepted"] == 3

    def test_csv_names_its_fields_in_the_first_line(self, partner):
        text = io.StringIO()
        writer = csv.writer(text)
        day = clock.today().isoformat()
        writer.writerows([FIELDS, ("A1", "S1", day, "12.10", "USD"), ("A2", "S1", day), ("A3", "S\n3", day, "", "")])
        text.write(f"A4,S1,{day},x,USD\n")
        made = create(partner, b"\xef\xbb\xbf" + text.getvalue().encode(), "text/csv")
        found = recorded(partner, made["Location"])
        assert (found["accepted"], found["rejected"]) == (2, 2)
        told = partner.get(f"{made['Location']}/rejections").json()["results"]
        # The fact of line 4 takes two lines.
        assert [(each["line"], list(each["errors"])) for each in told] == [(3, ["fact"]), (6, ["value"])]

    def test_csv_with_a_column_that_is_no_field_stops_and_says_so(self, partner):
        found = recorded(partner, create(partner, b"reference,colour\nA,red\n", "text/csv")["Location"])
        assert found["state"] == "failed"
        assert "colour" in found["error"]

    def test_violations_are_imported_as_they_are_reported(self, partner):
        violation = {name: value for name, value in fact(1).items() if name not in ("issuer", "ksn")}
        violation |= {"category": "origin", "determination": "sustained"}
        made = create(partner, json.dumps(violation, default=str).encode(), path=f"{IMPORTS}?facts=violations")
        found = recorded(partner, made["Location"])
        assert (found["facts"], found["accepted"]) == ("violations", 1)
        assert partner.get(f"/api/v1/recordings/{found['recording']}").json()["remarks"][0]["code"] == "alleged"

    @pytest.mark.parametrize(
        ("headers", "path", "media_type", "status"),
        [
            ({"Content-Encoding": "br"}, SHIPMENTS, NDJSON, 415),
            ({}, SHIPMENTS, "application/pdf", 415),
            ({}, IMPORTS, NDJSON, 422),
            ({}, f"{IMPORTS}?facts=rumours", NDJSON, 422),
            ({"Upload-Complete": "yes"}, SHIPMENTS, NDJSON, 400),
            ({"Idempotency-Key": "k" * 101}, SHIPMENTS, NDJSON, 422),
        ],
    )
    def test_what_can_not_be_taken_is_refused_and_kept_nowhere(self, partner, headers, path, media_type, status):
        assert create(partner, content(1), media_type, path, **headers).status_code == status
        assert not Import.objects.exists()

    def test_an_import_without_a_fact_is_refused(self, partner):
        assert create(partner).status_code == 422
        assert not Import.objects.exists()
        assert not kept()


class TestParts:
    def test_parts_are_sent_from_where_the_last_one_ended(self, partner):
        data = content(4)
        made = create(partner, **{"Upload-Complete": "?0"})
        where = made["Location"]
        assert (made.status_code, made["Upload-Offset"], made["Upload-Complete"]) == (201, "0", "?0")
        assert part(partner, where, 0, data[:100]).json()["state"] == "receiving"
        head = partner.head(where)
        assert (head.status_code, head["Upload-Offset"], head["Upload-Complete"]) == (200, "100", "?0")
        # The same part again, as one sends it whose connection broke before the answer.
        again = part(partner, where, 0, data[:100])
        assert (again.status_code, again["Upload-Offset"], again.json()["code"]) == (409, "100", "wrong_offset")
        last = part(partner, where, 100, data[100:], last=True)
        assert (last["Upload-Complete"], last.json()["state"]) == ("?1", "waiting")
        assert part(partner, where, len(data), b"x").json()["code"] == "complete"
        assert recorded(partner, where)["accepted"] == 4

    def test_a_part_of_a_process_that_was_killed_counts_for_nothing(self, partner):
        data = content(2)
        where = create(partner, data[:50], **{"Upload-Complete": "?0"})["Location"]
        part_store([b"rubbish" * 100])
        part(partner, where, 50, data[50:], last=True)
        assert recorded(partner, where)["accepted"] == 2

    def test_an_import_has_only_so_many_parts(self, partner, monkeypatch):
        monkeypatch.setattr(services, "MAX_PARTS", 2)
        where = create(partner, b"x", **{"Upload-Complete": "?0"})["Location"]
        assert part(partner, where, 1, b"y").status_code == 200
        assert part(partner, where, 2, b"z").json()["code"] == "too_many_parts"
        assert (partner.head(where)["Upload-Offset"], len(kept())) == ("2", 2)

    @pytest.mark.parametrize("offset", ["", "-1", "x", "9" * 30, "١"])
    def test_an_offset_that_is_no_number_is_refused(self, partner, offset):
        where = create(partner, b"x", **{"Upload-Complete": "?0"})["Location"]
        answer = partner.patch(
            where, b"y", "application/octet-stream", headers={"Upload-Offset": offset.encode().decode("latin-1")}
        )
        assert answer.status_code == 400

    def test_no_import_is_longer_than_it_may_be(self, partner, settings):
        settings.IMPORT_MAX_BYTES = 10
        assert create(partner, b"x" * 11).json()["code"] == "too_long"
        where = create(partner, b"x" * 8, **{"Upload-Complete": "?0"})["Location"]
        assert part(partner, where, 8, b"xxx").status_code == 422
        assert partner.head(where)["Upload-Offset"] == "8"

    def test_a_request_that_announces_too_much_is_refused(self, partner, settings):
        settings.REQUEST_MAX_BYTES = 10
        assert create(partner, b"x" * 11).status_code == 413


class TestDigests:
    @pytest.mark.parametrize("algorithm", [sha256, sha512])
    def test_content_with_its_digest_is_taken(self, partner, algorithm):
        data = content(1)
        assert create(partner, data, **{"Content-Digest": digest(algorithm, data)}).status_code == 201

    @pytest.mark.parametrize(
        "given", ["md5=:aaaa:", "sha-256=abc", "sha-256=:ä:", "sha-256", ",", "a=:b:," * 100, digest(sha256, b"?")]
    )
    def test_content_with_another_digest_is_refused(self, partner, given):
        answer = create(partner, content(1), **{"Content-Digest": given.encode().decode("latin-1")})
        assert (answer.status_code, answer.json()["code"]) == (400, "digest")
        assert "sha-256" in answer["Want-Content-Digest"]
        assert not Import.objects.exists()
        assert not kept()

    def test_a_part_with_another_digest_counts_for_nothing(self, partner):
        where = create(partner, b"x", **{"Upload-Complete": "?0"})["Location"]
        wrong = part(partner, where, 1, b"yz", **{"Content-Digest": digest(sha256, b"other")})
        assert wrong.status_code == 400
        assert partner.head(where)["Upload-Offset"] == "1"
        assert part(partner, where, 1, b"yz", **{"Content-Digest": digest(sha256, b"yz")}).status_code == 200

    def test_the_digest_of_the_whole_is_looked_at_when_all_parts_are_here(self, partner):
        data = content(2)
        for promised, status in ((data, 200), (b"other", 400)):
            headers = {"Upload-Complete": "?0", "Repr-Digest": digest(sha512, promised)}
            where = create(partner, **headers)["Location"]
            assert part(partner, where, 0, data, last=True).status_code == status


class TestAgain:
    def test_the_same_content_is_the_same_import(self, partner):
        first = create(partner, content(2))
        recorded(partner, first["Location"])
        again = create(partner, content(2))
        assert (again.status_code, again["Location"], again["Idempotent-Replayed"]) == (200, first["Location"], "true")
        assert (again.json()["accepted"], len(kept())) == (2, 1)

    def test_the_same_content_in_parts_records_nothing_again(self, partner):
        recorded(partner, create(partner, content(2))["Location"])
        where = create(partner, **{"Upload-Complete": "?0"})["Location"]
        part(partner, where, 0, content(2), last=True)
        assert recorded(partner, where)["accepted"] == 2
        assert Recording.objects.filter(kind="api").count() == 1

    def test_content_whose_recording_was_taken_back_is_recorded_anew(self, partner):
        first = create(partner, content(2))
        number = recorded(partner, first["Location"])["recording"]
        partner.send(f"/api/v1/recordings/{number}/reversal", {"reason": "Too early."})
        again = create(partner, content(2))
        assert again["Location"] != first["Location"]
        assert recorded(partner, again["Location"])["accepted"] == 2

    def test_a_key_leads_to_its_import_and_to_no_other(self, partner):
        key = {"Idempotency-Key": "monday", "Upload-Complete": "?0"}
        first, again = (create(partner, **key) for _ in range(2))
        assert (first.status_code, again.status_code) == (201, 200)
        assert first["Location"] == again["Location"]
        other = create(partner, content(1), **{"Idempotency-Key": "monday"})
        assert (other.status_code, other.json()["code"]) == (409, "key_reused")
        assert create(partner_client(), **key)["Location"] != first["Location"]

    def test_a_key_may_be_used_anew_after_its_time(self, partner):
        key, begin = {"Idempotency-Key": "monday"}, clock.now()
        data = [content(1), content(2)]
        first = create(partner, data[0], **key)["Location"]
        for at, status in (
            (begin + KEY_TIME - timedelta(minutes=1), 409),
            (begin + KEY_TIME + timedelta(minutes=1), 201),
        ):
            with clock.at(at):
                AccessToken.objects.update(expires=at + timedelta(hours=1))
                answer = create(partner, data[1], **key)
                assert answer.status_code == status
        assert answer["Location"] != first
        assert partner.get(first).status_code == 200

    def test_only_so_many_imports_are_on_their_way(self, partner, monkeypatch):
        monkeypatch.setattr(services, "MAX_UNRECORDED", 1)
        create(partner, **{"Upload-Complete": "?0"})
        assert create(partner, content(1)).json()["code"] == "too_many_imports"
        assert len(kept()) == 1

    def test_an_import_that_stopped_counts_while_its_bytes_are_kept(self, partner, monkeypatch):
        monkeypatch.setattr(services, "MAX_UNRECORDED", 1)
        recorded(partner, create(partner, b"reference,colour\n1,2\n", "text/csv")["Location"])
        assert create(partner, content(1)).json()["code"] == "too_many_imports"
        clear_imports()
        assert create(partner, content(1)).status_code == 201


class TestOthers:
    def test_another_system_finds_no_import_and_adds_to_none(self, partner):
        where = create(partner, **{"Upload-Complete": "?0"})["Location"]
        other = partner_client()
        answers = [other.get(where), other.head(where), other.get(f"{where}/rejections"), part(other, where, 0, b"x")]
        answers.append(other.patch(where, b"x", "application/octet-stream"))
        assert {answer.status_code for answer in answers} == {404}
        assert partner.head(where)["Upload-Offset"] == "0"

    def test_a_system_that_was_shut_out_records_nothing_more(self, partner):
        where = create(partner, content(1))["Location"]
        own = partner.credentials.partner
        type(own).objects.filter(pk=own.pk).update(active=False)
        job_run(job_id=Import.objects.get().job_id)
        assert Job.objects.get(pk=Import.objects.get().job_id).state == JobState.FAILED, where
        assert not Parcel.objects.exists()


def test_rejections_are_read_in_pages(partner):
    where = create(partner, content(9, bad=lambda number: number % 2 == 0))["Location"]
    assert partner.get(f"{where}/rejections").json() == {"results": [], "next": 0}
    recorded(partner, where)
    seen, after = [], 0
    while (page := partner.get(f"{where}/rejections?after={after}&limit=2").json())["results"]:
        seen += [(each["line"], each["reference"], list(each["errors"])) for each in page["results"]]
        after = page["next"]
    assert seen == [(line, f"1Z{line - 1:05}", ["date"]) for line in (1, 3, 5, 7, 9)]
    assert partner.get(f"{where}/rejections?limit=0").status_code == 422


def test_content_is_deleted_when_it_is_recorded_or_was_never_completed(partner):
    done = create(partner, content(1))["Location"]
    recorded(partner, done)
    broken = create(partner, b"reference,colour\n1,2\n", "text/csv")["Location"]
    recorded(partner, broken)
    begun = create(partner, **{"Upload-Complete": "?0"})["Location"]
    create(partner, content(2))
    # A process that is killed while a request comes in leaves a part without an import.
    part_store([b"x"])
    clear_imports()
    assert len(kept()) == 3
    with clock.at(clock.now() + services.KEPT + timedelta(minutes=1)):
        clear_imports()
    assert len(kept()) == 1, "what waits for its job stays, however long"
    assert [partner.get(where).status_code for where in (done, broken, begun)] == [200, 200, 404]


@pytest.mark.slow
def test_an_import_whose_worker_is_killed_twice_counts_as_one_that_ran_through(
    worker: Worker, settings, tmp_path: Path
) -> None:
    """The short form of a million lines: each worker records some batches, and is killed in the next."""
    settings.MEDIA_ROOT = tmp_path / "media"
    credentials = partner_create(name="Blue", scopes=["ledger:write"], reporter_code="bpl", reporter_kind="carrier")
    partner = PartnerClient(credentials)
    worker.app = "tests.held_imports"
    worker.environment |= {"HELD_MEDIA": str(settings.MEDIA_ROOT), "HELD_AFTER": "3"}
    worker.start()
    where = create(
        partner, gzip.compress(content(10 * LINES, bad=lambda number: number % 7 == 0)), **{"Content-Encoding": "gzip"}
    )["Location"]
    for turn in (1, 2):
        eventually(lambda turn=turn: partner.get(where).json()["read"] == 3 * turn * LINES)
        worker.kill()
        assert partner.get(where).json()["state"] == "running"
        # The job has been silent for minutes, without a wait in the test.
        Job.objects.update(beat_at=clock.now() - 2 * MAX_SILENCE)
        if turn == 2:
            del worker.environment["HELD_AFTER"]
        worker.start()
        jobs_sweep()
    eventually(lambda: partner.get(where).json()["state"] == "finished")
    found = partner.get(where).json()
    bad = len(range(0, 10 * LINES, 7))
    assert (found["read"], found["accepted"], found["rejected"]) == (10 * LINES, 10 * LINES - bad, bad)
    assert (found["duplicates"], found["amended"]) == (0, 0)
    assert Rejection.objects.count() == bad
    assert sum(Tally.objects.values_list("shipments", flat=True)) == Parcel.objects.count() == 10 * LINES - bad
