"""External checks: what officers look up outside of the program is recorded, never changed, and can be withdrawn."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.core.files import identify_file
from apps.events.models import Event
from apps.notices.models import Message
from apps.shippers.models import ExternalCheck, ExternalCheckFile, Shipper
from apps.shippers.selectors import file_readable
from apps.shippers.services import external_check_record, external_check_withdraw
from tests.applications.answers import PDF
from tests.people import on_team, seller, staff
from tests.refusals import refused


@pytest.fixture
def stranger() -> Shipper:
    return Shipper.objects.create(name="Blue Kite Toys")


def look(officer: User, shipper: Shipper, **given: object) -> ExternalCheck:
    told = {"kind": "register", "result": "fits", "date": clock.today()} | given
    return external_check_record(actor=officer, shipper_id=shipper.pk, **told)


def test_check_is_recorded_with_its_evidence_and_the_business_is_not_told(officer: User, stranger: Shipper):
    proof = identify_file("extract.pdf", [PDF])
    check = look(officer, stranger, result="differs", note="Another director since May. ", files=[proof])
    assert (check.by, check.note) == (officer, "Another director since May.")
    file = check.files.get()
    assert (file.name, file.uploaded_by, file.business_id) == ("extract.pdf", officer, stranger.pk)
    event = Event.objects.get(kind="shippers.external_check_recorded")
    assert event.shipper_id == stranger.pk
    assert event.payload == {"check_id": check.pk, "check_kind": "register", "result": "differs"}
    assert not Message.objects.exists()


@pytest.mark.parametrize("given", [{"result": "differs"}, {"result": "unclear"}, {"kind": "other"}])
def test_check_that_is_no_plain_fit_takes_a_note(officer: User, stranger: Shipper, given: dict[str, str]):
    with refused("note"):
        look(officer, stranger, note=" ", **given)


def test_check_is_of_no_day_in_the_future_and_of_a_business_that_exists(officer: User, stranger: Shipper):
    with refused("date"):
        look(officer, stranger, date=clock.today() + timedelta(days=1))
    with pytest.raises(NotFound):
        look(officer, Shipper(pk=0))


def test_checks_are_recorded_by_roles_that_review_applications_and_by_nobody_of_the_team(
    stranger: Shipper, supervisor: User
):
    for role in ("auditor", "analyst", "policy manager"):
        with pytest.raises(NotAllowed):
            look(staff(role, email=f"{role.split()[0]}@staff.example"), stranger)
    look(supervisor, stranger)
    on_team(stranger, "viewer", supervisor)
    with pytest.raises(Conflict):
        look(supervisor, stranger)


def test_check_is_never_changed_and_is_withdrawn_by_a_further_record(officer: User, stranger: Shipper):
    check = look(officer, stranger)
    with pytest.raises(DatabaseError), transaction.atomic():
        ExternalCheck.objects.filter(pk=check.pk).update(result="differs")
    with pytest.raises(InvalidInput):
        external_check_withdraw(actor=officer, check_id=check.pk, reason="")
    withdrawal = external_check_withdraw(actor=officer, check_id=check.pk, reason="It was of another company.")
    assert (withdrawal.check_of, withdrawal.by) == (check, officer)
    check.refresh_from_db()
    assert check.result == "fits"
    with pytest.raises(Conflict, match="already"):
        external_check_withdraw(actor=officer, check_id=check.pk, reason="Again.")
    assert Event.objects.filter(kind="shippers.external_check_withdrawn").count() == 1


def test_evidence_is_read_by_staff_alone(officer: User, stranger: Shipper):
    look(officer, stranger, files=[identify_file("extract.pdf", [PDF])])
    file = ExternalCheckFile.objects.get()
    assert file_readable(ExternalCheckFile, staff("auditor"), file.pk) == file
    owner = on_team(stranger, "owner", seller())
    with pytest.raises(NotFound):
        file_readable(ExternalCheckFile, owner, file.pk)
