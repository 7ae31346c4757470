"""Which applications may be approved together."""

import pytest

from apps.applications.services import note_add
from apps.audit.services import view_record
from apps.desk.approving import candidates_of
from tests.applications import answers
from tests.people import staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_what_the_officer_did_since_they_opened_it_is_no_news_to_them() -> None:
    officer, other = answers.officer(), staff("officer", email="other@staff.example")
    application = answers.ready(officer)
    view_record(actor=officer, subject=("application", application.pk), shipper_id=application.shipper_id)

    def blocked() -> str:
        [candidate] = candidates_of(actor=officer, application_ids=[application.pk])
        return str(candidate.blocked)

    note_add(actor=officer, application_id=application.pk, text="All is well.")
    assert blocked() == ""
    note_add(actor=other, application_id=application.pk, text="Wait.")
    assert blocked() == "It has changed since you opened it."
