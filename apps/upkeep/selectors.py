"""Reads of what a member keeps true: its profile, its requests and claims, its annual reviews."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import batched

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Max, OuterRef, QuerySet, Sum
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.selectors import is_second_person
from apps.applications.models import ApplicationState, Submission
from apps.applications.sections import SectionDefinition, Typed
from apps.core import clock
from apps.core.errors import NotFound
from apps.core.rows import row_get
from apps.evaluation.record import Record
from apps.evaluation.rules import annual_review
from apps.ledger.models import ProgramEntry, Reporter, Seller, Tally, Violation
from apps.ledger.vocabulary import ProgramEntryKind, ReporterKind
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Address, Correction, Identifier, Shipper
from apps.shippers.selectors import abilities_of, has_conflict, on_team
from apps.standing.models import Standing
from apps.standing.states import FORMER
from apps.upkeep.models import (
    OPEN,
    AnnualReview,
    ChangeRequest,
    FollowUp,
    HistoryLink,
    IdentityClaim,
    LinkObjection,
    OverdueReview,
    Proof,
    Reminder,
    Request,
    RequestState,
)
from apps.upkeep.parts import PROFILE
from apps.upkeep.rules import ReviewDue
from apps.upkeep.states import RequestFacts
from apps.upkeep.work import NEW_OWNER
from apps.work.selectors import items_open

# The section of the profile that holds each kind of correction.
CORRECTED: dict[str, str] = {
    Correction.Part.NAME: "business",
    Correction.Part.IDENTIFIER: "identifiers",
    Correction.Part.ADDRESS: "addresses",
}
BATCH = 1_000


@dataclass(frozen=True, slots=True)
class ProfilePart:
    """A part of the present profile. `open_request` waits for an officer."""

    section: SectionDefinition
    typed: Typed
    open_request: ChangeRequest | None

    @property
    def answers(self) -> list[list[tuple[str, str]]]:
        """Return the questions of the part with their answers in words."""
        return self.section.answers(self.typed)


@dataclass(frozen=True, slots=True)
class BusinessProfile:
    """The profile of a business. A member asks for changes (`is_member`); an applicant changes its application."""

    is_member: bool
    parts: list[ProfilePart]
    requests: list[ChangeRequest]

    @property
    def given(self) -> list[ProfilePart]:
        """Return the parts that have answers. A question that was added after the application has none."""
        return [part for part in self.parts if part.typed]

    def part(self, key: str) -> ProfilePart | None:
        """Return the part with this key; None if there is none."""
        return next((part for part in self.parts if part.section.key == key), None)


def profile_of(shipper_id: int) -> BusinessProfile:
    """Return the profile of a business: the answers last submitted, the changes accepted since then, and the
    corrections of the program.

    Takes three queries, and one for each kind of correction.
    """
    corrections = Correction.objects.filter(shipper=shipper_id, at__gt=OuterRef("at"))
    submission = (
        Submission.objects.filter(application__shipper=shipper_id)
        .select_related("application")
        .annotate(corrected=ArraySubquery(corrections.values("part").distinct()))
        .order_by("-application_id", "-version")
        .first()
    )
    requests = list(change_requests_of(shipper_id))
    if submission is None:
        return BusinessProfile(is_member=False, parts=[], requests=requests)
    typed = dict(submission.content["sections"])
    for request in reversed(requests):
        if request.state == RequestState.ACCEPTED and request.decided_at and request.decided_at > submission.at:
            typed[request.part] = request.after
    typed |= _corrected_sections(shipper_id, typed, submission.corrected)
    waiting = {request.part: request for request in requests if request.state in OPEN}
    approved = submission.application.state == ApplicationState.APPROVED
    return BusinessProfile(
        is_member=approved and members().filter(pk=shipper_id).exists(),
        parts=[ProfilePart(section, typed.get(section.key, {}), waiting.get(section.key)) for section in PROFILE],
        requests=requests,
    )


def _corrected_sections(shipper_id: int, typed: dict[str, Typed], parts: Iterable[str]) -> dict[str, Typed]:
    """Return the sections that the program corrected, from the tables of the business, in the form in which they would
    be typed.
    """
    sections: dict[str, Typed] = {}
    if Correction.Part.NAME in parts:
        name = Shipper.objects.values_list("name", flat=True).get(pk=shipper_id)
        sections["business"] = {**typed.get("business", {}), "name": name}
    if Correction.Part.IDENTIFIER in parts:
        numbers = dict(Identifier.objects.filter(shipper=shipper_id).values_list("kind", "value"))
        sections["identifiers"] = {kind: numbers.get(kind, "") for kind in Identifier.Kind.values}
    if Correction.Part.ADDRESS in parts:
        columns = ("kind", "street", "city", "region", "postal_code", "country")
        addresses = Address.objects.filter(shipper=shipper_id).order_by("pk")
        sections["addresses"] = {"rows": [{name: str(getattr(row, name)) for name in columns} for row in addresses]}
    return sections


def is_corrected_since(request: ChangeRequest) -> bool:
    """Say whether the program corrected the part of a change request after the request was made."""
    parts = [part for part, section in CORRECTED.items() if section == request.part]
    return Correction.objects.filter(shipper=request.shipper_id, part__in=parts, at__gt=request.asked_at).exists()


def members() -> QuerySet[Standing]:
    """Return the standing of every business in the program, suspended ones included."""
    return Standing.objects.exclude(status__in=FORMER)


def change_requests_of(shipper_id: int) -> QuerySet[ChangeRequest]:
    """Return all change requests of a business, the latest first."""
    return ChangeRequest.objects.filter(shipper=shipper_id).select_related("asked_by").order_by("-pk")


def new_owner_waits(request: ChangeRequest) -> bool:
    """Say whether the new owner of a business waits to be vetted, after the sale that a change request declared."""
    waiting = items_open().filter(kind=NEW_OWNER.code, subject_type="changerequest", subject_id=request.pk)
    return waiting.exists()


def change_request_for(user: User, shipper_id: int, request_id: int) -> ChangeRequest:
    """Return a change request of a business on whose team the user is; raise NotFound for any other."""
    return row_get(
        change_requests_of(shipper_id).filter(on_team(user, "shipper__team"), pk=request_id),
        _("There is no such request on your list."),
    )


def sources_claimable() -> QuerySet[Reporter]:
    """Return the reporters that know sellers by codes of their own, without agencies and sellers."""
    return Reporter.objects.exclude(kind__in=[ReporterKind.AGENCY, ReporterKind.SELLER]).order_by("name", "code")


def source_names(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of reporters, by code."""
    return {reporter.code: str(reporter) for reporter in Reporter.objects.filter(code__in=set(codes))}


