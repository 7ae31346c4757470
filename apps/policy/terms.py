"""The numbers of a policy as typed, frozen values, built once for each version from the rows of the policy."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from apps.core.errors import InvalidInput
from apps.policy.benefits import BENEFITS, Benefit
from apps.policy.least_exams import LeastExams
from apps.policy.procedures import (
    Assurance,
    ChangeSafeguards,
    Clocks,
    Decisions,
    Disclosures,
    Eligibility,
    ExamRequests,
    ParcelRisk,
    PartnerTerms,
    PolicyChanges,
    RealisedRates,
    SelectionShares,
    SourceTimes,
)
from apps.policy.schema import AGE_STEPS, CRITERIA, KEYS, TIERS

TOP = max(TIERS)
# Shares, factors and points of the rules are whole millionths, so that sums and comparisons are exact.
ONE = 1_000_000
MAX_POINTS = ONE**2
# The places of the number to enter and of the number to keep in each pair of a requirement.
ENTER, KEEP = 0, 1


@dataclass(frozen=True, slots=True)
class Windows:
    """The calendar months that each rule looks back, the current month included."""

    record_months: int
    points_months: int
    critical_months: int
    suspend_months: int
    declared_months: int

    @property
    def longest(self) -> int:
        return max(
            self.record_months, self.points_months, self.critical_months, self.suspend_months, self.declared_months
        )


@dataclass(frozen=True, slots=True)
class Rate:
    """The numbers of the compliance rate.

    `prior_exams` exams of an average seller, whose compliance rate is `prior_compliance` (in millionths), complete each
    record. `false_alarms` is the bound, a year, of members that comply with a tier and are proposed for a lower one;
    `alternative` is the multiple of the allowed share of wrong parcels that the evidence looks for.
    """

    prior_exams: int
    prior_compliance: int
    false_alarms: Decimal
    alternative: Decimal


@dataclass(frozen=True, slots=True)
class Declared:
    """The shares of a member's parcels that must be declared in time, in millionths: of all to enter a tier, of those
    that could be declared to keep one. They are asked for from `least_parcels` parcels on.
    """

    enter_share: int
    keep_share: int
    least_parcels: int


@dataclass(frozen=True, slots=True)
class Weights:
    """The factors whose product is the weight of a violation, in millionths.

    `age` has pairs of the age in months from which a factor applies, and the factor, the youngest age first.
    """

    severity: Mapping[str, int]
    culpability: Mapping[str, int]
    attribution: Mapping[str, int]
    self_disclosed: int
    age: tuple[tuple[int, int], ...]

    def age_step(self, months: int) -> tuple[int, int | None]:
        """Return the factor for an age in months, and the age at which the next step begins; None after the last."""
        factor = ONE
        for start, later in self.age:
            if months < start:
                return factor, start
            factor = later
        return factor, None


@dataclass(frozen=True, slots=True)
class Requirement:
    """The requirements of one tier. Each pair has the number to enter and the number to keep, which asks less.

    `exams` counts parcels opened at random. `compliance` is a share, and `grave_points` are allowed for fraud and gross
    negligence whatever the size: both in millionths.
    """

    exams: tuple[int, int]
    compliance: int
    grave_points: tuple[int, int]
    months: int


@dataclass(frozen=True, slots=True)
class Caps:
    """The limits of a tier that do not depend on the parcels and violations of the record."""

    own_attribution: int
    certified_tier: int
    validation_months: int
    validation_grace_months: int
    review_months: int
    review_grace_months: int
    review_overdue_tier: int
    plan_enter_tier: int
    plan_keep_tier: int
    hold_enter_tier: int
    hold_keep_tier: int


@dataclass(frozen=True)
class Terms:
    """All numbers of one version of the policy. `values` has them by key.

    `musts`: the numbers of the criteria that are a condition of approval. `proofs`: those of them that are not sent
    without a file. `impartial_months`: the months from the end
    of an officer's place on a business's team until the officer may act on the business. `wait_hours`: the hours for
    which a change that a thief would make waits, so that owners can stop the change.
    """

    version: int
    effective_from: date | None
    eligibility: Eligibility
    clocks: Clocks
    disclosures: Disclosures
    sources: SourceTimes
    decisions: Decisions
    musts: frozenset[str]
    proofs: frozenset[str]
    impartial_months: int
    exam_requests: ExamRequests
    changes: ChangeSafeguards
    assurance: Assurance
    wait_hours: int
    policy_changes: PolicyChanges
    realised: RealisedRates
    windows: Windows
    rate: Rate
    least_exams: LeastExams
    declared: Declared
    parcel_risk: ParcelRisk
    selection: SelectionShares
    partners: PartnerTerms
    weights: Weights
    tiers: tuple[Requirement, ...]
    caps: Caps
    values: Mapping[str, float]

    def requirement(self, tier: int) -> Requirement:
        """Return the requirements of a tier from 1 to 3."""
        return self.tiers[tier - 1]

    def benefits(self, tier: int) -> list[Benefit]:
        """Return the benefits promised to a tier, the most valued first, without those that the tier does not have."""
        found = ((code, label, self.values[f"benefit.{tier}.{code}"], none) for code, (label, none) in BENEFITS.items())
        return [Benefit(code, label, value) for code, label, value, none in found if value != none]

    @classmethod
    def of(cls, *, version: int, effective_from: date | None, texts: Mapping[str, str]) -> "Terms":
        """Build the terms from the texts of a policy's rows, by key.

        Raises Invalid if a key is missing or unknown, a number is out of bounds, or numbers contradict each other.
        """
        if missing := sorted(KEYS.keys() - texts.keys()):
            raise InvalidInput(_("The policy lacks these numbers: %s.") % ", ".join(missing), code="incomplete")
        if unknown := sorted(texts.keys() - KEYS.keys()):
            raise InvalidInput(_("The policy has numbers that nothing reads: %s.") % ", ".join(unknown), code="unknown")
        n: dict[str, Any] = {name: key.parse(texts[name]) for name, key in KEYS.items()}
        exact = {name: key.millionths(texts[name]) for name, key in KEYS.items()}
        terms = cls(
            version=version,
            effective_from=effective_from,
            eligibility=Eligibility(**_under(n, "eligibility.")),
            clocks=Clocks(**_under(n, "clock.")),
            disclosures=Disclosures(**_under(n, "disclosure.")),
            sources=SourceTimes(**_under(n, "source.")),
            decisions=Decisions(**_under(n, "decision.")),
            musts=frozenset(number for number in CRITERIA if n[f"criterion.{number}"]),
            proofs=frozenset(number for number in CRITERIA if n[f"criterion.{number}.file"]),
            impartial_months=n["impartial.months"],
            exam_requests=ExamRequests(**_under(n, "request.")),
            changes=ChangeSafeguards(**_under(n, "change.")),
            assurance=Assurance(**_under(n, "assurance.")),
            wait_hours=n["safety.wait_hours"],
            policy_changes=PolicyChanges(**_under(n, "policy.")),
            realised=RealisedRates(**_under(n, "realised.")),
            windows=Windows(**_under(n, "window.")),
            rate=Rate(
                prior_exams=n["rate.prior_exams"],
                prior_compliance=exact["rate.prior_compliance"],
                false_alarms=Decimal(texts["rate.false_alarms"]),
                alternative=Decimal(texts["rate.alternative"]),
            ),
            least_exams=LeastExams(
                n["exams.least_share"],
                exact["exams.least_share"],
                n["exams.least_yearly"],
                n["exams.most_share"],
                n["exams.after_wrong"],
                n["exams.after_wrong_months"],
            ),
            declared=Declared(exact["declared.enter_share"], exact["declared.keep_share"], n["declared.least_parcels"]),
            parcel_risk=ParcelRisk(**_under(n, "risk.")),
            selection=SelectionShares(**_under(n, "selection.")),
            partners=PartnerTerms(**_under(n, "partner.")),
            weights=Weights(
                severity=_under(exact, "weight.severity."),
                culpability=_under(exact, "weight.culpability."),
                attribution=_under(exact, "weight.attribution."),
                self_disclosed=exact["weight.self_disclosed"],
                age=tuple((n[f"age.{step}.months"], exact[f"age.{step}.factor"]) for step in AGE_STEPS),
            ),
            tiers=tuple(_requirement(n, exact, tier) for tier in TIERS),
            caps=Caps(
                own_attribution=exact["critical.own_attribution"],
                certified_tier=n["validation.certified_tier"],
                validation_months=n["validation.valid_months"],
                validation_grace_months=n["validation.grace_months"],
                review_months=n["review.every_months"],
                review_grace_months=n["review.grace_months"],
                review_overdue_tier=n["review.overdue_tier"],
                plan_enter_tier=n["plan.enter_tier"],
                plan_keep_tier=n["plan.keep_tier"],
                hold_enter_tier=n["hold.enter_tier"],
                hold_keep_tier=n["hold.keep_tier"],
            ),
            values=n,
        )
        _check(terms)
        return terms


@dataclass(frozen=True, slots=True)
class TermsAhead:
    """The terms from a day on: those in force on the day, and those of published policies that take effect later, by
    the first day of each, in the order of these days.
    """

    now: Terms
    later: tuple[tuple[date, Terms], ...] = ()

    def on(self, day: date) -> Terms:
        """Return the terms in force on a day."""
        return next((terms for first, terms in reversed(self.later) if first <= day), self.now)

    def after(self, day: date) -> date | None:
        """Return the first day after a day on which other terms take effect, None if there is none."""
        return next((first for first, _terms in self.later if first > day), None)

    @property
    def longest_window(self) -> int:
        """Return the most calendar months at which a rule looks back, under any of these terms."""
        return max(terms.windows.longest for terms in (self.now, *(terms for _first, terms in self.later)))


def _under(numbers: Mapping[str, float], prefix: str) -> dict[str, Any]:
    return {name.removeprefix(prefix): value for name, value in numbers.items() if name.startswith(prefix)}


def _requirement(n: Mapping[str, Any], exact: Mapping[str, int], tier: int) -> Requirement:
    def pair(numbers: Mapping[str, Any], name: str) -> tuple[Any, Any]:
        return numbers[f"tier.{tier}.enter.{name}"], numbers[f"tier.{tier}.keep.{name}"]

    return Requirement(
        exams=pair(n, "exams"),
        compliance=exact[f"tier.{tier}.compliance"],
        grave_points=pair(exact, "grave_points"),
        months=n[f"tier.{tier}.months"],
    )


def _check(terms: Terms) -> None:
    """Raise Invalid if numbers that are each within bounds contradict each other."""
    faults = []
    if terms.proofs - terms.musts:
        faults.append(_("A criterion that is not asked before the approval can't need a file."))
    previous = Requirement((0, 0), 0, (MAX_POINTS, MAX_POINTS), 0)
    for tier, asked in zip(TIERS, terms.tiers, strict=True):
        for enter, keep in (asked.exams, asked.grave_points[::-1]):
            if keep > enter:
                faults.append(_("Tier %d asks more to keep than to enter.") % tier)
        lower = any(
            now < before
            for side in (ENTER, KEEP)
            for now, before in (
                (asked.exams[side], previous.exams[side]),
                (previous.grave_points[side], asked.grave_points[side]),
            )
        )
        if lower or asked.months < previous.months or asked.compliance < previous.compliance:
            faults.append(_("Tier %d asks less than the tier below it.") % tier)
        previous = asked
    starts = [start for start, _factor in terms.weights.age]
    factors = [ONE, *(factor for _start, factor in terms.weights.age)]
    if starts != sorted(set(starts)) or factors != sorted(factors, reverse=True):
        faults.append(_("A violation must weigh less, not more, with age."))
    caps = terms.caps
    if caps.plan_enter_tier > caps.plan_keep_tier or caps.hold_enter_tier > caps.hold_keep_tier:
        faults.append(_("A cap must not be lower to keep than to enter."))
    if terms.clocks.critical_lapse_days <= terms.clocks.critical_review_days:
        faults.append(_("A suspension at once must not lapse before its review is due."))
    if terms.clocks.critical_lapse_days > terms.clocks.response_days:
        faults.append(
            _("A suspension at once must be reviewed, or become conditions, before the time to respond is over.")
        )
    if terms.least_exams.share > terms.least_exams.most_share:
        faults.append(
            _("The least share of parcels opened at random must not exceed the share that bounds the number.")
        )
    if terms.declared.keep_share > terms.declared.enter_share:
        faults.append(_("The share of parcels declared in time must not be larger to keep a tier than to enter it."))
    if terms.partners.least_share > terms.partners.better_share:
        faults.append(_("The share below which a partner is limited is larger than the one for the better tier."))
    if terms.selection.random_least > terms.selection.random_most:
        faults.append(_("The least share of exams at random must not exceed the greatest."))
    if terms.selection.random_most + terms.selection.unseen_share > 1:
        faults.append(_("The shares of exams that are not chosen by risk must not add up to more than all exams."))
    if terms.selection.group_most < 1:
        faults.append(_("A group must bear at least as large a share of the exams by choice as all parcels."))
    if terms.rate.alternative * (ONE - terms.tiers[0].compliance) >= ONE:
        faults.append(_("The share of wrong parcels that the evidence looks for must be below 1 in every tier."))
    if distinct := list(dict.fromkeys(faults)):
        raise InvalidInput(" ".join(distinct), code="contradictory", fields={"policy": distinct})
