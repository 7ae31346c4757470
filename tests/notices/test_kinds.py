"""Every kind of notice reaches everybody on the team in their language, in the inbox and by mail.

Add an action here that sends a new kind of notice: the last test compares with the places in the code that send.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from django.conf import settings as site
from django.core import mail
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import override

from apps.accounts.models import User
from apps.accounts.signals import many_wrong_passwords
from apps.applications import services as applications
from apps.applications.models import Application
from apps.core import clock
from apps.correspondence import services as correspondence
from apps.desk.shippers.services import records_merge
from apps.ledger.models import Reporter
from apps.ledger.services import recording_reverse
from apps.notices.models import Message
from apps.shippers.models import Address, Invitation, Membership, Shipper
from apps.shippers.selectors import people_of
from apps.shippers.services import (
    address_change_ask,
    address_correct,
    identifier_correct,
    invitation_send,
    member_change,
    name_correct,
    shipper_create,
)
from apps.staff.services import request_confirm, roles_ask
from apps.standing.models import ProposedChange, Standing
from apps.standing.services import (
    PlanItemDraft,
    change_appeal,
    change_decide,
    change_respond,
    departure_decline,
    departure_start,
    member_leave,
    plan_cancel,
    plan_open,
    review_ask,
    review_decide,
    standing_appeal_decide,
    standing_reinstate,
)
from apps.upkeep import services as upkeep
from apps.upkeep.models import ChangeRequest
from apps.upkeep.selectors import review_due_of
from config.engines import PROJECT
from tests.applications import answers
from tests.evaluation.ledger import found_wrong, recording
from tests.notices.declarations import a_declaration
from tests.notices.disputes import an_allegation, statements
from tests.notices.members import in_review, member
from tests.notices.validations import a_hold, a_visit, exam_requests
from tests.outbox import deliver
from tests.people import on_team, seller, staff, staff_known, two_administrators
from tests.policy.versions import announced
from tests.portal.members import parcels, settle
from tests.standing.controlled import bind, tied_to
from tests.standing.evaluations import change_asked, evaluated
from tests.standing.process import at, found, suspended_by
from tests.upkeep.histories import objected
from tests.upkeep.profiles import DECISION, WORDS, moved_to

LANGUAGES = [code for code, _name in site.LANGUAGES]
ASK = {"fields": ["volumes:monthly_parcels"], "text": "Sure?", "canned": ["file_unreadable"]}


@pytest.fixture
def shop(ada: User) -> Shipper:
    """Return a business whose team has a reader of each language of the site."""
    ada.language = LANGUAGES[0]
    ada.save()
    shipper = shipper_create(actor=ada)
    for language in LANGUAGES[1:]:
        on_team(shipper, "signatory", seller(f"{language}@shop.example", language=language))
    return shipper


def an_account(shop: Shipper, ada: User, officer: User) -> None:
    for person in people_of(shop.pk):
        many_wrong_passwords.send(User, user=person)


def an_application(shop: Shipper, ada: User, officer: User) -> None:
    about = in_review(shop, ada, officer)
    applications.info_request(actor=officer, **about, **ASK)
    applications.application_message_answer(actor=officer, text="The one of May.", language="en", **about)
    applications.info_reply(actor=ada, text="Yes.", signed_name="Ada Park", **about)
    answers.checked(officer, Application.objects.get(pk=about["application_id"]))
    denied = applications.application_deny(
        actor=officer,
        reasons=["criteria"],
        text="6.1 is not met.",
        canned=["must_not_shown"],
        explanation="The checklist is of the day before the visit.",
        **about,
    )
    answers.countersigned(denied)
    applications.application_appeal(actor=ada, text="It is.", **about)
    applications.appeal_decide(actor=staff("supervisor"), grant=False, text="No.", **about)
    again = answers.filled(ada, shipper_id=shop.pk)
    applications.application_withdraw(actor=ada, application_id=again.pk)


def a_signature(shop: Shipper, ada: User, officer: User) -> None:
    draft = answers.filled(ada, shipper_id=shop.pk)
    for signer in User.objects.filter(memberships__shipper=shop).exclude(pk=ada.pk):
        applications.signature_ask(actor=ada, application_id=draft.pk, signer_id=signer.pk)


def a_membership(shop: Shipper, ada: User, officer: User) -> None:
    member(shop, ada, officer)
    for kind in ("suspension", "removal"):
        proposed = change_asked(actor=officer, shipper_id=shop.pk, kind=kind, reasons="No records.")
        with clock.at(proposed.respond_by):
            change_decide(actor=officer, change_id=proposed.pk, decision="withdraw", reasons="They came.")
    suspended = change_asked(actor=officer, shipper_id=shop.pk, kind="suspension", reasons="No records again.")
    with clock.at(suspended.respond_by):
        second = staff("officer", email="second@staff.example")
        change_decide(actor=second, change_id=suspended.pk, decision="uphold", reasons="None came.")
    for conditional in (True, False):
        standing_reinstate(actor=officer, shipper_id=shop.pk, reasons="They came.", conditional=conditional)
    evaluated(shop, enter=2, keep=2)
    # A call that is dropped, and one that a proposal follows.
    evaluated(shop, enter=1, keep=1, assured=False)
    evaluated(shop, enter=2, keep=2)
    evaluated(shop, enter=0, keep=0)
    assert ProposedChange.objects.filter(kind="demotion").exists()
    bind(officer, tied_to(shop))
    departure = {"shipper_id": shop.pk, "way": "phone", "reasons": "They close."}
    departure_start(actor=officer, **departure)
    departure_decline(actor=ada, shipper_id=shop.pk)
    departure_start(actor=officer, **departure)
    member_leave(actor=ada, shipper_id=shop.pk)


def due_process(shop: Shipper, ada: User, officer: User) -> None:
    member(shop, ada, officer)
    supervisor = staff("supervisor")
    Standing.objects.filter(shipper=shop).update(validated=True)
    denial = change_asked(actor=officer, shipper_id=shop.pk, kind="validation", reasons="It was not so.")
    with at(denial.respond_by - timedelta(hours=70)):
        change_respond(final=True, actor=ada, change_id=denial.pk, response="It was.")
    denial.refresh_from_db()
    with at(denial.decide_by + timedelta(hours=1)):
        second = staff("officer", email="second@staff.example")
        change_decide(actor=second, change_id=denial.pk, decision="uphold", reasons="It was not.")
        appeal = change_appeal(actor=ada, change_id=denial.pk, text="Look again.")
    with at(appeal.decide_by):
        standing_appeal_decide(actor=supervisor, appeal_id=appeal.pk, decision="grant", reasons="So it was.")
    suspended_by(shop, found(shop))
    purpose, due = "Check every parcel.", clock.add_days(clock.today(), 20)
    plan = plan_open(
        actor=officer, shipper_id=shop.pk, purpose=purpose, items=[PlanItemDraft("Train all.", "Ada Park", due)]
    )
    with at(clock.end_of(due) - timedelta(hours=30)):
        plan_cancel(actor=officer, plan_id=plan.pk, text="It is clear now.")
    review = review_ask(actor=ada, shipper_id=shop.pk, text="We check all.")
    review_decide(actor=supervisor, review_id=review.pk, decision="keep", reasons="Since yesterday.")
    wrong = recording("cbp", "agency")
    suspended_by(shop, found(shop, recorded=wrong))
    recording_reverse(recording_id=wrong.pk, actor=supervisor, reason="Wrong.")
    settle()


def a_question(shop: Shipper, ada: User, officer: User) -> None:
    asked = correspondence.question_ask(actor=ada, shipper_id=shop.pk, subject="Labels", text="Which?", language="en")
    correspondence.question_answer(actor=officer, thread_id=asked.pk, text="This one.", language="en")


def a_margin(shop: Shipper, ada: User, officer: User) -> None:
    member(shop, ada, officer)
    with at(clock.now() + timedelta(days=130)):
        parcels(shop, clock.today(), 8, drawn="clean")
        settle()
        # One more would disprove the rate of tier 1.
        found_wrong(shop, 6)
        settle()


def upkeep_of(shop: Shipper, ada: User, officer: User) -> None:
    member(shop, ada, officer)
    for decide in (upkeep.change_request_accept, upkeep.change_request_decline):
        asked = upkeep.change_request_submit(
            actor=ada, shipper_id=shop.pk, part="addresses", typed=moved_to(f"Elko {decide.__name__}"), **WORDS
        )
        decide(actor=officer, request_id=asked.pk, **DECISION)
    sale = {"buyer": "Cy", "country": "US", "email": "cy@shop.example", "day": "2027-01-01", "whole": "whole"}
    told = ChangeRequest.objects.create(
        shipper=shop, part="sale", reason="Sold.", language="en", before={}, after=sale, asked_by=ada
    )
    upkeep.change_request_accept(actor=officer, request_id=told.pk, **DECISION)
    upkeep.new_owner_vet(actor=officer, request_id=told.pk)
    Reporter.objects.create(code="bazaar", name="Bazaar", kind="marketplace")
    proof = {"proof": "code_word", "page": "https://bazaar.example/s", "language": "en", "source": "bazaar"}
    for code, decide in (("S-1", upkeep.claim_accept), ("S-2", upkeep.claim_decline)):
        claim = upkeep.claim_submit(actor=ada, shipper_id=shop.pk, code=code, **proof)
        decide(actor=officer, claim_id=claim.pk, **DECISION)
    for code, decide in (("S-3", upkeep.objection_accept), ("S-4", upkeep.objection_decline)):
        objection = objected(officer, shop, ada, code=code)
        decide(actor=staff_known("supervisor", email="decides@staff.example"), objection_id=objection.pk, **DECISION)
    upkeep.histories_unlink(actor=officer, shipper_id=shop.pk, seller_ids=[objection.link.seller_id], text="No.")
    due = review_due_of(shop.pk)
    for days in (-60, -30, -7, 0, (due.overdue - due.due).days):
        with clock.at(datetime.combine(due.due + timedelta(days=days), time(12), UTC)):
            upkeep.reviews_remind()


def a_waiting_change(shop: Shipper, ada: User, officer: User) -> None:
    """A team of owners, one of whom has the contact address: only owners are told, and nobody else is mailed."""
    member(shop, ada, officer)
    shop.team.update(role=Membership.Role.OWNER)
    Shipper.objects.filter(pk=shop.pk).update(email=ada.email)
    typed = answers.ANSWERS["contacts"] | {"email": "new@bluekite.example"}
    upkeep.change_request_submit(actor=ada, shipper_id=shop.pk, part="contacts", typed=typed, **WORDS)
    address_change_ask(user=ada, email="new@shop.example")
    bo = on_team(shop, "viewer", seller("bo@shop.example", language="en"))
    member_change(actor=ada, shipper_id=shop.pk, user_id=bo.pk, role="signatory")


def a_record(shop: Shipper, ada: User, officer: User) -> None:
    address = Address.objects.create(shipper=shop, street="1 Main St", city="Reno", country="US")
    about = {"actor": officer, "shipper_id": shop.pk, "reason": "The register says so.", "language": "en"}
    name_correct(name="Blue Kite", **about)
    address_correct(address_id=address.pk, values={"city": "Elko"}, **about)
    for number in ("42-1103331", "12-3446789", ""):
        identifier_correct(kind="ein", number=number, **about)
    other = Shipper.objects.create()
    for person in shop.team.all():
        on_team(other, person.role, person.user)
    records_merge(actor=answers.supervisor(), kept_id=shop.pk, merged_id=other.pk, reason="One company.")


# The actions that send notices, each with the kinds of notice that follow.
def an_account_request(shop: Shipper, ada: User, officer: User) -> None:
    pair = two_administrators()
    for place in shop.team.all():
        request = roles_ask(actor=pair.asked, user_id=place.user_id, roles=["auditor"], reason="They change sides.")
        request_confirm(actor=pair.confirmed, request_id=request.pk)


def a_policy(shop: Shipper, ada: User, officer: User) -> None:
    member(shop, ada, officer)
    announced(shop.pk, people_of(shop.pk))


KINDS: dict[Callable[[Shipper, User, User], None], set[str]] = {
    an_account: {"accounts.wrong_passwords"},
    an_application: {
        *("application.submitted", "application.info_requested", "application.info_replied", "application.denied"),
        *("application.appealed", "application.denial_upheld", "application.withdrawn", "correspondence.answered"),
    },
    a_signature: {"application.signature_asked"},
    an_account_request: {"staff.account", "staff.request"},
    a_membership: {
        *("application.submitted", "application.approved", "standing.enrolled", "standing.left"),
        *("standing.demotion", "standing.suspension", "standing.removal", "standing.reinstated"),
        *("standing.departure", "standing.control", "standing.staff_reminder"),
        *("standing.manager", "standing.assurance", "standing.assurance_dropped"),
        # The parcels that are the grounds came by a carrier that the profile does not list.
        "ledger.unlisted_party",
    },
    due_process: {
        *("application.submitted", "application.approved", "standing.enrolled", "ledger.violation_served"),
        *("standing.validation", "standing.suspension", "standing.reminder", "standing.staff_reminder"),
        *("standing.appeal_decided", "standing.appeal_stayed", "standing.restriction", "standing.restored"),
        *("standing.plan", "standing.plan_reminder"),
    },
    a_policy: {
        *("application.submitted", "application.approved", "standing.enrolled"),
        *("policy.comment_answered", "standing.policy_draft", "standing.policy_published"),
    },
    a_margin: {
        *("application.submitted", "application.approved", "standing.enrolled", "standing.margin"),
        *("ledger.violation_served",),
    },
    a_record: {
        *(f"shippers.{part}_corrected" for part in ("name", "address", "identifier")),
        *("shippers.merged", "shippers.absorbed"),
    },
    a_question: {"correspondence.answered"},
    statements: {
        *("application.submitted", "application.approved", "standing.enrolled"),
        *("disputes.decided", "disputes.source", "disownings.decided", "disclosures.decided"),
        "standing.plan",
        *("ledger.violation_served", "ledger.unlisted_party"),
    },
    an_allegation: {
        *("application.submitted", "application.approved", "standing.enrolled"),
        *("ledger.violation_served", "ledger.answer_extended", "ledger.answer_reminder"),
    },
    upkeep_of: {
        *("application.submitted", "application.approved", "standing.enrolled"),
        *("upkeep.change_request_accepted", "upkeep.change_request_declined", "upkeep.new_owner_vetted"),
        *("upkeep.identity_claim_accepted", "upkeep.identity_claim_declined"),
        *("upkeep.history_linked", "upkeep.history_unlinked"),
        *("upkeep.link_objection_accepted", "upkeep.link_objection_declined"),
        *(f"upkeep.review_{step}" for step in ("60_days", "30_days", "7_days", "due", "overdue")),
    },
    a_waiting_change: {
        *("application.submitted", "application.approved", "standing.enrolled", "upkeep.change_request_waits"),
        *("shippers.address_waits", "shippers.role_waits"),
    },
    a_visit: {
        *("application.submitted", "application.approved", "standing.enrolled"),
        *(f"validations.{step}" for step in ("planned", "moved", "cancelled", "held", "added")),
        *(f"validations.action_{step}" for step in ("accepted", "declined", "extended")),
        *("validations.validated", "validations.not_validated"),
    },
    a_hold: {
        *("application.submitted", "application.approved", "standing.enrolled"),
        *("ledger.unlisted_party", *(f"agencies.hold_{act}" for act in ("placed", "extended", "lifted", "ended"))),
    },
    a_declaration: {
        *("application.submitted", "application.approved", "standing.enrolled", "assessment.seller_asked"),
    },
    exam_requests: {
        *("application.submitted", "application.approved", "standing.enrolled"),
        *(f"validations.exams_{step}" for step in ("declined", "granted", "done")),
    },
}
# Kinds that do not go to everybody on a team. Staff choose no language.
READERS = {"application.signature_asked": LANGUAGES[1:], "standing.staff_reminder": [""], "staff.request": [""]}
SENDERS = {
    *("agencies/messages.py", "notices/handlers.py"),
    *("applications/services/signatures.py", "applications/services/transitions.py", "correspondence/services.py"),
    *("shippers/cases.py", "ledger/services/notices/messages.py", "ledger/services/parties.py"),
    *(
        f"standing/{room}/services.py"
        for room in ("appeals", "departures", "evaluations", "members", "plans", "restrictions")
    ),
    *(f"standing/{name}.py" for name in ("control/notices", "decisions", "reminders")),
    *(f"standing/assurance/services/{module}.py" for module in ("calls", "managers")),
    *("policy/services/comments.py", "standing/policies/messages.py", "standing/appeals/stays.py"),
    "standing/evaluations/warnings.py",
    *("standing/proposals/services/limits.py", "shippers/services/records.py", "shippers/services/waits.py"),
    "shippers/services/waiting_changes.py",
    *("upkeep/services/decisions.py", "upkeep/services/links.py", "upkeep/services/requests.py"),
    *(f"disputes/services/{module}.py" for module in ("disclosures", "disownings", "disputes", "source_checks")),
    *("staff/messages.py", "targeting/messages.py", "upkeep/services/reviews.py"),
    *("validations/exam_requests/services.py", "validations/services/messages.py"),
}


@pytest.mark.slow
@pytest.mark.parametrize("happen", KINDS, ids=lambda happen: happen.__name__)
def test_each_kind_reaches_each_reader_in_their_language_and_by_mail(
    happen: Callable[[Shipper, User, User], None], shop: Shipper, ada: User
) -> None:
    happen(shop, ada, answers.officer())
    with clock.at(clock.now() + timedelta(days=2 * 365)):
        deliver()
    sent = Message.objects.select_related("recipient")
    assert {message.kind for message in sent} == KINDS[happen]
    for kind in KINDS[happen]:
        readers = {message.recipient.language for message in sent if message.kind == kind}
        wanted = READERS.get(kind, LANGUAGES)
        assert readers == set(wanted), kind
    for message in sent:
        assert message.mailed_at
        assert message.link.startswith("/"), f"{message.kind}: the reader is led to where one goes on"
        for text in (message.subject, message.body):
            assert text.strip(), message.kind
            assert not re.search(r"%\(|\{\w*\}", text), f"{message.kind}: a value was left out of “{text}”"
    assert len(mail.outbox) == len(sent)


def test_an_invitation_is_in_the_language_of_the_recipient_or_of_the_sender(ada: User, shop: Shipper) -> None:
    seller("ana@shop.example", language="es")
    for email in ("ana@shop.example", "new@shop.example"):
        invitation_send(actor=ada, shipper_id=shop.pk, email=email, role="preparer")
    deliver()
    ends = Invitation.objects.get(email="new@shop.example").expires_at
    bodies = {sent.to[0]: sent.body for sent in mail.outbox}
    for email, language in (("ana@shop.example", "es"), ("new@shop.example", "en")):
        with override(language):
            assert date_format(localtime(ends), "DATE_FORMAT") in bodies[email]


def test_every_kind_of_notice_is_tested_here() -> None:
    apps = PROJECT / "apps"
    sends = re.compile(r"(?<!def )message_send\(|return NewMessage\($|\bCaseNotice(\[\w+\])?\(", re.MULTILINE)
    assert {str(path.relative_to(apps)) for path in apps.rglob("*.py") if sends.search(path.read_text())} == SENDERS