def claims_of(shipper_id: int) -> QuerySet[IdentityClaim]:
    """Return all identity claims of a business, the latest first."""
    return IdentityClaim.objects.filter(shipper=shipper_id).select_related("asked_by").order_by("-pk")


def identities_of(shipper_id: int) -> QuerySet[Seller]:
    """Return the identities whose history counts as the history of the business."""
    return Seller.objects.filter(shipper=shipper_id).order_by("source", "code")


def history_links_of(shipper_id: int) -> QuerySet[HistoryLink]:
    """Return the histories that officers linked to a business, the latest first, with the objections to each."""
    return (
        HistoryLink.objects.filter(shipper=shipper_id)
        .select_related("shipper", "seller", "linked_by")
        .prefetch_related("objections")
        .order_by("-pk")
    )


def facts_of(request: Request, actor: User) -> RequestFacts:
    """Return the facts on which it depends whether a person may decide a request."""
    return RequestFacts(
        actor_on_team=has_conflict(actor, request.shipper_id),
        actor_took_part=isinstance(request, LinkObjection) and not is_second_person(actor, request.link.linked_by_id),
    )


def objections_linked_by(objection_ids: Collection[int]) -> dict[int, set[int | None]]:
    """Return who linked the history to which each objection objects."""
    rows = LinkObjection.objects.filter(pk__in=objection_ids).values_list("pk", "link__linked_by")
    return {pk: {by} for pk, by in rows}


