"""A file on disk and its row are kept or removed together, and a refused file does not stop the others."""

from pathlib import Path

import pytest
from django.http import Http404

from apps.accounts.models import User
from apps.applications.models import Application, Evidence
from apps.core.errors import Conflict, InvalidInput
from apps.core.files import identify_file
from apps.core.uploads import MAX_FILES, accept_files, atomic_with_files, download, files_limit_check, upload_columns
from apps.shippers.services import shipper_create
from tests.applications.answers import CSV, PDF, PNG


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def application(ada: User) -> Application:
    return Application.objects.create(shipper=shipper_create(actor=ada), created_by=ada)


def on_disk(folder: Path) -> list[bytes]:
    return sorted(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def kept(application: Application, content: bytes) -> Evidence:
    return Evidence.objects.create(
        application=application, uploaded_by=application.created_by, **upload_columns(identify_file("a.pdf", [content]))
    )


def test_a_file_stays_with_its_row(folder: Path, application: Application):
    with atomic_with_files():
        file = kept(application, PDF)
    assert on_disk(folder) == [PDF]
    with file.file.open() as opened:
        assert opened.read() == PDF


def test_a_file_missing_on_disk_is_not_found(folder: Path, application: Application):
    with atomic_with_files():
        file = kept(application, PDF)
    Path(file.file.path).unlink()
    with pytest.raises(Http404):
        download(file)


def test_a_file_is_deleted_if_its_row_is_rolled_back(folder: Path, application: Application):
    @atomic_with_files()
    def fails() -> None:
        kept(application, PDF)
        kept(application, PNG)
        assert len(on_disk(folder)) == 2
        raise Conflict("No more.")

    with pytest.raises(Conflict):
        fails()
    assert not Evidence.objects.exists()
    assert on_disk(folder) == []


def test_a_file_is_deleted_if_the_outer_transaction_fails(folder: Path, application: Application):
    @atomic_with_files()
    def goes_well(content: bytes) -> None:
        kept(application, content)

    @atomic_with_files()
    def fails() -> None:
        goes_well(PDF)
        raise Conflict("No more.")

    goes_well(CSV)
    with pytest.raises(Conflict):
        fails()
    assert on_disk(folder) == [CSV]


def test_a_row_that_is_saved_again_keeps_its_file(folder: Path, application: Application):
    file = kept(application, PDF)

    @atomic_with_files()
    def fails() -> None:
        file.save()
        raise Conflict("No more.")

    with pytest.raises(Conflict):
        fails()
    assert on_disk(folder) == [PDF]


def test_each_file_is_accepted_or_refused_alone():
    taken, refused = accept_files([("a.pdf", [PDF]), ("tool.exe", [b"MZ"]), ("empty.csv", []), ("b.png", [PNG])])
    assert [file.name for file in taken] == ["a.pdf", "b.png"]
    assert len(refused) == 2
    assert "“tool.exe” can't be taken" in refused[0]
    assert "“empty.csv” is empty" in refused[1]


def test_an_error_that_is_no_refusal_is_raised():
    def broken(_name: str, _chunks: object) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        accept_files([("a.pdf", [PDF])], broken)
    with pytest.raises(InvalidInput):
        identify_file("a.pdf", [])


def test_more_files_than_the_limit_are_refused():
    files_limit_check(MAX_FILES)
    with pytest.raises(InvalidInput, match=f"No more than {MAX_FILES} files") as refusal:
        files_limit_check(MAX_FILES + 1)
    assert list(refusal.value.fields) == ["files"]
    with pytest.raises(InvalidInput):
        files_limit_check(3, limit=2)


def test_a_reason_that_several_files_share_is_given_once():
    def refused(name: str, chunks: object) -> None:
        files_limit_check(1, limit=0)

    _taken, reasons = accept_files([("1.csv", [CSV]), ("2.csv", [CSV])], refused)

    assert len(reasons) == 1
