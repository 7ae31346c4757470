"""Reads of applications: an applicant's own, an officer's view, how far one is, and what a guard must know."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.applications.criteria import CRITERIA
from apps.applications.models import Application, Decision, Evidence, Inquiry, Submission
from apps.applications.models import Section as SavedSection
from apps.applications.sections import SECTIONS, Finding, Progress, Section, Strict, Typed, cross_check
from apps.applications.states import LIFECYCLE, REAPPLY, Facts, State
from apps.core import clock
from apps.core.errors import NotFound
from apps.core.lifecycle import Transition
from apps.policy.selectors import policy_on, terms_of
from apps.policy.terms import Clocks
from apps.shippers.models import Identifier, Membership
from apps.shippers.selectors import abilities_of, on_team

DONE = (State.APPROVED, *REAPPLY)


def clocks() -> Clocks:
    """The times to act that are in force today."""
    return terms_of(policy_on(clock.today())).clocks


def applications_of(user: User) -> QuerySet[Application]:
    """The applications of all businesses on whose team the user is, the newest first."""
    return Application.objects.filter(on_team(user, "shipper__team")).select_related("shipper").order_by("-pk")


def application_for(user: User, application_id: int) -> Application:
    """One of the applications that the user may read; raises NotFound for any other."""
    application = applications_of(user).filter(pk=application_id).first()
    if application is None:
        raise NotFound(_("There is no such application on your list."))
    return application


def evidence_for(user: User, evidence_id: int) -> Evidence:
    """A file that the user may read: of an application of theirs, or any for staff who read everything."""
    files = Evidence.objects.select_related("application")
    if "read_everything" not in held(user):
        files = files.filter(on_team(user, "application__shipper__team"), removed_at=None)
    found = files.filter(pk=evidence_id).first()
    if found is None:
        raise NotFound(_("There is no such file."))
    return found


def evidence_of(application: Application) -> QuerySet[Evidence]:
    """The files that are part of the application now, the first added first."""
    return application.evidence.filter(removed_at=None).order_by("pk")


def inquiry_open(application: Application) -> Inquiry | None:
    """The request for information that waits for a reply."""
    return application.inquiries.filter(replied_at=None, closed_at=None).order_by("-pk").first()


@dataclass(frozen=True)
class SectionState:
    """A section of an application as it stands. `version` is 0 before it is first saved."""

    section: Section
    typed: Typed | None
    version: int
    files: int
    progress: Progress
    asked: bool = False
    finding: Finding | None = None

    @property
    def done(self) -> bool:
        return self.progress is Progress.DONE

    def strict(self) -> Strict:
        """The section's form: blank before it is first saved, else with all that is still wrong."""
        if self.typed is None:
            return self.section.blank()
        strict = self.section.strict(self.typed, files=self.files)
        if self.finding and not self.section.repeated and self.finding.field not in strict.errors:
            strict.add_error(self.finding.field, self.finding.message)
        return strict


def section_states(application: Application) -> list[SectionState]:
    """Every section of an application and how far it is, contradictions between sections included."""
    saved = {row.key: row for row in application.sections.all()}
    files = Counter(evidence_of(application).values_list("criterion", flat=True))
    inquiry = inquiry_open(application)
    asked = sections_asked(inquiry) if inquiry else frozenset()
    states = [_section_state(section, saved.get(section.key), files, asked) for section in SECTIONS]
    if not all(state.done for state in states):
        return states
    findings = {finding.section: finding for finding in cross_check(cleaned(states))}
    return [
        replace(state, progress=Progress.NEEDS_ATTENTION, finding=findings[state.section.key])
        if state.section.key in findings
        else state
        for state in states
    ]


def _section_state(
    section: Section, row: SavedSection | None, files: Counter[str], asked: frozenset[str]
) -> SectionState:
    typed = row.data if row else None
    held_files = files[section.criterion.number] if section.criterion else 0
    return SectionState(
        section=section,
        typed=typed,
        version=row.version if row else 0,
        files=held_files,
        progress=section.progress(typed, files=held_files),
        asked=section.key in asked,
    )


def cleaned(states: list[SectionState]) -> dict[str, Any]:
    """The clean data of sections that are all done, by key; a list of rows for a repeated one."""
    result = {}
    for state in states:
        strict = state.section.strict(state.typed, files=state.files)
        strict.is_valid()
        result[state.section.key] = (
            [form.cleaned_data for form in strict.forms if form.cleaned_data]
            if state.section.repeated
            else strict.cleaned_data
        )
    return result


