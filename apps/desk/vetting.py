"""All that the program knows of a business before an officer decides about the business.

Reading takes a dozen queries, however much there is. Only staff see the result.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, Subquery, Value
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.agencies.models import FirmState
from apps.agencies.selectors import firms_subquery
from apps.applications.models import Application, Decision
from apps.applications.reasons import DenialReason
from apps.core.errors import InvalidInput
from apps.core.lifecycle import Text
from apps.core.shares import percent
from apps.desk.dismissals import Dismissed, business_number, dismissals_subquery
from apps.desk.external_checks import CheckShown, checks_subquery
from apps.ledger.models import Seller
from apps.ledger.selectors import identities_query, violations_of
from apps.ledger.vocabulary import Determination, Severity, severity_of
from apps.screening.models import STANDING, HitState
from apps.screening.selectors import hits_subquery, screening_subquery
from apps.shippers.identifiers import normal_identifier
from apps.shippers.matches import BusinessMatch, agreements_expression, agreements_read, matches_scored, with_addresses
from apps.shippers.models import Identifier, MatchKey, Membership, ProductLine, Shipper
from apps.shippers.relations import RelatedBusiness, members_expression, members_read
from apps.shippers.selectors import had_any_place, had_place
from apps.standing.models import Standing


@dataclass(frozen=True, slots=True)
class HitSeen:
    """A screening hit: the name of ours, the list, and what was decided. `probability` is from 0 to 1."""

    pk: int
    state: str
    name: str
    list: str
    probability: float

    @property
    def url(self) -> str:
        """Return the address of the page on which the hit is decided."""
        return reverse("admin:screening_businesshit_change", args=[self.pk])

    @property
    def stands(self) -> bool:
        """Whether the hit stands in the way of an approval."""
        return self.state in STANDING

    @property
    def is_confirmed(self) -> bool:
        return self.state == HitState.CONFIRMED

    @property
    def words(self) -> Text:
        """Return the state in words."""
        return HitState(self.state).label

    @property
    def share(self) -> str:
        return percent(self.probability)

    @classmethod
    def parse(cls, row: Mapping[str, Any]) -> Self:
        """Return the hit that a row of `screening.selectors.hits_subquery` holds."""
        return cls(**row)


@dataclass(frozen=True, slots=True)
class FirmSeen:
    """A firm of an agency's file: its name there, and whether an officer found that the firm is the business."""

    pk: int
    state: str
    name: str
    agency: str

    @property
    def is_confirmed(self) -> bool:
        return self.state == FirmState.CONFIRMED

    @property
    def words(self) -> Text:
        """Return the state in words."""
        return FirmState(self.state).label

    @classmethod
    def parse(cls, row: Mapping[str, Any]) -> Self:
        """Return the firm that a row of `agencies.selectors.firms_subquery` holds."""
        return cls(**row)


# As many applications and people are shown; nobody reads more.
MAX_ROWS = 50


@dataclass(frozen=True, slots=True)
class CheckedNumber:
    """A number of a business: its kind in words, its ending, and whether it is well formed."""

    kind: Text
    last_four: str
    valid: bool


@dataclass(frozen=True, slots=True)
class EarlierApplication:
    """An application that a business made before, and why it ended so: the labels of the reasons, and the words."""

    application: Application
    reasons: list[Text]
    text: str


@dataclass(frozen=True, slots=True)
class OtherRecord:
    """Another record that may be the same business, with its standing and its applications."""

    match: BusinessMatch
    standing: Standing | None
    applied: list[EarlierApplication]


@dataclass(frozen=True, slots=True)
class CountedViolations:
    """Violations of one severity, by determination in the order of `Determination`."""

    severity: Text
    counts: list[int]


@dataclass(frozen=True, slots=True)
class TeamRelation:
    """A business on whose team somebody of another business is, or was."""

    pk: int
    name: str


@dataclass(frozen=True, slots=True)
class UnlinkedHistory:
    """A reported history that is linked to nobody: how many parcels, and violations that were not reversed."""

    source: str
    code: str
    parcels: int | None
    violations_standing: int | None


@dataclass(frozen=True, slots=True)
class BusinessRelations:
    """A business, those that may be the same, and those that were merged into it.

    They were read with their standing and bank account. The other fields are about the business itself: `violations`
    counts its violations by severity and determination, `codes` are the HS codes of its product lines, `related` the
    businesses on whose teams its people are, `tied` those in one cluster with it, `unlinked` the histories under its
    codes or name that nobody linked, `dismissed` the matches that officers dismissed, and `looked` the external checks
    of officers, the latest first. `hits` are the screening hits that did not lapse, and `compared` when the business
    was compared with the lists last, None if it never was. `firms` are those of agencies' files that may be the
    business, or are the business. `reader_had_place` says that the reader is, or was at any time, on its team, and
    `reader_had_teams` that the reader is, or was, on the team of some business.
    """

    own: Shipper
    matches: list[BusinessMatch]
    absorbed: list[Shipper]
    violations: Counter[tuple[str, str]]
    codes: list[str]
    related: list[TeamRelation]
    tied: list[RelatedBusiness]
    unlinked: list[UnlinkedHistory]
    dismissed: list[Dismissed]
    looked: list[CheckShown]
    hits: list[HitSeen]
    compared: datetime | None
    firms: list[FirmSeen]
    reader_had_place: bool
    reader_had_teams: bool


