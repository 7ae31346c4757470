"""Reads of what a member keeps true: its profile as it stands, its requests and claims, its annual review."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import batched

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Max, OuterRef, QuerySet, Sum
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.applications.models import Application, Submission
from apps.applications.sections import Section, Typed
from apps.core import clock
from apps.core.errors import NotFound
from apps.evaluation.record import Record
from apps.evaluation.rules import annual_review
from apps.ledger.models import ProgramEntry, Reporter, Seller, Tally, Violation
from apps.ledger.vocabulary import ProgramEntryKind, ReporterKind
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Address, Correction, Identifier, Shipper
from apps.shippers.selectors import abilities_of, on_team
from apps.standing.models import Standing, Status
from apps.upkeep.models import (
    AnnualReview,
    ChangeRequest,
    FollowUp,
    IdentityClaim,
    OverdueReview,
    Proof,
    Reminder,
    State,
)
from apps.upkeep.parts import PROFILE
from apps.upkeep.rules import ReviewDue

# The section that holds what was corrected.
CORRECTED: dict[str, str] = {
    Correction.Part.NAME: "business",
    Correction.Part.IDENTIFIER: "identifiers",
    Correction.Part.ADDRESS: "addresses",
}
BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the profile as it stands. `open_request` waits for an officer."""

    section: Section
    typed: Typed
    open_request: ChangeRequest | None

    @property
    def answers(self) -> list[list[tuple[str, str]]]:
        return self.section.answers(self.typed)


@dataclass(frozen=True, slots=True)
class Profile:
    """What the program has on a business. Changes are asked for while `is_member`; before, the application is."""

    is_member: bool
    parts: list[Part]
    requests: list[ChangeRequest]

    @property
    def given(self) -> list[Part]:
        """The parts of which something is known: what was not asked when the business applied is not."""
        return [part for part in self.parts if part.typed]

    def part(self, key: str) -> Part | None:
        return next((part for part in self.parts if part.section.key == key), None)


def profile_of(shipper_id: int) -> Profile:
    """The profile: what was last submitted, the changes that were accepted since, and what the program corrected.

    Three queries, and one for each kind of correction.
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
        return Profile(is_member=False, parts=[], requests=requests)
    typed = dict(submission.content["sections"])
    for request in reversed(requests):
        if request.state == State.ACCEPTED and request.decided_at and request.decided_at > submission.at:
            typed[request.part] = request.after
    typed |= _corrected(shipper_id, typed, submission.corrected)
    waiting = {request.part: request for request in requests if request.state == State.SUBMITTED}
    approved = submission.application.state == Application.State.APPROVED
    return Profile(
        is_member=approved and members().filter(pk=shipper_id).exists(),
        parts=[Part(section, typed.get(section.key, {}), waiting.get(section.key)) for section in PROFILE],
        requests=requests,
    )


def _corrected(shipper_id: int, typed: dict[str, Typed], parts: Iterable[str]) -> dict[str, Typed]:
    """The sections of what was corrected, as the business's tables have it, in the form in which it would be typed."""
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


def is_corrected_since(asked: ChangeRequest) -> bool:
    """Whether the program corrected, after the change was asked for, the part that it would replace."""
    parts = [part for part, section in CORRECTED.items() if section == asked.part]
    return Correction.objects.filter(shipper=asked.shipper_id, part__in=parts, at__gt=asked.asked_at).exists()


def members() -> QuerySet[Standing]:
    """Whoever is in the program, the suspended included."""
    return Standing.objects.exclude(status__in=[Status.REMOVED, Status.WITHDRAWN])


def change_requests_of(shipper_id: int) -> QuerySet[ChangeRequest]:
    """All that was ever asked, the latest first."""
    return ChangeRequest.objects.filter(shipper=shipper_id).select_related("asked_by").order_by("-pk")


def change_request_for(user: User, shipper_id: int, request_id: int) -> ChangeRequest:
    """One request of a business on whose team the user is; raises NotFound for any other."""
    asked = change_requests_of(shipper_id).filter(on_team(user, "shipper__team"), pk=request_id).first()
    if asked is None:
        raise NotFound(_("There is no such request on your list."))
    return asked


def sources_claimable() -> QuerySet[Reporter]:
    """Who reports under codes of its own for sellers, and is not an agency or a seller itself."""
    return Reporter.objects.exclude(kind__in=[ReporterKind.AGENCY, ReporterKind.SELLER]).order_by("name", "code")


def source_names(codes: Iterable[str]) -> dict[str, str]:
    """What reporters are called, by code."""
    return {reporter.code: str(reporter) for reporter in Reporter.objects.filter(code__in=set(codes))}


def claims_of(shipper_id: int) -> QuerySet[IdentityClaim]:
    """All identities that the business ever claimed, the latest first."""
    return IdentityClaim.objects.filter(shipper=shipper_id).select_related("asked_by").order_by("-pk")


def identities_of(shipper_id: int) -> QuerySet[Seller]:
    """The identities whose history counts as the business's."""
    return Seller.objects.filter(shipper=shipper_id).order_by("source", "code")


def proof_for(user: User, proof_id: int, shipper_id: int | None = None) -> Proof:
    """A file that the user may read: of a business of theirs, or any for staff who read everything."""
    proof = Proof.objects.select_related("request", "claim").filter(pk=proof_id).first()
    about = proof.request or proof.claim if proof else None
    if proof and about and shipper_id is None and "read_everything" in held(user):
        return proof
    if proof and about and about.shipper_id == shipper_id and abilities_of(user, about.shipper_id):
        return proof
    raise NotFound(_("There is no such file on your list."))


@dataclass(frozen=True, slots=True)
class Identity:
    """What the ledger has under a claimed identity: nothing where nobody has reported of it yet."""

    seller: Seller | None
    parcels: int = 0
    violations: int = 0
    first_month: date | None = None


def identity_claimed(claim: IdentityClaim) -> Identity:
    """What accepting the claim would bring; for staff alone."""
    seller = Seller.objects.select_related("shipper").filter(source=claim.source, code=claim.code).first()
    if seller is None:
        return Identity(None)
    months = Tally.objects.filter(seller=seller)
    return Identity(
        seller,
        parcels=months.aggregate(sum=Sum("shipments"))["sum"] or 0,
        violations=Violation.objects.filter(seller=seller, voided=False).values("case").distinct().count(),
        first_month=months.order_by("month").values_list("month", flat=True).first(),
    )


def review_due_of(shipper_id: int) -> ReviewDue | None:
    """When the annual review of a member is due, by the rule that evaluates it; None for who is no member."""
    return next(reviews_due([shipper_id]), (None, None))[1]


def reviews_due(shipper_ids: Iterable[int] | None = None) -> Iterator[tuple[int, ReviewDue]]:
    """The same for these members, or for all, by id."""
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
    """The overdue reviews that are still not done."""
    return OverdueReview.objects.filter(ended_at=None)


def follow_ups_of(review: OverdueReview) -> QuerySet[FollowUp]:
    """What officers did about an overdue review, the latest first."""
    return review.follow_ups.select_related("by").order_by("-pk")


def reminders_of(review: OverdueReview) -> QuerySet[Reminder]:
    """The reminders of that review which the business got, the first first."""
    return Reminder.objects.filter(shipper=review.shipper_id, due=review.due).order_by("pk")


def reviews_of(shipper_id: int) -> QuerySet[AnnualReview]:
    """The annual reviews that a member attested, the latest first."""
    return AnnualReview.objects.filter(shipper=shipper_id).select_related("attested_by").order_by("-pk")
