"""The steps of a seller's career, each taken by the person who would, through the service that they would use."""

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from operator import attrgetter

from apps.accounts.models import User
from apps.applications import services as applications
from apps.applications.models import Application, Check, PageTime
from apps.applications.sections import PAGES, SectionDefinition, Typed
from apps.applications.selectors import checklist_of, decision_terms, sections_more, sections_of, submission_latest
from apps.core import clock
from apps.ledger.services import program_entry_record
from apps.ledger.vocabulary import ProgramEntryKind
from apps.validations import services as validations
from apps.validations.models import Finding, Visit, VisitFindingState
from apps.validations.selectors import member_to_visit
from apps.validations.services import VisitFindingDraft
from config.simulation.members import Member, Staff
from config.simulation.numbers.careers import PLANNED_BEFORE
from config.simulation.people import paperwork
from config.simulation.people.accounts import person_ensure, second_ensure, staff_ensure
from config.simulation.people.acts import (
    CASES,
    Act,
    Turn,
    in_days,
    officer,
    often,
    owner,
    row_of,
    second,
    supervisor,
    the_officer,
    visit_report,
)
from config.simulation.people.background import external_checks_record, histories_link_found
from config.simulation.people.cast import Cast, NobodyFree

PROVED = ("1.1", "2.2", "6.1")
DRAFTED = 9  # sections filled in so far by somebody who has not sent the application
ANSWER_DAYS = 45
ACTIONS = (
    "Lock the room in which parcels wait for the carrier, and note who goes in.",
    "Keep the maker's test report with each lot of toys, so that it can be shown for any parcel.",
)
ADVICE = "Photograph each pallet before the carrier takes it."


def staff_of_simulation() -> Staff:
    return Staff(
        officer=staff_ensure(role="officer"),
        second=second_ensure("officer"),
        supervisor=staff_ensure(role="supervisor"),
    )


def step_take(*, member: Member, action: str, cast: Cast) -> None:
    """Take a step of a career, now. A member that has left or was removed meanwhile is no longer visited."""
    Turn(cast, own=member).play(*STEPS[action])


def draft_begin(*, turn: Turn) -> None:
    """Begin an application, and fill in its sections; the pages take half to twice the estimated time."""
    member, seller = turn.member, turn.member.seller
    email = f"owner@{seller.slug}.example"
    member.owner = person_ensure(email=email, name=seller.owner, language=seller.country.language)
    member.application = applications.application_start(actor=member.owner)
    member.shipper_id = member.application.shipper_id
    asked = sections_of(member.application)
    sections = asked[:DRAFTED] if seller.outcome == "draft" else asked
    _fill_in(turn, sections, paperwork.sections_typed(seller, email=email))
    promised = {page.key: sum(each.minutes for each in page.sections if each in sections) for page in PAGES}
    PageTime.objects.bulk_create(
        PageTime(
            application=member.application,
            page=page,
            seconds=round(minutes * (30 + (seller.number * 37 + place * 53) % 90)),
            counted_until=clock.now(),
        )
        for place, (page, minutes) in enumerate(promised.items())
        if minutes
    )
    for section in sections:
        if section.criterion and section.criterion.number in PROVED:
            applications.evidence_add(
                actor=member.owner,
                application_id=member.application.pk,
                criterion=section.criterion,
                name=f"proof-{section.criterion.number}.pdf",
                chunks=[paperwork.register_extract(seller)],
            )


def practice_tell(*, turn: Turn) -> None:
    """Tell about good practice, unless the member has left or was removed meanwhile, or was asked before."""
    application = Application.objects.get(pk=turn.member.application.pk)
    typed = paperwork.practice_typed(turn.member.seller)
    _fill_in(turn, [section for section in sections_more(application) if section.key in typed], typed)


def _fill_in(turn: Turn, sections: Iterable[SectionDefinition], typed: Mapping[str, Typed]) -> None:
    answers = [applications.Answers(section.key, typed[section.key], version=0) for section in sections]
    if answers:
        applications.sections_save(actor=turn.member.owner, application_id=turn.member.application.pk, answers=answers)


def _more_explained(turn: Turn) -> Typed:
    typed = paperwork.sections_typed(turn.member.seller, email=turn.member.owner.email)[paperwork.ASKED_ABOUT]
    return typed | {"explanation": f"{typed['explanation']} {paperwork.RULINGS}".strip()}