@dataclass(frozen=True, slots=True)
class Vetting:
    """`looked_at` is the application that is not among those `applied`.

    `identities` are those whose history counts as the business's; `unlinked`, those that anybody reports under the
    codes or the name of the business, and that are not linked to it. `shared` are places on other teams that its people
    have.
    """

    shipper: Shipper
    looked_at: Application | None
    checks: list[CheckedNumber]
    applied: list[EarlierApplication]
    records: list[OtherRecord]
    absorbed: list[Shipper]
    identities: list[Seller]
    unlinked: list[Seller]
    determinations: list[Text]
    violations: list[CountedViolations]
    shared: list[Membership]
    looked: list[CheckShown]
    dismissed: list[Dismissed]
    may_merge: bool


def relations_of(shipper: Shipper, reader: User | None = None) -> BusinessRelations:
    """Return what is known of a business and of those that may be the same, or were merged into it; takes one query,
    and a second one where there are such businesses.
    """
    own = _own(shipper, reader)
    found = agreements_read(own.candidates)
    others: dict[int, Any] = {}
    if found or own.merged_here:
        wanted = with_addresses().filter(Q(pk__in=found) | Q(merged_into=shipper.pk))
        others = {each.pk: each for each in wanted.select_related("standing", "bank_account").order_by("pk")}
    counts: Counter[tuple[str, str]] = Counter()
    for kind in own.violations:
        counts[severity_of(kind["category"], kind["culpability"]), kind["determination"]] += kind["count"]
    return BusinessRelations(
        own=own,
        matches=matches_scored(shipper.pk, found, others | {shipper.pk: own}),
        absorbed=[each for each in others.values() if each.merged_into_id == shipper.pk],
        violations=counts,
        codes=own.codes,
        related=[TeamRelation(row["pk"], row["name"] or business_number(row["pk"])) for row in own.related],
        tied=members_read(own.cluster),
        unlinked=[UnlinkedHistory(**row) for row in own.unlinked if row["parcels"] or row["violations_standing"]],
        dismissed=[Dismissed.parse(row, shipper.pk) for row in own.dismissed],
        looked=[CheckShown.parse(row) for row in own.looked],
        hits=[HitSeen.parse(row) for row in own.hits],
        compared=own.compared,
        firms=[FirmSeen.parse(row) for row in own.firms],
        reader_had_place=own.reader_had_place,
        reader_had_teams=own.reader_had_teams,
    )


def _own(shipper: Shipper, reader: User | None) -> Any:
    """Read a business with all that is told of the business itself."""
    said = {name: name for name in ("source", "code", "parcels", "violations_standing")}
    nobodys = identities_query(shipper).filter(shipper=None).values(said=JSONObject(**said))
    return (
        with_addresses()
        .select_related("standing", "bank_account")
        .annotate(
            candidates=agreements_expression(shipper.pk),
            merged_here=Exists(Shipper.objects.filter(merged_into=shipper.pk)),
            violations=_violations(shipper.pk),
            codes=ArraySubquery(ProductLine.objects.filter(shipper=shipper.pk).order_by("pk").values("hs")),
            related=_related_by_people(shipper.pk),
            cluster=members_expression(shipper.pk),
            unlinked=ArraySubquery(nobodys[:MAX_ROWS]),
            dismissed=dismissals_subquery(shipper.pk),
            looked=checks_subquery(shipper.pk),
            hits=hits_subquery(shipper.pk),
            compared=screening_subquery(shipper.pk),
            firms=firms_subquery(shipper.pk),
            reader_had_place=_column_of(had_place(reader, OuterRef("pk")) if reader else None),
            reader_had_teams=_column_of(had_any_place(reader) if reader else None),
        )
        .get(pk=shipper.pk)
    )


def _column_of(condition: Q | None) -> ExpressionWrapper | Value:
    """Return a condition as a column; false where nobody reads."""
    return ExpressionWrapper(condition, output_field=BooleanField()) if condition else Value(value=False)


def relations_for(request: HttpRequest, shipper: Shipper) -> BusinessRelations:
    """Return what `relations_of` gives, read once in a request."""
    kept: Any = request
    if getattr(kept, "relations_of", None) != shipper.pk:
        kept.relations_of, kept.relations = shipper.pk, relations_of(shipper, user_of(request))
    return kept.relations


