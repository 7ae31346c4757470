"""Drafts of applications: starting, saving sections, and evidence files."""

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.applications import selectors, services
from apps.applications.models import Application
from apps.applications.sections import Progress, section_of
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.events.models import Event
from apps.shippers.identifiers import REMOVED
from apps.shippers.models import Membership
from tests.applications import answers
from tests.applications.answers import ANSWERS, PDF, PNG, filled, sections_insert, sections_save, submitted
from tests.people import on_team, seller

PROOF = section_of("criterion-1.1").criterion


def save(actor: User, application: Application, key: str, typed: dict, version: int = 0):
    return answers.save(actor, application, key, typed, version=version)


def test_the_person_who_starts_owns_the_business(ada: User, application: Application):
    assert application.state == "draft"
    assert application.shipper.team.get().role == Membership.Role.OWNER
    assert [e.kind for e in Event.objects.filter(subject_type="application")] == ["application.started"]


def test_a_business_has_one_open_application(ada: User, application: Application):
    with pytest.raises(Conflict, match="has an application"):
        services.application_start(actor=ada, shipper_id=application.shipper_id)
    services.application_withdraw(actor=ada, application_id=application.pk)
    again = services.application_start(actor=ada, shipper_id=application.shipper_id)
    assert again.shipper_id == application.shipper_id


def test_a_draft_filled_at_once_equals_one_saved_section_by_section(ada: User):
    """Most tests begin with a draft whose sections were inserted: no less may be in the draft than services leave."""

    def kept(application: Application) -> tuple[list, list]:
        sections = [(s.key, s.data, s.version, s.saved_by) for s in application.sections.order_by("pk")]
        events = Event.objects.filter(shipper_id=application.shipper_id, kind="application.section_saved")
        return sections, [(e.subject_id == application.pk, e.actor, e.payload) for e in events.order_by("pk")]

    inserted, saved = (services.application_start(actor=person) for person in (ada, seller("bo@shop.example")))
    sections_insert(inserted, ada)
    sections_save(saved, saved.created_by)

    (sections, events), (others, other_events) = kept(inserted), kept(saved)
    assert [s[:3] for s in sections] == [s[:3] for s in others]
    assert {s[3] for s in sections} == {ada}
    assert [(e[0], e[2]) for e in events] == [(e[0], e[2]) for e in other_events]
    assert len(events) == len(selectors.sections_of(inserted))


def test_pressing_start_twice_begins_one_draft(ada: User, application: Application):
    assert services.application_start(actor=ada) == application
    save(ada, application, "business", {"name": "Blue"})
    assert services.application_start(actor=ada) != application


def test_a_section_with_too_much_text_is_refused(ada: User, application: Application):
    with pytest.raises(InvalidInput, match="Shorten it"):
        save(ada, application, "business", {"name": "x" * 300_000})


def test_wrong_answers_are_saved_too(ada: User, application: Application):
    wrong = ANSWERS["contacts"] | {"phone": "ring me", "email": ""}
    save(ada, application, "contacts", wrong)
    assert application.sections.get(key="contacts").data == wrong
    states = {state.section.key: state for state in selectors.section_states(application)}
    assert states["contacts"].progress is Progress.NEEDS_ATTENTION
    assert states["contacts"].strict().errors["phone"]
    assert states["business"].progress is Progress.NOT_STARTED