def checklist_fill(*, turn: Turn, actor: User, unmet: Mapping[str, str] = {}) -> None:
    """Fill in the checklist: all is met, but for the criteria of which a note says what is not."""
    verdicts = [
        applications.CriterionVerdict(
            number := checked.criterion.number,
            Check.Outcome.NOT_MET if number in unmet else Check.Outcome.MET,
            unmet.get(number, ""),
        )
        for checked in checklist_of(turn.member.application)
    ]
    submission = submission_latest(turn.member.application)
    assert submission is not None
    applications.checks_save(
        actor=actor, application_id=turn.member.application.pk, version=submission.version, verdicts=verdicts
    )


def denial_countersign(*, actor: User, application_id: int) -> None:
    """Countersign a denial, if the policy asks for a second officer."""
    if decision_terms().countersign_denials:
        applications.denial_countersign(actor=actor, application_id=application_id)


def enrollment_note(*, turn: Turn) -> None:
    shipper = turn.member.application.shipper
    shipper.refresh_from_db(fields=["ksn"])
    turn.member.ksn, turn.member.enrolled = shipper.ksn or "", clock.today()


def _place(turn: Turn) -> str:
    if not member_to_visit(turn.shipper_id):
        raise NobodyFree(turn.role.name)
    return turn.member.seller.place


def _finding_in(state: VisitFindingState) -> Callable[[Turn], int]:
    return row_of(lambda turn: Finding.objects.filter(visit=CASES["visit_id"](turn), state=state).order_by("pk"))


def _denied(step: str) -> tuple[Act, Act]:
    text = "The register extract names another director than the application, and criterion 1.1 is a must."
    return (
        officer(step, checklist_fill, unmet={"1.1": "The register extract names another director."}),
        officer(step, applications.application_deny, reasons=["criteria"], text=text),
    )


def _actions(_turn: Turn) -> list[VisitFindingDraft]:
    due = clock.add_days(clock.today(), ANSWER_DAYS)
    return [VisitFindingDraft(Finding.Kind.ACTION, text, due) for text in ACTIONS]


def _signature(turn: Turn) -> str:
    return turn.member.seller.owner


hold = often(officer, validations.visit_hold, held_on=in_days(0), files=visit_report)
accept = often(officer, validations.action_accept, finding_id=_finding_in(VisitFindingState.ANSWERED))
# The acts of each step, by its name.
CAREER = (
    owner("begin", draft_begin),
    owner("submit", applications.application_submit, signed_name=_signature),
    owner("withdraw", applications.application_withdraw),
    officer("take", applications.application_take),
    officer("take", external_checks_record),
    officer(
        "ask",
        applications.info_request,
        fields=[f"{paperwork.ASKED_ABOUT}:explanation"],
        canned=["hs_reason"],
        text="Please say which rulings or notes you rely on for your two most frequent products.",
    ),
    owner("ask", applications.application_message_write, text="Is a ruling that another importer got enough?"),
    officer(
        "reply", applications.application_message_answer, text="Yes, if it is about the same goods. Name its number."
    ),
    owner("reply", applications.section_save, key=paperwork.ASKED_ABOUT, typed=_more_explained, version=1),
    owner("reply", applications.info_reply, text="We have added the rulings to our answer.", signed_name=_signature),
    officer("approve", checklist_fill),
    officer("approve", histories_link_found),
    officer("approve", applications.application_approve),
    officer("approve", enrollment_note),
    *_denied("propose"),
    *_denied("deny"),
    second("deny", denial_countersign),
    owner(
        "appeal",
        applications.application_appeal,
        text="The extract was of last year. The new one, attached to our letter, names our director.",
    ),
    supervisor("grant", applications.appeal_decide, grant=True, text="The new extract settles the question."),
    officer("grant", enrollment_note),
    owner("tell_more", practice_tell),
    officer(
        "annual_review", program_entry_record, kind=ProgramEntryKind.ANNUAL_REVIEW, date=in_days(0), actor=the_officer
    ),
    officer(
        "plan_visit",
        validations.visit_plan,
        kind=Visit.Kind.FIRST,
        form=Visit.Form.ON_SITE,
        day=in_days(PLANNED_BEFORE),
        place=_place,
        lead=the_officer,
        purpose="We look at how you pack and describe your goods, and at your records of origin for some parcels.",
    ),
    hold("visit", findings=[VisitFindingDraft(Finding.Kind.ADVICE, ADVICE)]),
    hold("visit_with_actions", findings=_actions),
    owner(
        "answer_action",
        validations.action_answer,
        finding_id=_finding_in(VisitFindingState.OPEN),
        text="Done since last week. Our warehouse lead checks it every Monday.",
    ),
    accept("accept_action"),
    accept("accept_action"),
    officer(
        "validate",
        validations.visit_validate,
        text="What we saw agrees with the application. Records were produced for every parcel that we named.",
    ),
)
STEPS = {step: tuple(acts) for step, acts in groupby(CAREER, key=attrgetter("when"))}
