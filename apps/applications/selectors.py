"""Reads of applications: an applicant's own, an officer's view, how far one is, and what a guard must know."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.applications.criteria import CRITERIA
from apps.applications.models import Application, Decision, Evidence, Inquiry, SignatureRequest, Submission
from apps.applications.models import Section as SavedSection
from apps.applications.reasons import GUIDANCE
from apps.applications.sections import SECTIONS, Finding, Progress, Section, Strict, Typed, cross_check
from apps.applications.states import LIFECYCLE, REAPPLY, WRITING, Facts, State
from apps.applications.timeline import FINE
from apps.core import clock
from apps.core.errors import NotFound
from apps.core.lifecycle import Transition
from apps.events.models import Event
from apps.events.selectors import events_of_subject
from apps.policy.selectors import policy_on, terms_of
from apps.policy.terms import Clocks
from apps.shippers.models import Identifier
from apps.shippers.selectors import abilities_of, on_team, signers_of

DONE = (State.APPROVED, *REAPPLY)


def clocks() -> Clocks:
    """The times to act that are in force today."""
    return terms_of(policy_on(clock.today())).clocks


def applications_of(user: User) -> QuerySet[Application]:
    """The applications of all businesses on whose team the user is, the newest first."""
    own = Application.objects.filter(on_team(user, "shipper__team"))
    return own.select_related("shipper", "appeal").order_by("-pk")


def application_for(user: User, application_id: int) -> Application:
    """One of the applications that the user may read; raises NotFound for any other.

    It knows whether it is `superseded`: whether another of the business is open, or was approved.
    """
    others = applications_standing(OuterRef("shipper_id")).exclude(pk=OuterRef("pk"))
    application = applications_of(user).annotate(superseded=Exists(others)).filter(pk=application_id).first()
    if application is None:
        raise NotFound(_("There is no such application on your list."))
    if application.state == State.INFO_REQUESTED:
        # What was asked is looked at again and again: which sections are open, by when to reply, what was replied.
        prefetch_related_objects([application], "inquiries")
    return application


def applications_standing(shipper_id: int | OuterRef) -> QuerySet[Application]:
    """Those of a business that are open, or were approved and led to a membership that lasts: it begins no other."""
    return Application.objects.filter(shipper_id=shipper_id, ended_at=None).exclude(state__in=REAPPLY)


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
    waiting = [inquiry for inquiry in application.inquiries.all() if not (inquiry.replied_at or inquiry.closed_at)]
    return max(waiting, key=attrgetter("pk"), default=None)


@dataclass(frozen=True)
class SectionState:
    """A section of an application as it stands. `version` is 0, and `saved` None, before it is first saved."""

    section: Section
    saved: SavedSection | None
    evidence: list[Evidence]
    progress: Progress
    asked: bool = False
    finding: Finding | None = None

    @property
    def typed(self) -> Typed | None:
        return self.saved.data if self.saved else None

    @property
    def version(self) -> int:
        return self.saved.version if self.saved else 0

    @property
    def minutes(self) -> float:
        """How long what is left of it takes, by the estimate of its table: half of that once it is begun."""
        match self.progress:
            case Progress.DONE:
                return 0
            case Progress.NOT_STARTED:
                return self.section.minutes
        return self.section.minutes / 2

    @property
    def files(self) -> int:
        return len(self.evidence)

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
    saved = {row.key: row for row in application.sections.select_related("saved_by")}
    evidence = list(evidence_of(application))
    inquiry = inquiry_open(application) if application.state == State.INFO_REQUESTED else None
    asked = sections_asked(inquiry) if inquiry else frozenset()
    states = [_section_state(section, saved.get(section.key), evidence, asked) for section in SECTIONS]
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
    section: Section, row: SavedSection | None, evidence: list[Evidence], asked: frozenset[str]
) -> SectionState:
    own = [file for file in evidence if section.criterion and file.criterion == section.criterion.number]
    return SectionState(
        section=section,
        saved=row,
        evidence=own,
        progress=section.progress(row.data if row else None, files=len(own)),
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


def about(application: Application) -> tuple[str, int]:
    """How work, events and correspondence name it."""
    return ("application", application.pk)


def actions_open(user: User, application: Application) -> list[Transition]:
    """The buttons to show this user."""
    return LIFECYCLE.open_to(state=application.state, held=may(user, application))


def appeal_until(application: Application) -> datetime | None:
    """Until when a denial may be appealed; sooner where it rests on a false statement. None if it was not denied."""
    denials = [decision for decision in application.decisions.all() if decision.outcome == Decision.Outcome.DENIED]
    denial = max(denials, key=attrgetter("pk"), default=None)
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
            until = appeal_until(application)
            return until if clock.now() <= until else None
    return None


def days_to_decide(application: Application) -> int | None:
    """How many days the program has left; as many as when its clock was stopped. None where it decides nothing."""
    if application.state not in WRITING:
        return None
    since = application.paused_at or clock.now()
    return max(0, (clock.day_of(application.decide_by) - clock.day_of(since)).days)


def sections_to_fix(application: Application, denial: Decision) -> dict[str, list[Section]]:
    """For each reason of a denial, where its applicant puts it right.

    Of the criteria marked must these are those that the officer cites or, where none is cited, those not answered with
    yes; of what was asked, what the last request named.
    """
    places: dict[str, frozenset[str]] = {code: frozenset(GUIDANCE[code].sections) for code in denial.reasons}
    if "criteria" in places:
        places["criteria"] = _cited(denial.text) or _unmet(application, places["criteria"]) or places["criteria"]
    if "incomplete" in places and (inquiries := application.inquiries.all()):
        places["incomplete"] = sections_asked(max(inquiries, key=attrgetter("pk")))
    return {code: [section for section in SECTIONS if section.key in keys] for code, keys in places.items()}


def _cited(text: str) -> frozenset[str]:
    """The criteria whose numbers a text has."""
    numbers = set(re.findall(r"\d+\.\d+", text))
    return frozenset(criterion.key for criterion in CRITERIA if criterion.number in numbers)


def _unmet(application: Application, musts: frozenset[str]) -> frozenset[str]:
    submission = submission_latest(application)
    answers = submission.content["sections"] if submission else {}
    return frozenset(key for key in musts if answers.get(key, {}).get("answer") != "yes")


def facts_of(application: Application, actor: User) -> Facts:
    """What the guards of the transition table look at."""
    inquiry = inquiry_open(application)
    checked = application.state in (State.DRAFT, State.INFO_REQUESTED)
    return Facts(
        now=clock.now(),
        unfinished=sum(not state.done for state in section_states(application)) if checked else 0,
        actor_on_team=bool(abilities_of(actor, application.shipper_id)),
        actor_denied=application.decisions.filter(by=actor).exists(),
        reply_by=inquiry.reply_by if inquiry else None,
        appeal_until=appeal_until(application),
        appealed=hasattr(application, "appeal"),
        superseded=applications_standing(application.shipper_id).exclude(pk=application.pk).exists(),
    )


def changes_of(application: Application) -> QuerySet[Event]:
    """Each change of what the application says, by whom, the latest first."""
    return events_of_subject(about(application)).filter(kind__in=FINE)


def last_change(application: Application) -> int:
    """The number of the last change of what it says, 0 before the first: a signer tells by it what they have read."""
    return changes_of(application).values_list("pk", flat=True).first() or 0


def sections_changed(application: Application, *, since: int) -> list[Section]:
    """The sections that were changed after that change, in their order."""
    changed = {
        event.payload.get("section") or f"criterion-{event.payload['criterion']}"
        for event in changes_of(application).filter(pk__gt=since)
    }
    return [section for section in SECTIONS if section.key in changed]


def preparers_of(application: Application) -> list[User]:
    """Everybody who changed what the application says, in the order in which they first signed up."""
    changed = changes_of(application).order_by().values("actor")
    saved = application.sections.values("saved_by")
    return list(User.objects.filter(Q(pk__in=changed) | Q(pk__in=saved)).order_by("pk"))


def signature_request_of(application: Application) -> SignatureRequest | None:
    """Whom a draft waits on to be signed; None where nobody was asked, who was may no longer sign, or it was sent."""
    if application.state != State.DRAFT:
        return None
    requests = SignatureRequest.objects.select_related("signer", "invitation", "asked_by")
    may_sign = Q(signer=None) | Q(signer__in=signers_of(application.shipper_id).order_by())
    return requests.filter(may_sign, application=application).first()


def signature_request_for(invitation_id: int) -> SignatureRequest | None:
    """What somebody was invited to the team to sign, while it waits for them."""
    return SignatureRequest.objects.filter(invitation=invitation_id, application__state=State.DRAFT).first()


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
            section.answers(submission.content["sections"][section.key]),
            by_number[section.criterion.number] if section.criterion else [],
        )
        for section in SECTIONS
        if section.key in submission.content["sections"]
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
