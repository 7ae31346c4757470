"""One step of a seller's career, taken by the person who would take it, through the service that they would use."""

from collections.abc import Mapping, Sequence
from datetime import date

from apps.applications import services as applications
from apps.applications.models import Application, Check, PageTime
from apps.applications.sections import PAGES, SectionDefinition
from apps.applications.selectors import checklist_of, decision_terms, sections_more, sections_of, submission_latest
from apps.core import clock
from apps.ledger.services import program_entry_record
from apps.ledger.vocabulary import ProgramEntryKind
from config.simulation.members import Member, Staff
from config.simulation.people import paperwork
from config.simulation.people.accounts import person_ensure, second_ensure, staff_ensure
from config.simulation.people.external_checks import external_checks_record
from config.simulation.people.histories import histories_link_found
from config.simulation.people.visits import visit_step_take

PROVED = ("1.1", "2.2", "6.1")
DRAFTED = 9  # sections filled in so far by somebody who has not sent the application


def staff_of_simulation() -> Staff:
    return Staff(
        officer=staff_ensure(role="officer"),
        second=second_ensure("officer"),
        supervisor=staff_ensure(role="supervisor"),
    )


def step_take(*, member: Member, action: str, today: date, staff: Staff) -> None:
    """Take the step, today."""
    if action == "begin":
        _begin(member)
        return
    seller, owner = member.seller, member.owner
    about = {"application_id": member.application.pk}
    match action:
        case "submit":
            applications.application_submit(actor=owner, signed_name=seller.owner, **about)
        case "withdraw":
            applications.application_withdraw(actor=owner, **about)
        case "take":
            applications.application_take(actor=staff.officer, **about)
            external_checks_record(seller=seller, shipper_id=member.shipper_id, officer=staff.officer)
        case "ask":
            applications.info_request(
                actor=staff.officer,
                fields=[f"{paperwork.ASKED_ABOUT}:explanation"],
                canned=["hs_reason"],
                text="Please say which rulings or notes you rely on for your two most frequent products.",
                **about,
            )
            applications.application_message_write(
                actor=owner, text="Is a ruling that another importer got enough?", language="en", **about
            )
        case "reply":
            applications.application_message_answer(
                actor=staff.officer, text="Yes, if it is about the same goods. Name its number.", language="en", **about
            )
            _answer(member)
        case "approve":
            _check(member, staff)
            histories_link_found(shipper=member.application.shipper, officer=staff.officer)
            applications.application_approve(actor=staff.officer, **about)
            _note_enrollment(member, today)
        case "propose" | "deny":
            _check(member, staff, unmet={"1.1": "The register extract names another director."})
            applications.application_deny(
                actor=staff.officer,
                reasons=["criteria"],
                text="The register extract names another director than the application, and criterion 1.1 is a must.",
                **about,
            )
            if action == "deny" and decision_terms().countersign_denials:
                applications.denial_countersign(actor=staff.second, **about)
        case "appeal":
            applications.application_appeal(
                actor=owner,
                text="The extract was of last year. The new one, attached to our letter, names our director.",
                **about,
            )
        case "grant":
            applications.appeal_decide(
                actor=staff.supervisor, grant=True, text="The new extract settles the question.", **about
            )
            _note_enrollment(member, today)
        case "tell_more":
            _tell_more(member)
        case "annual_review":
            program_entry_record(
                shipper_id=member.shipper_id,
                kind=ProgramEntryKind.ANNUAL_REVIEW,
                date=today,
                actor=staff.officer,
            )
        case _:
            visit_step_take(action=action, member=member, officer=staff.officer)


def _check(member: Member, staff: Staff, *, unmet: Mapping[str, str] = {}) -> None:
    """Fill in the checklist: all is met, but for the criteria of which a note says what is not."""
    verdicts = [
        applications.CriterionVerdict(
            checked.criterion.number,
            Check.Outcome.NOT_MET if checked.criterion.number in unmet else Check.Outcome.MET,
            unmet.get(checked.criterion.number, ""),
        )
        for checked in checklist_of(member.application)
    ]
    submission = submission_latest(member.application)
    assert submission is not None
    applications.checks_save(
        actor=staff.officer,
        application_id=member.application.pk,
        version=submission.version,
        verdicts=verdicts,
    )


def _begin(member: Member) -> None:
    seller = member.seller
    member.owner = person_ensure(
        email=f"owner@{seller.slug}.example", name=seller.owner, language=seller.country.language
    )
    member.application = applications.application_start(actor=member.owner)
    typed = paperwork.sections_typed(seller, email=member.owner.email)
    asked = sections_of(member.application)
    sections = asked[:DRAFTED] if seller.outcome == "draft" else asked
    about = {"actor": member.owner, "application_id": member.application.pk}
    answers = [applications.Answers(section.key, typed[section.key], version=0) for section in sections]
    applications.sections_save(answers=answers, **about)
    _times_make_up(member, sections)
    for section in sections:
        if section.criterion and section.criterion.number in PROVED:
            applications.evidence_add(
                criterion=section.criterion,
                name=f"proof-{section.criterion.number}.pdf",
                chunks=[paperwork.register_extract(seller)],
                **about,
            )


def _times_make_up(member: Member, sections: Sequence[SectionDefinition]) -> None:
    """Record that the pages of a draft took half to twice the estimated time, spread by the number of the seller."""
    promised = {page.key: sum(each.minutes for each in page.sections if each in sections) for page in PAGES}
    PageTime.objects.bulk_create(
        PageTime(
            application=member.application,
            page=page,
            seconds=round(minutes * (30 + (member.seller.number * 37 + place * 53) % 90)),
            counted_until=clock.now(),
        )
        for place, (page, minutes) in enumerate(promised.items())
        if minutes
    )


def _answer(member: Member) -> None:
    typed = paperwork.sections_typed(member.seller, email=member.owner.email)[paperwork.ASKED_ABOUT]
    more = f"{typed['explanation']} {paperwork.RULINGS}".strip()
    about = {"actor": member.owner, "application_id": member.application.pk}
    applications.section_save(key=paperwork.ASKED_ABOUT, typed=typed | {"explanation": more}, version=1, **about)
    applications.info_reply(text="We have added the rulings to our answer.", signed_name=member.seller.owner, **about)


def _tell_more(member: Member) -> None:
    """Tell about good practice, unless the member has left or was removed meanwhile, or was asked before."""
    application = Application.objects.get(pk=member.application.pk)
    typed = paperwork.practice_typed(member.seller)
    answers = [
        applications.Answers(section.key, typed[section.key], version=0)
        for section in sections_more(application)
        if section.key in typed
    ]
    if answers:
        applications.sections_save(actor=member.owner, application_id=application.pk, answers=answers)


def _note_enrollment(member: Member, today: date) -> None:
    member.application.shipper.refresh_from_db(fields=["ksn"])
    member.ksn, member.enrolled = member.application.shipper.ksn or "", today