def sections_asked(inquiry: Inquiry) -> frozenset[str]:
    """The keys of the sections in which a request for information names a field."""
    return frozenset(field.partition(":")[0] for field in inquiry.fields)


def sections_open(application: Application) -> frozenset[str]:
    """The sections that may be changed now: all of a draft, those asked about while information is requested."""
    if application.state == State.DRAFT:
        return frozenset(section.key for section in SECTIONS)
    inquiry = inquiry_open(application) if application.state == State.INFO_REQUESTED else None
    return sections_asked(inquiry) if inquiry else frozenset()


def may(user: User, application: Application) -> frozenset[str]:
    """All that the user holds towards this application: abilities on its team and permissions as staff."""
    return abilities_of(user, application.shipper_id) | held(user)


def actions_open(user: User, application: Application) -> list[Transition]:
    """The buttons to show this user."""
    return LIFECYCLE.open_to(state=application.state, held=may(user, application))


def appeal_until(application: Application) -> datetime | None:
    """Until when a denial may be appealed; sooner where it rests on a false statement. None if it was not denied."""
    denial = application.decisions.filter(outcome=Decision.Outcome.DENIED).order_by("-pk").first()
    if denial is None:
        return None
    times = clocks()
    days = times.appeal_false_statement_days if "false" in denial.reasons else times.appeal_days
    return denial.at + timedelta(days=days)


def deadline_of(application: Application) -> datetime | None:
    """By when who holds it must act: the program decide, the applicant reply or appeal. None where nothing is due."""
    match application.state:
        case State.SUBMITTED | State.IN_REVIEW | State.APPEALED:
            return application.decide_by
        case State.INFO_REQUESTED:
            return inquiry_open(application).reply_by
        case State.DENIED if not hasattr(application, "appeal"):
            return appeal_until(application)
    return None


def facts_of(application: Application, actor: User) -> Facts:
    """What the guards of the transition table look at."""
    inquiry = inquiry_open(application)
    checked = application.state in (State.DRAFT, State.INFO_REQUESTED)
    return Facts(
        now=clock.now(),
        unfinished=sum(not state.done for state in section_states(application)) if checked else 0,
        actor_on_team=Membership.objects.filter(shipper_id=application.shipper_id, user=actor).exists(),
        actor_denied=application.decisions.filter(by=actor).exists(),
        reply_by=inquiry.reply_by if inquiry else None,
        appeal_until=appeal_until(application),
        appealed=hasattr(application, "appeal"),
        superseded=Application.objects.filter(shipper_id=application.shipper_id)
        .exclude(pk=application.pk)
        .exclude(state__in=REAPPLY)
        .exists(),
    )


@dataclass(frozen=True)
class Reviewed:
    """A section as it was submitted, in words, with its files."""

    section: Section
    answers: list[list[tuple[str, str]]]
    files: list[Evidence]


def submission_latest(application: Application) -> Submission | None:
    return application.submissions.select_related("attested_by").order_by("-version").first()


def submission_read(submission: Submission) -> list[Reviewed]:
    """What was attested, section by section, with the files that belonged to it then."""
    files = list(Evidence.objects.filter(pk__in=submission.content["evidence"]).order_by("pk"))
    by_number = {
        criterion.number: [file for file in files if file.criterion == criterion.number] for criterion in CRITERIA
    }
    return [
        Reviewed(
            section,
            section.answers(submission.content["sections"].get(section.key, {})),
            by_number[section.criterion.number] if section.criterion else [],
        )
        for section in SECTIONS
    ]


def identifiers_shared(shipper_id: int) -> QuerySet[Identifier]:
    """Identifiers of other shippers that are equal to one of this shipper's, with their shipper."""
    own = Identifier.objects.filter(shipper_id=shipper_id).values("digest")
    return Identifier.objects.filter(digest__in=own).exclude(shipper_id=shipper_id).select_related("shipper")


def applications_for_staff() -> QuerySet[Application]:
    """All applications that were submitted: those that wait for a decision first, the one promised soonest on top."""
    return (
        Application.objects.exclude(state=State.DRAFT)
        .select_related("shipper", "reviewer")
        .annotate(over=Q(state__in=DONE))
        .order_by("over", F("decide_by").asc(nulls_last=True), "pk")
    )
