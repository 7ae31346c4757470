"""Second looks at decisions that were drawn at random."""

import pytest

from apps.accounts.models import User
from apps.applications import selectors, services
from apps.applications.services.second_looks import is_drawn
from apps.core.errors import NotAllowed, NotFound
from tests.applications import answers
from tests.people import staff
from tests.refusals import refused


@pytest.fixture
def drawn(monkeypatch):
    monkeypatch.setattr("apps.applications.services.second_looks.is_drawn", lambda share: True)


def test_decisions_are_drawn_with_the_given_probability():
    assert all(is_drawn(1.0) for _decision in range(50))
    assert not any(is_drawn(0.0) for _decision in range(50))


def test_another_officer_gives_a_second_look_which_does_not_change_the_decision(drawn, ada, officer):
    application = answers.approved(officer, ada)
    (look,) = selectors.second_looks_open(application, answers.second())
    assert answers.work_holders(application) == {"quality_review": None}
    assert not selectors.second_looks_open(application, officer)
    with pytest.raises(NotFound):
        services.second_look_give(actor=officer, look_id=look.pk, agrees=True)
    with refused("note"):
        services.second_look_give(actor=answers.second(), look_id=look.pk, agrees=False, note=" ")
    with pytest.raises(NotAllowed):
        services.second_look_give(actor=staff("auditor"), look_id=look.pk, agrees=True)
    services.second_look_give(actor=answers.second(), look_id=look.pk, agrees=False, note="4.1 is not shown.")
    look.refresh_from_db()
    application.refresh_from_db()
    assert (look.agrees, look.by, application.state) == (False, answers.second(), "approved")
    assert answers.work_holders(application) == {}
    assert look.versions.count() == 2
    with pytest.raises(NotFound):
        services.second_look_give(actor=staff("supervisor"), look_id=look.pk, agrees=True)


def test_the_countersigner_gives_no_second_look(drawn, ada: User, officer: User):
    application = answers.denied(officer, ada)
    assert not selectors.second_looks_open(application, answers.second())
    assert selectors.second_looks_open(application, staff("supervisor"))
