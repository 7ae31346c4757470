"""Reads of the standing of a member, its history, and the benefits that are promised to the member."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.selectors import staff_with
from apps.core import clock
from apps.core.lazy import Promise
from apps.core.shares import percent_exact
from apps.ledger.models import ProgramEntry
from apps.ledger.vocabulary import ProgramEntryKind
from apps.policy.benefits import Benefit
from apps.policy.selectors import policy_on, terms_of
from apps.policy.terms import Terms
from apps.standing.members.models import PARTS, Change, Standing
from apps.standing.members.states import MEMBER
from apps.standing.roles import OFFICER, OVERSEER
from apps.work.kinds import holder_barred

ABOUT_EXAMS = frozenset({"exam_rate", "front_of_line"})


@dataclass(frozen=True, slots=True)
class BenefitText:
    """A benefit in the words that its holder reads: a phrase of a few words, and a sentence with its number."""

    code: str
    phrase: str
    sentence: str


def standing_of(shipper_id: int) -> Standing | None:
    """Return the present standing of a shipper; None if the shipper is not enrolled."""
    return Standing.objects.filter(shipper_id=shipper_id).first()


def benefits_promised(terms: Terms, *, status: str, tier: int, examine_all: bool = False) -> Sequence[Benefit]:
    """Return the benefits that a policy promises for a status and a tier: none to a suspended, removed or withdrawn
    shipper.

    While every parcel of a member is examined (`examine_all`), no benefit about exams is promised.
    """
    if status not in MEMBER:
        return []
    return [benefit for benefit in terms.benefits(tier) if not (examine_all and benefit.code in ABOUT_EXAMS)]


def benefits_of(standing: Standing, terms: Terms | None = None) -> list[BenefitText]:
    """Return the benefits that the policy in force today promises to the holder of a standing.

    A caller that has read the terms in force gives them, which saves a query.
    """
    terms = terms or terms_of(policy_on(clock.today()))
    return benefit_texts(
        benefits_promised(terms, status=standing.status, tier=standing.tier, examine_all=standing.is_examined_fully)
    )


def benefit_texts(benefits: Sequence[Benefit]) -> list[BenefitText]:
    """Return each benefit in words."""
    return [BenefitText(benefit.code, benefit_phrase(benefit), _sentence(benefit)) for benefit in benefits]


def changes_of(shipper_id: int) -> QuerySet[Change]:
    """Return the changes of a shipper's standing, the latest first."""
    return Change.objects.filter(shipper_id=shipper_id).select_related("actor").order_by("-pk")


def change_in_force(shipper_id: int, moment: datetime) -> Change | None:
    """Return the change that set the standing which a shipper had at a moment; None if it was not enrolled then."""
    return Change.objects.filter(shipper_id=shipper_id, at__lte=moment).order_by("-at", "-pk").first()


def parts_since(change: Change) -> dict[str, datetime]:
    """Return the moments since which each part of a standing was as a change left it, by the names of their columns."""
    began: dict[str, datetime] = {}
    before = None
    for each in Change.objects.filter(shipper_id=change.shipper_id, at__lte=change.at).order_by("at", "pk"):
        parts_begin(began, each, before)
        before = each
    return began


def parts_begin(began: dict[str, datetime], change: Change, before: Change | None) -> None:
    """Set the moments, by the names of their columns, since which each part of a standing is as a change left it."""
    for part in PARTS:
        if before is None or getattr(change, part) != getattr(before, part):
            began[f"{part}_since"] = change.at


_SENTENCES: dict[str, Promise] = {
    "exam_rate": _lazy("Your parcels are chosen for an exam %(percent)s as often as others."),
    "front_of_line": _lazy("When one of your parcels is examined, it is examined first."),
    "data_corrections": _lazy("%(percent)s of the usual requests to correct data are waived."),
    "penalty_offset": _lazy("Being a member counts for you when a penalty is set: up to %(percent)s off."),
    "account_manager": _lazy("One named person at the program answers your questions."),
    "certificate": _lazy("You may show the program's logo and your certificate."),
}


_PHRASES: dict[str, Promise] = {
    "exam_rate": _lazy("%(fewer)s fewer exams"),
    "front_of_line": _lazy("First in line when examined"),
    "data_corrections": _lazy("%(percent)s fewer requests to correct data"),
    "penalty_offset": _lazy("Up to %(percent)s off a penalty"),
    "account_manager": _lazy("An account manager of your own"),
    "certificate": _lazy("The logo and a certificate"),
}
# Half is read faster as a word than as a number.
_HALVES: dict[str, Promise] = {
    "exam_rate": _lazy("Half as many exams"),
    "data_corrections": _lazy("Half as many requests to correct data"),
}
_HALF = 0.5


def benefit_phrase(benefit: Benefit) -> str:
    """Return a benefit with its number in a few words, such as “Half as many exams”."""
    if benefit.value == _HALF and benefit.code in _HALVES:
        return str(_HALVES[benefit.code])
    return _PHRASES[benefit.code] % {
        "percent": percent_exact(benefit.value),
        "fewer": percent_exact(1 - benefit.value),
    }


def _sentence(benefit: Benefit) -> str:
    return _SENTENCES[benefit.code] % {"percent": percent_exact(benefit.value)}


def restriction_holder(shipper_id: int, decided_by: User | None) -> User | None:
    """Return the officer who holds the case of a member that is suspended or on conditions: the one who decided it, or
    else, of the officers who oversee changes, the one with the least open work. Returns None if all of them are barred.
    """
    if decided_by is not None and _may_hold(decided_by, shipper_id):
        return decided_by
    by_work = staff_with(OVERSEER).annotate(open_work=Count("work", filter=Q(work__closed_at=None), distinct=True))
    return next((user for user in by_work.order_by("open_work", "pk") if _may_hold(user, shipper_id)), None)


def _may_hold(user: User, shipper_id: int) -> bool:
    return user.is_active and bool({OFFICER, OVERSEER} & held(user)) and holder_barred(user, shipper_id) is None


def entries_present(shipper_ids: Iterable[int], *kinds: ProgramEntryKind) -> QuerySet[ProgramEntry]:
    """Return the program entries of these kinds in the ledger of these shippers, without those that were taken back."""
    return ProgramEntry.objects.filter(shipper__in=shipper_ids, kind__in=kinds, takes_back=None, taken_back_by=None)
