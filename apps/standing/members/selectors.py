"""Where a member stands, and what it is promised."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.lazy import Promise
from apps.core.shares import percent_exact
from apps.ledger.models import ProgramEntry
from apps.ledger.vocabulary import ProgramEntryKind
from apps.policy.selectors import policy_on, terms_of
from apps.policy.terms import Benefit, Terms
from apps.standing.members.models import Change, Standing
from apps.standing.members.states import MEMBER

ABOUT_EXAMS = frozenset({"exam_rate", "front_of_line"})


@dataclass(frozen=True, slots=True)
class BenefitText:
    """A benefit as its holder reads it: what it is called, and what it is in numbers and words."""

    code: str
    label: str | Promise
    what: str


def standing_of(shipper_id: int) -> Standing | None:
    """The present standing of a shipper; None before it is enrolled."""
    return Standing.objects.filter(shipper_id=shipper_id).first()


def promised(terms: Terms, *, status: str, tier: int, examine_all: bool = False) -> Sequence[Benefit]:
    """What somebody of that status and tier is promised; nothing for those suspended, removed or withdrawn.

    Nobody is promised fewer exams, or to be first at them, while each of their parcels is examined.
    """
    if status not in MEMBER:
        return []
    return [benefit for benefit in terms.benefits(tier) if not (examine_all and benefit.code in ABOUT_EXAMS)]


def benefits_of(standing: Standing) -> list[BenefitText]:
    """What the shipper is promised under the policy in force today."""
    terms = terms_of(policy_on(clock.today()))
    return benefit_texts(promised(terms, status=standing.status, tier=standing.tier, examine_all=standing.examine_all))


def benefit_texts(benefits: Sequence[Benefit]) -> list[BenefitText]:
    return [BenefitText(benefit.code, benefit.label, _what(benefit)) for benefit in benefits]


def changes_of(shipper_id: int) -> QuerySet[Change]:
    """What has become of a shipper's standing, the latest first."""
    return Change.objects.filter(shipper_id=shipper_id).select_related("actor").order_by("-pk")


_WHAT: dict[str, Promise] = {
    "exam_rate": _lazy("Your parcels are chosen for an exam %(percent)s as often as others."),
    "front_of_line": _lazy("When one of your parcels is examined, it is examined first."),
    "data_corrections": _lazy("%(percent)s of the usual requests to correct data are waived."),
    "penalty_offset": _lazy("Being a member counts for you when a penalty is set: up to %(percent)s off."),
    "account_manager": _lazy("One named person at the program answers your questions."),
    "certificate": _lazy("You may show the program's logo and your certificate."),
}


def _what(benefit: Benefit) -> str:
    return _WHAT[benefit.code] % {"percent": percent_exact(benefit.value)}


def entries_present(shipper_ids: Iterable[int], *kinds: ProgramEntryKind) -> QuerySet[ProgramEntry]:
    return ProgramEntry.objects.filter(shipper__in=shipper_ids, kind__in=kinds, takes_back=None, taken_back_by=None)
