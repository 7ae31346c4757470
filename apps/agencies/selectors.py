"""Reads of agencies: whose officer somebody is, the parcels in the competence of an agency, holds, questions, firms."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import JSONObject, Left
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.roles import ACT_FOR_AGENCY
from apps.accounts.selectors import is_second_person
from apps.agencies.competence import chapters_of
from apps.agencies.likeness import ComparedBusiness
from apps.agencies.models import (
    AgencyOfficer,
    AgencyParcel,
    AgencyQuestion,
    FiledFinding,
    FiledFirm,
    FirmDismissal,
    FirmState,
    Hold,
    HoldAct,
    HoldState,
    QuestionState,
)
from apps.agencies.states import AgencyFacts
from apps.core import clock
from apps.core.errors import NotAllowed
from apps.ledger.models import Case, Parcel, Shipment
from apps.ledger.selectors import numbers_meant
from apps.ledger.vocabulary import Disposition
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Address, Shipper
from apps.shippers.selectors import has_conflict

MAX_SHOWN = 50
# An agency holds a parcel so long at most, all its holds on the parcel together.
MAX_HOLD_DAYS = 90
GONE = frozenset({Disposition.RELEASED, Disposition.EXPORTED})
EVERYTHING = "read_everything"


def agency_of(user: User) -> str:
    """Return the code of the agency for which a person acts; "" for everybody else."""
    if ACT_FOR_AGENCY not in held(user):
        return ""
    return AgencyOfficer.objects.filter(user=user).values_list("agency", flat=True).first() or ""


def own_agency(user: User) -> str:
    """Return the code of the agency for which a person acts; raise NotAllowed for everybody else."""
    if agency := agency_of(user):
        return agency
    raise NotAllowed(_("No agency is set for you. A supervisor of the program sets the agency."), code="no_agency")


def facts_of(record: Hold | AgencyQuestion | FiledFirm, actor: User) -> AgencyFacts:
    """Return the facts that decide whether a person may act on a record now."""
    return AgencyFacts(
        of_agency=agency_of(actor) == record.agency,
        actor_on_team=has_conflict(actor, record.shipper_id),
        is_released=isinstance(record, Hold) and is_released(record.parcel),
        actor_held=isinstance(record, Hold)
        and not is_second_person(actor, earlier_holds(record.agency, record.parcel_id).last_by),
    )


def parcels_in_competence(agency: str) -> QuerySet[AgencyParcel]:
    """Return the parcels that an agency sees: those whose goods are of its chapters, those about which it was asked,
    and those that it holds or held.
    """
    chapter = Shipment.objects.annotate(chapter=Left("hs", 2)).filter(chapter__in=chapters_of(agency))
    goods = chapter.filter(id=OuterRef("shipment_id"), date=OuterRef("date"))
    asked = AgencyQuestion.objects.filter(agency=agency, parcel=OuterRef("pk")).exclude(state=QuestionState.WITHDRAWN)
    holds = Hold.objects.filter(agency=agency, parcel=OuterRef("pk"))
    return AgencyParcel.objects.filter(Exists(goods) | Exists(asked) | Exists(holds), voided=False)


def parcels_numbered[Row: Parcel](parcels: QuerySet[Row], number: str) -> QuerySet[Row]:
    """Return the parcels with a tracking number, in one of the forms in which it is written."""
    return parcels.filter(reference__in=numbers_meant(number))


def goods_of(parcel: Parcel) -> Shipment | None:
    """Return the present entry of a parcel, which says what is in it; None if the entry is archived."""
    found = Shipment.objects.select_related("seller__shipper")
    return found.filter(id=parcel.shipment_id, date=parcel.date).first()


def is_released(parcel: Parcel) -> bool:
    """Return whether a parcel went on to its buyer, or left the country again, by what was reported of it last."""
    entry = goods_of(parcel)
    if entry is None:
        return False
    return entry.disposition in GONE or (not entry.disposition and entry.released_at is not None)


@dataclass(frozen=True, slots=True)
class EarlierHolds:
    """The holds of an agency on a parcel until now: the day on which the first was placed, who held the parcel last,
    and the grounds that were given, each in the form in which grounds are compared. `first` is None for a parcel that
    the agency never held.
    """

    first: date | None
    last_by: int | None
    grounds: frozenset[str]


def earlier_holds(agency: str, parcel_id: int) -> EarlierHolds:
    """Return the holds of an agency on a parcel until now."""
    acts = HoldAct.objects.filter(hold__agency=agency, hold__parcel=parcel_id).exclude(
        kind__in=(HoldAct.Kind.LIFTED, HoldAct.Kind.ENDED)
    )
    rows = list(acts.order_by("pk").values_list("at", "actor", "grounds"))
    if not rows:
        return EarlierHolds(None, None, frozenset())
    return EarlierHolds(clock.day_of(rows[0][0]), rows[-1][1], frozenset(grounds_key(row[2]) for row in rows))


def grounds_key(grounds: str) -> str:
    """Return grounds in the form in which they are compared: letters and digits alone, in lower case."""
    return "".join(letter for letter in grounds.casefold() if letter.isalnum())


def hold_last_day(first: date | None = None) -> date:
    """Return the last day until which a parcel may be held from today on: the policy says how far ahead, and nobody
    holds a parcel for more than `MAX_HOLD_DAYS` from the `first` day on which the agency held it.
    """
    today = clock.today()
    last = clock.add_days(today, terms_of(policy_on(today)).clocks.agency_hold_days)
    return min(last, clock.add_days(first or today, MAX_HOLD_DAYS))


def holds_seen(user: User, holds: QuerySet[Hold]) -> QuerySet[Hold]:
    """Return those of the holds that a person may see: all who reads everything, else those of their agency."""
    return holds if EVERYTHING in held(user) else holds.filter(agency=agency_of(user))


def questions_seen(user: User, questions: QuerySet[AgencyQuestion]) -> QuerySet[AgencyQuestion]:
    """Return those of the questions that a person may see: all who reads everything, else those to their agency."""
    return questions if EVERYTHING in held(user) else questions.filter(agency=agency_of(user))


def acts_of(hold: Hold) -> QuerySet[HoldAct]:
    """Return the acts on a hold, in the order in which they were done."""
    return hold.acts.select_related("actor").order_by("pk")


def holds_of_parcel(parcel: Parcel, agency: str = "") -> list[Hold]:
    """Return the holds on a parcel, of one agency or of all, those in force first, each with its acts. Takes two
    queries.
    """
    acts = Prefetch("acts", HoldAct.objects.order_by("pk"))
    found = Hold.objects.filter(parcel=parcel, **({"agency": agency} if agency else {}))
    return list(found.order_by("state", "-pk").prefetch_related(acts)[:MAX_SHOWN])


def holds_running(agency: str) -> QuerySet[Hold]:
    """Return the holds of an agency that are in force, the one to look at first first."""
    return Hold.objects.filter(agency=agency, state=HoldState.IN_FORCE).select_related("parcel").order_by("until", "pk")


def questions_waiting(agency: str) -> QuerySet[AgencyQuestion]:
    """Return the questions to an agency that wait for its answer, the oldest first."""
    return AgencyQuestion.objects.filter(agency=agency, state=QuestionState.ASKED).order_by("pk")


def questions_of_parcel(parcel: Parcel, agency: str) -> QuerySet[AgencyQuestion]:
    """Return the questions to an agency about a parcel, the latest first."""
    found = AgencyQuestion.objects.filter(agency=agency, parcel=parcel).exclude(state=QuestionState.WITHDRAWN)
    return found.order_by("-pk")


def cases_of_parcel(parcel: Parcel, agency: str) -> QuerySet[Case]:
    """Return the violations that an agency itself reported on a parcel."""
    return Case.objects.filter(reporter__code=agency.lower(), revisions__parcel=parcel).distinct().order_by("pk")


@dataclass(frozen=True, slots=True)
class FindingShown:
    """A finding of a file, and the violation that was alleged because of it, or None."""

    finding: FiledFinding
    case: Case | None


def findings_of(firm: FiledFirm) -> list[FindingShown]:
    """Return the findings about a firm, the latest first, with what was alleged of each. Takes one query."""
    found = firm.findings.select_related("alleged__case").order_by("-day", "-pk")[:MAX_SHOWN]
    return [FindingShown(each, alleged.case if (alleged := getattr(each, "alleged", None)) else None) for each in found]


def findings_to_allege(firm: FiledFirm, since: date) -> QuerySet[FiledFinding]:
    """Return the findings about a firm from a day on of which nothing was alleged, the oldest first."""
    return firm.findings.filter(day__gte=since, alleged=None).order_by("day", "pk")


def firms_numbered(agency: str, numbers: Collection[str]) -> dict[str, FiledFirm]:
    """Return the firms of an agency's files by the agency's own numbers."""
    return {firm.number: firm for firm in FiledFirm.objects.filter(Q(agency=agency), number__in=numbers)}


def days_last_found(firms: Iterable[FiledFirm]) -> dict[int, date]:
    """Return the day of the latest finding about each firm, by the id of the firm."""
    days = FiledFinding.objects.filter(firm__in=firms).values("firm").annotate(last=Max("day")).order_by()
    return {row["firm"]: row["last"] for row in days}


def businesses_compared(shipper_ids: Collection[int] | None = None) -> list[ComparedBusiness]:
    """Return the businesses with which firms are compared, of these or all, in the order of their ids. Takes two
    queries.

    A business is in its record under a name once it has sent an application or was enrolled; before that, no firm is
    compared with it. A business that was merged goes on under another record.
    """
    found = Shipper.objects.filter(merged_into=None).exclude(name="").order_by("pk")
    offices = Address.objects.filter(kind=Address.Kind.REGISTERED).order_by("pk")
    if shipper_ids is not None:
        found, offices = found.filter(pk__in=shipper_ids), offices.filter(shipper__in=shipper_ids)
    places = {
        shipper: ", ".join(filter(None, parts))
        for shipper, *parts in offices.values_list("shipper", "street", "city", "region", "postal_code")
    }
    return [
        ComparedBusiness(pk, tuple(dict.fromkeys(filter(None, (name, trade_name)))), places.get(pk, ""), str(country))
        for pk, name, trade_name, country in found.values_list("pk", "name", "trade_name", "country")
    ]


def dismissals_of(firm: FiledFirm) -> QuerySet[FirmDismissal]:
    """Return the findings that a firm is another business than one that was suggested, the latest first."""
    return firm.dismissals.select_related("shipper", "by").order_by("-pk")[:MAX_SHOWN]


def firms_subquery(shipper_id: int) -> ArraySubquery:
    """Read the firms of agencies' files that may be a business, or are the business, as part of another query."""
    firms = FiledFirm.objects.filter(shipper=shipper_id, state__in=(FirmState.SUGGESTED, FirmState.CONFIRMED))
    said = JSONObject(pk="pk", state="state", name="name", agency="agency")
    return ArraySubquery(firms.order_by("-probability", "pk").values(said=said)[:MAX_SHOWN])