def test_saved_answers_are_encrypted_in_the_database(ada: User, application: Application):
    save(ada, application, "identifiers", ANSWERS["identifiers"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM applications_section")
        assert b"1103331" not in bytes(cursor.fetchone()[0])


def test_the_number_of_a_person_leaves_a_draft_once_the_country_of_the_business_is_known(
    ada: User, application: Application
):
    typed = ANSWERS["identifiers"] | {"tax": "213456788"}
    assert save(ada, application, "identifiers", typed).data["tax"] == "213456788", "a number of a business elsewhere"
    save(ada, application, "business", ANSWERS["business"] | {"country": "PT"})
    kept = application.sections.get(key="identifiers")
    assert (kept.data["tax"], kept.version) == (REMOVED, 2)
    again = save(ada, application, "identifiers", typed, version=2)
    assert again.data["tax"] == REMOVED


def test_a_second_save_raises_the_version(ada: User, application: Application):
    assert save(ada, application, "business", {"name": "A"}).version == 1
    assert save(ada, application, "business", {"name": "B"}, 1).version == 2
    assert save(ada, application, "business", {"name": "B"}, 2).version == 2


def test_a_save_of_an_outdated_page_is_refused(ada: User, application: Application):
    bo = on_team(application.shipper, "preparer", seller("bo@shop.example", name="Bo Li"))
    save(bo, application, "business", {"name": "Bo's"})
    with pytest.raises(Conflict, match="Bo Li has saved this page") as refused:
        save(ada, application, "business", {"name": "Ada's"})
    assert refused.value.code == "changed_meanwhile"
    assert application.sections.get(key="business").data == {"name": "Bo's"}


def test_strangers_and_viewers_change_nothing(ada: User, application: Application):
    with pytest.raises(NotFound):
        save(seller("eve@shop.example"), application, "business", {})
    viewer = on_team(application.shipper, "viewer", seller("vi@shop.example"))
    with pytest.raises(NotAllowed):
        save(viewer, application, "business", {})
    assert not application.sections.exists()


def test_a_submitted_application_can_not_be_changed(ada: User):
    application = submitted(ada)
    with pytest.raises(Conflict, match="was sent"):
        save(ada, application, "business", {"name": "Other"}, 1)
    with pytest.raises(Conflict, match="was sent"):
        services.evidence_add(actor=ada, application_id=application.pk, criterion=PROOF, name="a.pdf", chunks=[PNG])


def test_a_full_draft_is_done(ada: User):
    draft = filled(ada)
    states = selectors.section_states(draft)
    assert [state.section for state in states] == selectors.sections_of(draft)
    assert all(state.done for state in states)


def test_a_contradiction_between_sections_needs_attention(ada: User):
    application = filled(ada)
    save(ada, application, "identifiers", ANSWERS["identifiers"] | {"ein": "", "duns": "150483782"}, 1)
    (wrong,) = [state for state in selectors.section_states(application) if not state.done]
    assert wrong.section.key == "identifiers"
    assert wrong.strict().errors["ein"] == ["A business in the United States must give its EIN."]


def test_evidence_is_kept_with_its_digest_and_once(ada: User, application: Application):
    add = {"actor": ada, "application_id": application.pk, "criterion": PROOF}
    first = services.evidence_add(**add, name="license.pdf", chunks=[PDF])
    again = services.evidence_add(**add, name="copy.pdf", chunks=[PDF[:10], PDF[10:]])
    assert first == again
    assert first.content_type == "application/pdf"
    assert first.file.read() == PDF
    assert "license" not in first.file.name
    with pytest.raises(InvalidInput, match="PNG"):
        services.evidence_add(**add, name="license.pdf", chunks=[b"MZ\x90\x00" + b"\0" * 100])
    assert list(selectors.evidence_of(application)) == [first]


def test_removed_evidence_stays_in_the_submission(ada: User):
    application = submitted(ada)
    (file,) = selectors.evidence_of(application)
    assert application.submissions.get().content["evidence"] == [file.pk]
    application.inquiries.model.objects.create(
        application=application,
        fields=["criterion-1.1:explanation"],
        text="?",
        asked_by=ada,
        asked_at=application.submitted_at,
        reply_by=application.submitted_at,
    )
    Application.objects.update(state="info_requested")
    services.evidence_remove(actor=ada, application_id=application.pk, criterion=PROOF, evidence_id=file.pk)
    assert not selectors.evidence_of(application)
    read = {part.section.key: part for part in selectors.submission_sections(application.submissions.get())}
    assert read["criterion-1.1"].files == [file]


def test_evidence_is_readable_by_the_team_and_by_staff_who_read_everything(ada: User, officer: User):
    application = submitted(ada)
    (file,) = selectors.evidence_of(application)
    assert selectors.evidence_for(ada, file.pk) == file
    assert selectors.evidence_for(officer, file.pk) == file
    with pytest.raises(NotFound):
        selectors.evidence_for(seller("eve@shop.example"), file.pk)
