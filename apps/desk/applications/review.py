"""The review page of an application: what it says, and beside it one panel at a time of what there is to know."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.applications import selectors
from apps.applications.models import (
    Application,
    ApplicationState,
    Check,
    Decision,
    DenialProposal,
    Evidence,
    InquiryDraft,
    Submission,
)
from apps.applications.sections import SECTIONS, AnswerPlace, SectionDefinition, criteria_repeated, embargoes_named
from apps.applications.selectors import CheckedCriterion, SubmittedSection
from apps.applications.signatories import is_named, owner_names
from apps.applications.states import CHECKLIST_STATES, ApplicationFacts
from apps.applications.timeline import timeline_full
from apps.applications.work import MESSAGE
from apps.core.lazy import Promise
from apps.correspondence.selectors import posts_about
from apps.desk.cases import CaseItems, case_items
from apps.desk.files import ATTACHMENT, EVIDENCE, LOOKED, ViewedPage, chosen, viewed, viewer_of
from apps.desk.histories import identities_for
from apps.desk.vetting import BusinessRelations, HitSeen, relations_for, vetting_of
from apps.ledger.models import Seller
from apps.ledger.selectors import identities_unlinked
from apps.shippers.matches import BusinessMatch
from apps.work.models import Item

# In the order of their links.
PANELS: dict[str, Promise] = {
    "evidence": _lazy("Evidence"),
    "checklist": _lazy("Checklist"),
    "vetting": _lazy("Vetting"),
    "letters": _lazy("Correspondence"),
    "notes": _lazy("Notes"),
    "history": _lazy("History"),
}
# The panels that a reader of the business's own team may not see.
CLOSED_TO_TEAM = ("checklist", "vetting", "notes", "history")
ALL = "all"
DECIDED = (ApplicationState.APPROVED, ApplicationState.DENIED, ApplicationState.APPEALED)
OF_DECISION = ("by", "countersigned_by", "duplicate_of", "second_look__by")
# The finding about a criterion as a sign and in words.
SIGNS: dict[str, tuple[str, Promise]] = {
    "unchecked": ("○", _lazy("not checked")),
    "outdated": ("!", _lazy("changed since it was checked")),
    Check.Outcome.MET: ("✓", _lazy("met")),
    Check.Outcome.NOT_MET: ("✗", _lazy("not met")),
    Check.Outcome.NOT_APPLICABLE: ("–", _lazy("not applicable")),
}


@dataclass(frozen=True, slots=True)
class ReviewedSection:
    """A section of the application as the page draws it: folded to its first answer, or open.

    `changed`: the latest version is not the first, and says something else here than the one before.
    """

    reviewed: SubmittedSection
    checked: CheckedCriterion | None
    open: bool
    chosen: bool
    changed: bool

    @property
    def section(self) -> SectionDefinition:
        return self.reviewed.section

    @property
    def gist(self) -> str:
        """Return the first answer of the section."""
        return next((answer for pairs in self.reviewed.answers for _question, answer in pairs if answer), "–")

    @property
    def sign(self) -> str:
        """Return the sign for the finding about the criterion of the section; `words` says the same."""
        return SIGNS[self.found][0]

    @property
    def words(self) -> Promise:
        return SIGNS[self.found][1]

    @property
    def found(self) -> str:
        checked = self.checked
        if checked is None or checked.check is None:
            return "unchecked"
        return "outdated" if checked.outdated else checked.check.outcome

    @property
    def rows(self) -> list[list[tuple[AnswerPlace, str, str]]]:
        """Return each row of answers as (place, question, answer)."""
        section = self.section
        return [
            [
                (AnswerPlace(section, field, number if section.repeated else 0), question, answer)
                for field, question, answer in row
            ]
            for number, row in enumerate(self.reviewed.answered, start=1)
        ]

    @property
    def files(self) -> list[tuple[str, Evidence]]:
        """Return the files of the section, each with the code of its place."""
        return [(AnswerPlace(self.section, file=file.pk).code, file) for file in self.reviewed.files]

    @property
    def more(self) -> int:
        """Return the number of rows after the first."""
        return max(0, len(self.reviewed.answers) - 1)


@dataclass(frozen=True, slots=True)
class RevisedSubmission:
    """A version of the submission, and how it differs from the one before: answers by section, and files."""

    submission: Submission
    answers: list[tuple[SectionDefinition, list[tuple[str, str, str]]]]
    added: list[Evidence]
    removed: list[Evidence]


class ReviewContext:
    """Data that the actions and the parts of the page share, read once for an `application_to_review`."""

    def __init__(self, request: HttpRequest, shown: Application) -> None:
        self.request, self.shown = request, shown
        viewer = user_of(request)
        _read_parts(shown)
        self.checklist: list[CheckedCriterion] = selectors.checklist_of(shown)
        self.facts: ApplicationFacts = selectors.facts_of(
            *(shown, viewer, self.checklist),
            on_team=shown.actor_on_team,
            matches=self._matches(),
            hits=[hit.state for hit in self.hits],
        )
        self.work: CaseItems = case_items(viewer, selectors.subject_of(shown), shown.case_notes)
        self.items: list[Item] = self.work.items

    def _matches(self) -> list[BusinessMatch]:
        """Return the matching businesses that may block a decision."""
        return self.relations.matches if self.shown.state == ApplicationState.IN_REVIEW else []

    @property
    def hits(self) -> list[HitSeen]:
        """Return the screening hits that may block a decision."""
        if self.shown.state not in (ApplicationState.IN_REVIEW, ApplicationState.APPEALED):
            return []
        return [hit for hit in self.relations.hits if hit.stands]

    @property
    def hits_named(self) -> list[HitSeen]:
        """Return the screening hits that may block a decision; none for a reader on the team of the business."""
        return [] if self.shown.actor_on_team else self.hits

    @property
    def opens_everything(self) -> bool:
        """Return whether the page shows every answer."""
        return self.request.GET.get("open") == ALL

    @cached_property
    def draft(self) -> InquiryDraft | None:
        """Return the request for information that the reader is writing."""
        return selectors.inquiry_draft_of_reader(self.shown)

    @cached_property
    def read(self) -> list[SubmittedSection]:
        """Return the sections of the latest version, with the files; read when they are first asked for."""
        latest = max(self.shown.submissions.all(), key=attrgetter("version"), default=None)
        return selectors.submission_sections(latest) if latest else []

    @property
    def names_asked(self) -> dict[int, str]:
        """Return the names of the files about which the reader may ask; none where there is no request."""
        return {file.pk: file.name for one in self.read for file in one.files} if self.draft else {}

    @property
    def reported(self) -> list[Seller]:
        """Return the identities that are, or may be, those of the business; read when they are first asked for."""
        return identities_for(self.request, self.shown.shipper)

    @property
    def relations(self) -> BusinessRelations:
        """Return the businesses that may be the same one; read when they are first asked for."""
        return relations_for(self.request, self.shown.shipper)


def review_of(request: HttpRequest, shown: Application, known: ReviewContext) -> dict[str, Any]:
    """Return what the page shows. The address chooses the panel, the section and the file in the viewer."""
    checklist, facts, items = known.checklist, known.facts, known.items
    submissions = sorted(shown.submissions.all(), key=attrgetter("version"), reverse=True)
    read = known.read
    files = [file for one in read for file in one.files]
    panel = request.GET.get("panel", "")
    if panel not in PANELS:
        panel = _first_panel(request, items)
    viewer = _viewer(request, shown, panel, read)
    asked = request.GET.get("section", "")
    section = asked or _section_of(viewer, read)
    changed = submissions[0].changed if len(submissions) > 1 else []
    decided = shown.state in DECIDED
    proposes = shown.state == ApplicationState.DENIAL_PROPOSED
    closed = panel in CLOSED_TO_TEAM and shown.actor_on_team
    checks = {checked.criterion: checked for checked in checklist}
    everything = known.opens_everything
    return {
        "submission": submissions[0] if submissions else None,
        "signatory_not_named": bool(submissions) and not _signatory_named(submissions[0]),
        "parts": [
            ReviewedSection(
                one,
                checks.get(one.section.criterion) if one.section.criterion else None,
                # An officer who comes back reads first the sections that the applicant changed.
                open=everything or one.section.key == section or (one.section.key in changed and not asked),
                chosen=one.section.key == section,
                changed=one.section.key in changed,
            )
            for one in read
        ],
        "registered": selectors.registered_of(submissions[0].content["sections"]) if submissions else None,
        "repeated": criteria_repeated(submissions[0].content["sections"]) if submissions else [],
        "embargoes": embargoes_named(submissions[0].content["sections"]) if submissions else [],
        "blockers": selectors.blockers(shown.state, facts),
        "hits": known.hits_named,
        "unlinked": identities_unlinked(known.reported) if shown.state == ApplicationState.IN_REVIEW else [],
        "everything": everything,
        "files": files,
        "panel": panel,
        # A section that is chosen shows its evidence, except beside the checklist, which goes on.
        "section_panel": panel if panel == "checklist" else None,
        "panels": PANELS.items(),
        "panel_title": PANELS[panel],
        "panel_template": "admin/desk/closed.html" if closed else f"admin/desk/review/{panel}.html",
        "viewer": viewer,
        **(_proposal(known) if proposes and not shown.actor_on_team else {}),
        "deadline": _deadline(shown, facts),
        "decisions": sorted(shown.decisions.all(), key=attrgetter("pk"), reverse=True) if decided else [],
        "appeal": getattr(shown, "appeal", None) if decided else None,
        **({} if closed else _panel(request, known, panel, submissions)),
    }


def _proposal(known: ReviewContext) -> dict[str, Any]:
    """Return the proposed denial that waits for a second officer, and what is known otherwise than its grounds say."""
    proposal = selectors.proposal_open(known.shown)
    assert proposal is not None
    contradictions = selectors.grounds_contradicted(known.shown, proposal, known.checklist)
    return {"proposals": [proposal], "contradictions": contradictions}


def _first_panel(request: HttpRequest, items: list[Item]) -> str:
    """Return the panel of a page whose address names none: the letters where a message waits, else the evidence."""
    chose = "section" in request.GET or EVIDENCE.code in request.GET
    return "letters" if not chose and any(item.kind == MESSAGE.code for item in items) else "evidence"


def _settled_denials(shown: Application) -> QuerySet[DenialProposal]:
    """Return the proposed denials that were settled, the latest first."""
    proposals = shown.denials_proposed.exclude(settled_at=None)
    return proposals.select_related("by", "settled_by", "duplicate_of").order_by("-pk")


def _read_parts(shown: Application) -> None:
    """Read what the page, its acts and the guards look at, so that none of them asks for it again."""
    wanted: list[Any] = [Prefetch("submissions", Submission.objects.select_related("attested_by"))]
    match shown.state:
        case ApplicationState.DENIAL_PROPOSED:
            proposals = DenialProposal.objects.select_related("by", "settled_by", "duplicate_of")
            wanted.append(Prefetch("denials_proposed", proposals))
        case state if state in DECIDED:
            wanted.append(Prefetch("decisions", Decision.objects.select_related(*OF_DECISION)))
    prefetch_related_objects([shown], *wanted)


def _panel(request: HttpRequest, known: ReviewContext, panel: str, submissions: list[Submission]) -> dict[str, Any]:
    """Return what only one panel shows."""
    shown = known.shown
    match panel:
        case "checklist":
            checks = shown.state in CHECKLIST_STATES and "review_applications" in held(user_of(request))
            return {"checklist": known.checklist, "checking": checks}
        case "vetting":
            return {"vetting": vetting_of(shown.shipper, user_of(request), known.relations, known.reported, but=shown)}
        case "letters":
            inquiries = list(shown.inquiries.select_related("asked_by", "replied_by").order_by("-pk"))
            asked = selectors.questions_in(inquiries)
            return {
                "inquiries": [(inquiry, asked[inquiry.pk]) for inquiry in inquiries],
                "posts": posts_about(selectors.subject_of(shown)),
            }
        case "notes":
            return {"notes": shown.notes.select_related("author").order_by("-pk")}
        case "history":
            return {
                "settled": _settled_denials(shown),
                "timeline": timeline_full(shown),
                "revisions": revisions_of(submissions),
            }
    return {}


def _deadline(shown: Application, facts: ApplicationFacts) -> datetime | None:
    """Return by when the program must decide or the applicant must reply or may appeal; None where nothing is due."""
    match shown.state:
        case ApplicationState.INFO_REQUESTED:
            return facts.reply_by
        case ApplicationState.DENIED:
            over = facts.appealed or not facts.appeal_until or facts.appeal_until < facts.now
            return None if over else facts.appeal_until
        case ApplicationState.APPROVED | ApplicationState.WITHDRAWN:
            return None
    return shown.decide_by


def _viewer(request: HttpRequest, shown: Application, panel: str, read: list[SubmittedSection]) -> ViewedPage | None:
    """Return the file in the viewer: the file or the section's first file that the address names, else the first."""
    if panel == "letters":
        return viewer_of(request, ATTACHMENT)
    if panel == "vetting":
        return None if shown.actor_on_team else viewer_of(request, LOOKED)
    if panel != "evidence":
        return None
    number = chosen(request, EVIDENCE)
    if number is None:
        key = request.GET.get("section", "")
        section = next((one.files for one in read if one.section.key == key), None)
        files = section if section is not None else [file for one in read for file in one.files]
        number = next((file.pk for file in files), None)
    elif not shown.evidence.filter(pk=number).exists():
        return None
    return viewed(request, EVIDENCE, number) if number else None