def vetting_of(
    shipper: Shipper,
    viewer: User,
    relations: BusinessRelations,
    reported: Sequence[Seller],
    *,
    but: Application | None = None,
) -> Vetting:
    """Return all that is known of a business.

    `reported` are the identities of `identities_reported`. `but` is the application under review, left out of the
    earlier ones.
    """
    applied = _applications_sent([shipper.pk, *(match.shipper.pk for match in relations.matches)], but=but)
    return Vetting(
        shipper=shipper,
        looked_at=but,
        checks=checks_of(relations.own),
        applied=applied[shipper.pk],
        records=[
            OtherRecord(match, getattr(match.shipper, "standing", None), applied[match.shipper.pk])
            for match in relations.matches
        ],
        absorbed=relations.absorbed,
        identities=[seller for seller in reported if seller.shipper_id == shipper.pk],
        unlinked=[seller for seller in reported if seller.shipper_id != shipper.pk],
        determinations=[state.label for state in Determination],
        violations=_by_severity(relations.violations),
        shared=_shared_places(shipper.pk),
        looked=relations.looked,
        dismissed=relations.dismissed,
        may_merge="merge_records" in held(viewer) and shipper.merged_into_id is None,
    )


def _applications_sent(shipper_ids: Iterable[int], *, but: Application | None) -> dict[int, list[EarlierApplication]]:
    """Return the applications that businesses sent, the latest first, each with its last decision."""
    last = Decision.objects.filter(application=OuterRef("pk")).order_by("-pk")
    sent = Application.objects.filter(shipper__in=shipper_ids, submitted_at__isnull=False)
    found: dict[int, list[EarlierApplication]] = defaultdict(list)
    for application in (
        sent.exclude(pk=but and but.pk)
        .annotate(last_reasons=Subquery(last.values("reasons")[:1]), last_text=Subquery(last.values("text")[:1]))
        .order_by("-submitted_at", "-pk")[:MAX_ROWS]
    ):
        # pyrefly: ignore[missing-attribute] (annotated above)
        reasons: list[Text] = [DenialReason(code).label for code in application.last_reasons or ()]
        # pyrefly: ignore[missing-attribute] (annotated above)
        found[application.shipper_id].append(EarlierApplication(application, reasons, application.last_text or ""))
    return found


def _violations(shipper_id: int) -> ArraySubquery:
    """Count the violations of a business by kind. The subquery is the same for every row, so it runs once."""
    kinds = violations_of(shipper_id).order_by().values("category", "culpability", "determination")
    said = {name: name for name in ("category", "culpability", "determination", "count")}
    return ArraySubquery(kinds.annotate(count=Count("pk")).values(kind=JSONObject(**said)))


def _related_by_people(shipper_id: int) -> ArraySubquery:
    """Find the businesses on whose teams people of a business are, or were."""
    people = Membership.objects.filter(shipper=shipper_id).values("user")
    places = Membership.objects.filter(user__in=people).exclude(shipper=shipper_id)
    found = Shipper.objects.filter(pk__in=places.values("shipper")).order_by("pk")
    return ArraySubquery(found.values(said=JSONObject(pk="pk", name="name"))[:MAX_ROWS])


def _by_severity(counts: Counter[tuple[str, str]]) -> list[CountedViolations]:
    """Return the counts by severity, the gravest first, and determination; rows of zeros are left out."""
    rows = [
        CountedViolations(severity.label, [counts[severity, state] for state in Determination]) for severity in Severity
    ]
    return [row for row in rows if any(row.counts)]


def _shared_places(shipper_id: int) -> list[Membership]:
    """Return the places that members of this team have, or had, on the teams of other businesses."""
    people = Membership.objects.filter(shipper=shipper_id).values("user")
    places = Membership.objects.filter(user__in=people).exclude(shipper=shipper_id)
    return list(places.select_related("user", "shipper").order_by("user", "shipper")[:MAX_ROWS])


def checks_of(shipper: Shipper) -> list[CheckedNumber]:
    """Check the identifiers of a business again; a bank account is listed as it was checked before it was sealed.

    The caller reads the business together with its `bank_account`. `shippers.matches` finds other businesses that gave
    one of these.
    """
    identifiers = sorted(shipper.identifiers.all(), key=attrgetter("kind"))
    checks = [
        CheckedNumber(number.get_kind_display(), number.last_four, _is_valid(number, shipper)) for number in identifiers
    ]
    if account := getattr(shipper, "bank_account", None):
        checks.append(CheckedNumber(MatchKey.Kind.BANK.label, account.last_four, True))
    return checks


def _is_valid(identifier: Identifier, shipper: Shipper) -> bool:
    try:
        number = normal_identifier(identifier.kind, identifier.value, country=shipper.country.code or "")
        return number == identifier.value
    except InvalidInput:
        return False