def proof_for(user: User, proof_id: int, shipper_id: int | None = None) -> Proof:
    """Return the file of proof that the user may read: of a business of the user, or of any business for staff who read
    everything. Raise NotFound for any other.
    """
    proof = Proof.objects.select_related("request", "claim", "objection").filter(pk=proof_id).first()
    about = proof.request or proof.claim or proof.objection if proof else None
    if proof and about and shipper_id is None and "read_everything" in held(user):
        return proof
    if proof and about and about.shipper_id == shipper_id and abilities_of(user, about.shipper_id):
        return proof
    raise NotFound(_("There is no such file on your list."))


@dataclass(frozen=True, slots=True)
class IdentityHistory:
    """The history of an identity in the ledger; empty if nobody has reported under the identity yet."""

    seller: Seller | None
    parcels: int = 0
    violations: int = 0
    first_month: date | None = None


def identity_claimed(claim: IdentityClaim) -> IdentityHistory:
    """Return what accepting a claim would link to the business. Only staff may see it."""
    seller = Seller.objects.select_related("shipper").filter(source=claim.source, code=claim.code).first()
    return identity_of(seller) if seller else IdentityHistory(None)


def identity_of(seller: Seller) -> IdentityHistory:
    """Return the history of an identity. Only staff may see it."""
    months = Tally.objects.filter(seller=seller)
    return IdentityHistory(
        seller,
        parcels=months.aggregate(sum=Sum("shipments"))["sum"] or 0,
        violations=Violation.objects.filter(seller=seller, voided=False).values("case").distinct().count(),
        first_month=months.order_by("month").values_list("month", flat=True).first(),
    )


def review_due_of(shipper_id: int) -> ReviewDue | None:
    """Return when the annual review of a member is due, by the rule that evaluates it; None if the business is not a
    member.
    """
    return next(reviews_due([shipper_id]), (None, None))[1]


def reviews_due(shipper_ids: Iterable[int] | None = None) -> Iterator[tuple[int, ReviewDue]]:
    """Return, by shipper, when the annual reviews of these members, or of all members, are due."""
    terms = terms_of(policy_on(clock.today()))
    chosen = members() if shipper_ids is None else members().filter(pk__in=shipper_ids)
    for batch in batched(chosen.order_by("pk").values_list("pk", flat=True).iterator(BATCH), BATCH):
        entries = ProgramEntry.objects.filter(
            shipper__in=batch,
            kind__in=[ProgramEntryKind.ENROLLED, ProgramEntryKind.ANNUAL_REVIEW],
            date__lte=clock.today(),
            takes_back=None,
            taken_back_by=None,
        )
        for shipper_id, since in entries.values("shipper").annotate(since=Max("date")).values_list("shipper", "since"):
            found = annual_review.find(Record(as_of=clock.today(), enrolled=since), terms)
            yield shipper_id, ReviewDue(since, found.detail["due"], found.detail["overdue"], terms.caps)


def overdue_open() -> QuerySet[OverdueReview]:
    """Return the overdue reviews that are still not done."""
    return OverdueReview.objects.filter(ended_at=None)


def follow_ups_of(review: OverdueReview) -> QuerySet[FollowUp]:
    """Return the notes of officers about an overdue review, the latest first."""
    return review.follow_ups.select_related("by").order_by("-pk")


def reminders_of(review: OverdueReview) -> QuerySet[Reminder]:
    """Return the reminders of an overdue review that were sent to the business, the earliest first."""
    return Reminder.objects.filter(shipper=review.shipper_id, due=review.due).order_by("pk")


def reviews_of(shipper_id: int) -> QuerySet[AnnualReview]:
    """Return the annual reviews that a member attested, the latest first."""
    return AnnualReview.objects.filter(shipper=shipper_id).select_related("attested_by").order_by("-pk")
