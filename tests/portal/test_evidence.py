"""The files of evidence: limits are said before, each file is answered by itself, and none is shown as a page."""

import hashlib

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.applications import selectors
from apps.applications.criteria import CRITERIA
from apps.applications.models import Application
from apps.core.uploads import MAX_FILES
from tests.applications import answers
from tests.people import on_team, seller, signed_in

PROOF = next(criterion for criterion in CRITERIA if criterion.number == "1.1")


def page(application: Application) -> str:
    return reverse("portal:apply_section", args=[application.pk, PROOF.key])


def sending(application: Application) -> str:
    return reverse("portal:apply_files", args=[application.pk, PROOF.key])


def brought(*named: tuple[str, bytes]) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name, content) for name, content in named]


def names(application: Application) -> list[str]:
    return [file.name for file in selectors.evidence_of(application)]


def test_types_sizes_and_number_of_files_are_said_before(portal: Client, application: Application, settings):
    settings.EVIDENCE_MAX_BYTES = 3 * 2**20
    text = portal.get(page(application)).content.decode()
    assert f"Up to {MAX_FILES} files, of up to 3 MB each" in text
    assert 'data-largest="3145728"' in text
    assert f'data-send-to="{sending(application)}"' in text
    assert "multiple" in text


def test_each_file_is_taken_or_refused_by_itself(portal: Client, application: Application):
    files = brought(("license.pdf", answers.PDF), ("tool.pdf", b"MZ\x90"), ("nothing.csv", b""), ("a.png", answers.PNG))
    answer = portal.post(page(application), {"version": 0, "answer": "yes", "files": files})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert names(application) == ["license.pdf", "a.png"]
    assert "“tool.pdf” can&#x27;t be taken" in text
    assert "“nothing.csv” is empty" in text
    assert hashlib.sha256(answers.PDF).hexdigest() in text


def test_files_are_kept_where_somebody_else_saved_the_answers_meanwhile(portal: Client, application: Application):
    bo = on_team(application.shipper, "preparer", seller("bo@shop.example"))
    answers.save(bo, application, PROOF.key, {"answer": "no"}, version=0)
    files = brought(("license.pdf", answers.PDF))
    assert portal.post(page(application), {"version": 0, "answer": "yes", "files": files}).status_code == 409
    assert names(application) == ["license.pdf"]


def test_a_script_sends_each_at_once_and_gets_the_list_anew(portal: Client, application: Application):
    taken = portal.post(sending(application), {"files": brought(("license.pdf", answers.PDF))})
    assert taken.status_code == 200
    assert taken.json()["added"] == "“license.pdf” was added."
    assert "license.pdf" in taken.json()["list"]
    assert taken.json()["refused"] == []
    refused = portal.post(sending(application), {"files": brought(("tool.pdf", b"MZ\x90"))})
    assert refused.status_code == 422
    assert "“tool.pdf” can't be taken" in refused.json()["refused"][0]
    assert "license.pdf" in refused.json()["list"]


def test_a_file_that_was_added_is_no_longer_said_to_be_missing(portal: Client, application: Application):
    """Neither where a script sends the file nor where the page does."""
    missing = "Add at least one file that proves this."
    typed = {"version": 0, "answer": "yes", "explanation": "We have one."}
    assert portal.post(page(application), typed).url == page(application)
    assert missing in portal.get(page(application)).content.decode()
    refused = portal.post(sending(application), {"files": brought(("tool.pdf", b"MZ\x90"))})
    assert missing in refused.json()["problems"]
    taken = portal.post(sending(application), {"files": brought(("license.pdf", answers.PDF))})
    assert taken.json()["problems"].strip() == ""
    assert missing not in portal.get(page(application)).content.decode()


def test_names_are_made_safe_and_shown(portal: Client, application: Application):
    files = brought(("..\\..\\C:\\invoice\u202efdp.exe", answers.PDF), ("<img src=x>.png", answers.PNG))
    text = portal.post(sending(application), {"files": files}).json()["list"]
    assert names(application) == ["invoicefdp.exe.pdf", "<img src=x>.png"]
    assert "<img" not in text
    assert "&lt;img src=x&gt;.png" in text


def test_too_many_are_refused_one_by_one(portal: Client, application: Application, monkeypatch):
    monkeypatch.setattr("apps.applications.services.evidence.MAX_FILES", 2)
    files = brought(*((f"{number}.csv", answers.CSV + b"B1,%d\n" % number) for number in range(3)))
    refused = portal.post(sending(application), {"files": files}).json()["refused"]
    assert names(application) == ["0.csv", "1.csv"]
    assert refused == ["No more than 2 files can be added here. Send the most important ones."]


def test_the_same_file_again_is_the_one_that_is_there(portal: Client, application: Application):
    for name in ("license.pdf", "copy.pdf"):
        portal.post(sending(application), {"files": brought((name, answers.PDF))})
    assert names(application) == ["license.pdf"]


def test_removing_twice_says_so(portal: Client, application: Application):
    portal.post(sending(application), {"files": brought(("license.pdf", answers.PDF))})
    (file,) = application.evidence.all()
    post = {"version": 0, "answer": "", "explanation": "", "remove_file": file.pk}
    assert portal.post(page(application), post).status_code == 302
    again = portal.post(page(application), post | {"version": 1})
    assert again.status_code == 422
    assert "There is no such file." in again.content.decode()


def test_only_who_may_prepare_adds_files(application: Application):
    viewer = on_team(application.shipper)
    files = {"files": brought(("license.pdf", answers.PDF))}
    assert signed_in(viewer).post(sending(application), files).status_code == 403
    assert signed_in(seller("eve@shop.example")).post(sending(application), files).status_code == 404
    other = reverse("portal:apply_files", args=[application.pk, "business"])
    assert signed_in(application.created_by).post(other, files).status_code == 404
    assert names(application) == []


def test_a_file_only_ever_leaves_as_a_download(portal: Client, application: Application):
    portal.post(sending(application), {"files": brought(("вид; filename=x\u2028.csv", answers.CSV))})
    (file,) = application.evidence.all()
    answer = portal.get(reverse("portal:apply_evidence", args=[application.pk, file.pk]))
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == answers.CSV
