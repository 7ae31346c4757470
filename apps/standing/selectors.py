from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.core import clock
from apps.evaluation.explain import findings_of
from apps.evaluation.models import Evaluation
from apps.ledger.models import Violation
from apps.policy.selectors import policy_on, terms_of
from apps.policy.terms import Benefit, Terms
from apps.shippers.selectors import abilities_of
from apps.standing.models import Change, ProposedChange, Standing, Status
from apps.standing.rules import MEMBER
from apps.standing.states import ProposalFacts

Kind, State = ProposedChange.Kind, ProposedChange.State


@dataclass(frozen=True, slots=True)
class BenefitText:
    """A benefit as its holder reads it: what it is called, and what it is in numbers and words."""

    code: str
    label: str | Promise
    what: str


def standing_of(shipper_id: int) -> Standing | None:
    """The present standing of a shipper; None before it is enrolled."""
    return Standing.objects.filter(shipper_id=shipper_id).first()


def promised(terms: Terms, *, status: str, tier: int) -> Sequence[Benefit]:
    """What somebody of that status and tier is promised; nothing for those suspended, removed or withdrawn."""
    return terms.benefits(tier) if status in MEMBER else []


def benefits_of(standing: Standing) -> list[BenefitText]:
    """What the shipper is promised under the policy in force today."""
    terms = terms_of(policy_on(clock.today()))
    return benefit_texts(promised(terms, status=standing.status, tier=standing.tier))


def benefit_texts(benefits: Sequence[Benefit]) -> list[BenefitText]:
    return [BenefitText(benefit.code, benefit.label, _what(benefit)) for benefit in benefits]


def changes_of(shipper_id: int) -> QuerySet[Change]:
    """What has become of a shipper's standing, the latest first."""
    return Change.objects.filter(shipper_id=shipper_id).select_related("actor").order_by("-pk")


def proposals_of(*shipper_ids: int) -> QuerySet[ProposedChange]:
    """What was ever proposed to be taken away, open or decided, the latest first."""
    return ProposedChange.objects.filter(shipper__in=shipper_ids).order_by("-pk")


def proposals_open(*shipper_ids: int) -> QuerySet[ProposedChange]:
    """What is proposed and not decided."""
    return proposals_of(*shipper_ids).filter(state__in=[State.PROPOSED, State.RESPONDED])


def proposal_facts(proposal: ProposedChange, standing: Standing | None, actor: User) -> ProposalFacts:
    """What it depends on whether that officer may decide it now."""
    return ProposalFacts(
        actor_on_team=bool(abilities_of(actor, proposal.shipper_id)),
        now=clock.now(),
        respond_by=proposal.respond_by,
        responded=bool(proposal.response),
        in_effect=proposal.notice["at_once"] and standing is not None and standing.status == Status.SUSPENDED,
        needs_second_officer=proposal.kind == Kind.REMOVAL and proposal.proposed_by_id == actor.pk,
    )


def suspending_cases(evaluations: Iterable[Evaluation]) -> frozenset[int]:
    """The cases whose violations suspend at once, by these evaluations. A case keeps its number through revisions."""
    violations = [
        violation
        for evaluation in evaluations
        if evaluation.suspend
        for finding in findings_of(evaluation)
        if finding.suspend
        for violation in finding.detail["suspending"]
    ]
    return frozenset(Violation.objects.filter(pk__in=violations).values_list("case", flat=True))


def judged_cases(shipper_id: int) -> frozenset[int]:
    """The cases upon which a suspension was once decided by an officer: they do not suspend at once again."""
    judged = proposals_of(shipper_id).filter(kind=Kind.SUSPENSION, decided_by__isnull=False, evaluation__isnull=False)
    return suspending_cases(proposal.evaluation for proposal in judged.select_related("evaluation"))


def spared_tiers(shipper_ids: Iterable[int]) -> dict[int, int]:
    """The tier to which an officer last declined to demote each of these; none where that was decided otherwise."""
    decided = proposals_of(*shipper_ids).filter(kind=Kind.DEMOTION, decided_by__isnull=False)
    last = decided.order_by("shipper", "-pk").distinct("shipper")
    return {proposal.shipper_id: proposal.tier for proposal in last if proposal.state == State.WITHDRAWN}


_WHAT: dict[str, Promise] = {
    "exam_rate": gettext_lazy("Your parcels are chosen for an exam %(percent)s%% as often as others."),
    "front_of_line": gettext_lazy("When one of your parcels is examined, it is examined first."),
    "data_corrections": gettext_lazy("%(percent)s%% of the usual requests to correct data are waived."),
    "penalty_offset": gettext_lazy("Being a member counts for you when a penalty is set: up to %(percent)s%% off."),
    "account_manager": gettext_lazy("One named person at the program answers your questions."),
    "certificate": gettext_lazy("You may show the program's logo and your certificate."),
}


def _what(benefit: Benefit) -> str:
    return _WHAT[benefit.code] % {"percent": f"{benefit.value * 100:g}"}