def _section_of(viewer: ViewedPage | None, read: list[SubmittedSection]) -> str:
    """Return the key of the section to which the file in the viewer belongs."""
    if viewer is None or viewer.source is not EVIDENCE:
        return ""
    return next((one.section.key for one in read if viewer.file in one.files), "")


def _signatory_named(submission: Submission) -> bool:
    """Tell whether the name that signed a submission is that of an owner or officer in the submission."""
    return is_named(submission.signed_name, owner_names(submission.content["sections"].get("owners")))


def revisions_of(submissions: list[Submission]) -> list[RevisedSubmission]:
    """Return each later version of a submission, the latest first, with its differences from the version before."""
    ids = {number for submission in submissions for number in submission.content["evidence"]}
    files = Evidence.objects.in_bulk(ids) if len(submissions) > 1 else {}
    return [_revision_of(later, earlier, files) for later, earlier in pairwise(submissions)]


def _revision_of(later: Submission, earlier: Submission, files: dict[int, Evidence]) -> RevisedSubmission:
    now, before = later.content["sections"], earlier.content["sections"]
    differing = [
        (section, section.differences(before.get(section.key), now.get(section.key, {}), masked=True))
        for section in SECTIONS
        if before.get(section.key) != now.get(section.key)
    ]
    had, has = set(earlier.content["evidence"]), set(later.content["evidence"])
    return RevisedSubmission(
        later,
        [(section, answers) for section, answers in differing if answers],
        [files[number] for number in sorted(has - had)],
        [files[number] for number in sorted(had - has)],
    )
