"""The answers of an application: its sections as they are now, as they were submitted, and who changed them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

import phonenumbers
from django.db.models import Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.applications.criteria import CRITERIA
from apps.applications.models import (
    Application,
    ApplicationState,
    Decision,
    Evidence,
    Inquiry,
    SignatureRequest,
    Submission,
)
from apps.applications.models import Section as SavedSection
from apps.applications.reasons import GUIDANCE
from apps.applications.sections import (
    SECTIONS,
    FoundContradiction,
    Progress,
    SectionDefinition,
    Strict,
    Typed,
    cross_check,
)
from apps.applications.sections.forms import SectionForm
from apps.applications.sections.registry import clean_of, progress_of
from apps.applications.selectors.applications import evidence_of, inquiry_open, subject_of, submission_latest
from apps.applications.selectors.criteria import criteria_asked, criteria_sent, sections_more, sections_of
from apps.applications.situations import SITUATIONS, StateTexts
from apps.applications.timeline import CHANGE_KINDS
from apps.core.fields import max_length_of
from apps.core.text import hidden_character_message
from apps.events.models import Event
from apps.events.selectors import events_of_subject
from apps.shippers.models import Shipper
from apps.shippers.selectors import signers_of


@dataclass(frozen=True)
class SectionState:
    """A section of an application as it is now.

    `saved` is None before the section is first saved. Its version is 0 while it holds answers from elsewhere, such as
    the self-check, that nobody saved here. `country` is the country of the business as typed, "" before it is known.
    `asked`: the open request for information asks about the section. `proof`: the section is not sent without a file.
    `finding`: a contradiction with another section.
    `clean`: the clean data of a section that is done; a list of rows for a repeated one.
    """

    section: SectionDefinition
    saved: SavedSection | None
    evidence: list[Evidence]
    progress: Progress
    clean: Any = None
    asked: bool = False
    proof: bool = False
    finding: FoundContradiction | None = None
    country: str = ""

    @property
    def typed(self) -> Typed | None:
        return self.saved.data if self.saved else None

    @property
    def version(self) -> int:
        return self.saved.version if self.saved else 0

    @property
    def minutes(self) -> float:
        """Return the estimated minutes to complete the section: half of the estimate once the section is begun."""
        match self.progress:
            case Progress.DONE:
                return 0
            case Progress.NOT_STARTED:
                return self.section.minutes
        return self.section.minutes / 2

    @property
    def lacks_file(self) -> bool:
        return self.proof and not self.evidence

    @property
    def done(self) -> bool:
        return self.progress is Progress.DONE

    def strict(self, *, prefix: str = "", known: Typed | None = None) -> Strict:
        """Return the form of the section: with the errors of the answers once somebody saved them here.

        `known` are the answers that the form is filled in with before the section is first saved.
        """
        if self.typed is None:
            return self.section.filled(known or {}, prefix=prefix)
        if not self.version:
            return self.section.filled(self.typed, prefix=prefix)
        strict = self.typed_strict(self.typed, prefix=prefix)
        if self.finding and isinstance(strict, SectionForm) and self.finding.field not in strict.errors:
            strict.add_error(self.finding.field, self.finding.message)
        return strict

    def typed_strict(self, typed: Typed, *, prefix: str = "") -> Strict:
        """Return the form of the section with these answers, and their errors."""
        return self.section.strict(typed, lacks_file=self.lacks_file, country=self.country, prefix=prefix)


def section_states(application: Application) -> list[SectionState]:
    """Return the state of every section of which an application consists.

    Once all sections are done, they are checked against one another; a contradiction makes a section need attention.
    """
    saved = {row.key: row for row in application.sections.select_related("saved_by")}
    evidence = list(evidence_of(application))
    inquiry = inquiry_open(application) if application.state == ApplicationState.INFO_REQUESTED else None
    named = sections_asked(inquiry) if inquiry else frozenset()
    country = country_typed({key: row.data for key, row in saved.items()})
    asked = criteria_asked(application)
    states = [
        _section_state(
            SectionState(
                section,
                saved.get(section.key),
                [file for file in evidence if section.criterion and file.criterion == section.criterion.number],
                Progress.NOT_STARTED,
                asked=section.key in named,
                proof=asked.needs_file(section),
                country=country,
            )
        )
        for section in asked.sections()
    ]
    if not all(state.done for state in states):
        return states
    findings = {finding.section: finding for finding in cross_check(clean_answers(states))}
    return [
        replace(state, progress=Progress.NEEDS_ATTENTION, finding=findings[state.section.key])
        if state.section.key in findings
        else state
        for state in states
    ]


def _section_state(state: SectionState) -> SectionState:
    """Return the state of a section with its progress, and with its clean data if it is done."""
    strict = state.typed_strict(state.typed) if state.typed is not None else None
    progress = progress_of(strict)
    clean = clean_of(strict) if strict and progress is Progress.DONE else None
    return replace(state, progress=progress, clean=clean)


def country_typed(answers: Mapping[str, Typed]) -> str:
    """Return the country of the business as it stands in answers by section; "" where there is none, or no country."""
    typed = answers.get("business", {}).get("country")
    return typed if isinstance(typed, str) and typed in phonenumbers.SUPPORTED_REGIONS else ""


def clean_answers(states: list[SectionState]) -> dict[str, Any]:
    """Return the clean data of sections that are all done, by key; a list of rows for a repeated section."""
    assert all(state.done for state in states)
    return {state.section.key: state.clean for state in states}


def drafted_name_of(shipper_id: int) -> str:
    """Return the name of a business as typed in its open draft; "" without a draft or a name that may be shown."""
    row = SavedSection.objects.filter(
        application__shipper=shipper_id, application__state=ApplicationState.DRAFT, key="business"
    ).first()
    name = " ".join(str(row.data.get("name", "")).split()) if row else ""
    return "" if hidden_character_message(name) else name[: max_length_of(Shipper, "name")]


def sections_asked(inquiry: Inquiry) -> frozenset[str]:
    """Return the keys of the sections in which a request for information names a field."""
    return frozenset(field.partition(":")[0] for field in inquiry.fields)


def sections_open(application: Application) -> frozenset[str]:
    """Return the keys of the sections that the applicant may change now.

    These are all sections of a draft, the sections in question while information is requested, and after the approval
    the criteria that were not asked before.
    """
    if application.state == ApplicationState.DRAFT:
        return frozenset(section.key for section in sections_of(application))
    if application.state == ApplicationState.APPROVED:
        return frozenset(section.key for section in sections_more(application))
    inquiry = inquiry_open(application) if application.state == ApplicationState.INFO_REQUESTED else None
    return sections_asked(inquiry) if inquiry else frozenset()


def sections_to_fix(application: Application, denial: Decision) -> dict[str, list[SectionDefinition]]:
    """Return the sections in which the applicant can put right each reason of a denial.

    For unmet criteria these are the criteria whose numbers the officer cites or, if none is cited, those that were
    asked and not answered with yes. For missing information they are the sections that the last request named.
    """
    places: dict[str, frozenset[str]] = {code: frozenset(GUIDANCE[code].sections) for code in denial.reasons}
    if "criteria" in places:
        places["criteria"] = _cited_criteria(denial.text) or _unmet_criteria(application)
    if "incomplete" in places and (inquiries := application.inquiries.all()):
        places["incomplete"] = sections_asked(max(inquiries, key=attrgetter("pk")))
    return {code: [section for section in SECTIONS if section.key in keys] for code, keys in places.items()}


def _cited_criteria(text: str) -> frozenset[str]:
    """Return the section keys of the criteria whose numbers a text contains."""
    numbers = set(re.findall(r"\d+\.\d+", text))
    return frozenset(criterion.key for criterion in CRITERIA if criterion.number in numbers)


def _unmet_criteria(application: Application) -> frozenset[str]:
    """Return the section keys of the criteria that were asked and not answered with yes; of all asked if each was."""
    submission = submission_latest(application)
    if submission is None:
        return frozenset()
    answers = submission.content["sections"]
    asked = criteria_sent(submission.asked)
    keys = frozenset(criterion.key for criterion in CRITERIA if criterion.number in asked)
    return frozenset(key for key in keys if answers.get(key, {}).get("answer") != "yes") or keys


def changes_of(application: Application) -> QuerySet[Event]:
    """Return the events that changed the answers or files of an application, the latest first."""
    return events_of_subject(subject_of(application)).filter(kind__in=CHANGE_KINDS)


def last_change(application: Application) -> int:
    """Return the number of the last change of the answers, 0 before the first.

    A signer sends this number back, so that a change after they read the page is noticed.
    """
    return changes_of(application).values_list("pk", flat=True).first() or 0


def sections_changed(application: Application, *, since: int) -> list[SectionDefinition]:
    """Return the sections that were changed after the change of number `since`, in their order."""
    changed = {
        event.payload.get("section") or f"criterion-{event.payload['criterion']}"
        for event in changes_of(application).filter(pk__gt=since)
    }
    return [section for section in SECTIONS if section.key in changed]


def preparers_of(application: Application) -> list[User]:
    """Return everybody who changed the answers of an application, in the order of their accounts."""
    changed = changes_of(application).order_by().values("actor")
    saved = application.sections.values("saved_by")
    return list(User.objects.filter(Q(pk__in=changed) | Q(pk__in=saved)).order_by("pk"))


def signature_request_of(application: Application) -> SignatureRequest | None:
    """Return the request to sign a draft, or None.

    There is none if nobody was asked, if the person who was asked may no longer sign, or if the draft was submitted.
    """
    if application.state != ApplicationState.DRAFT:
        return None
    requests = SignatureRequest.objects.select_related("signer", "invitation", "asked_by")
    may_sign = Q(signer=None) | Q(signer__in=signers_of(application.shipper_id).order_by())
    return requests.filter(may_sign, application=application).first()


def situation_of(application: Application, user: User) -> StateTexts:
    """Return who must act on an application and what happens next, as a member of the team is told.

    A draft that is complete waits on the person who was asked to sign. Takes queries only for a draft.
    """
    request = signature_request_of(application)
    if request is None or not all(state.done for state in section_states(application)):
        return SITUATIONS[application.state]
    draft = SITUATIONS[ApplicationState.DRAFT]
    if is_asked(request, user):
        words = _lazy("{name} asked you to read the application through, sign it and send it.")
        return replace(draft, next_step=format_lazy(words, name=str(request.asked_by)))
    return StateTexts(
        "signatory",
        format_lazy(_lazy("Waiting on {name}"), name=str(request.signer or request.invitation)),
        _lazy("They read the application through, sign it and send it. You can still change it, or ask somebody else."),
        draft.silence,
    )


def is_asked(request: SignatureRequest, user: User) -> bool:
    """Tell whether a request to sign is addressed to a user: as a member of the team, or by an invitation."""
    if request.invitation:
        return request.invitation.email == user.email
    return request.signer_id == user.pk


def signature_request_for(invitation_id: int) -> SignatureRequest | None:
    """Return the request to sign that came with an invitation to the team, while the application is a draft."""
    return SignatureRequest.objects.filter(invitation=invitation_id, application__state=ApplicationState.DRAFT).first()


@dataclass(frozen=True)
class SubmittedSection:
    """A section as it was submitted: (field, question, answer) for each answer of each row, and the files."""

    section: SectionDefinition
    answered: list[list[tuple[str, str, str]]]
    files: list[Evidence]

    @property
    def answers(self) -> list[list[tuple[str, str]]]:
        """Return pairs of question and answer for each row."""
        return [[(question, answer) for _field, question, answer in row] for row in self.answered]


def submission_sections(submission: Submission) -> list[SubmittedSection]:
    """Return the sections of a submission, with the answers and files that belonged to them at that time."""
    files = list(Evidence.objects.filter(pk__in=submission.content["evidence"]).order_by("pk"))
    by_number = {
        criterion.number: [file for file in files if file.criterion == criterion.number] for criterion in CRITERIA
    }
    return [
        SubmittedSection(
            section,
            section.answered(submission.content["sections"][section.key]),
            by_number[section.criterion.number] if section.criterion else [],
        )
        for section in SECTIONS
        if section.key in submission.content["sections"]
    ]


def sections_differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the keys of the sections whose answers or evidence files differ between two contents of submissions."""
    changed_files = set(before["evidence"]) ^ set(after["evidence"])
    criteria = set(Evidence.objects.filter(pk__in=changed_files).values_list("criterion", flat=True))
    return [
        section.key
        for section in SECTIONS
        if before["sections"].get(section.key) != after["sections"].get(section.key)
        or (section.criterion and section.criterion.number in criteria)
    ]
