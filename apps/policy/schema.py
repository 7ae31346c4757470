"""Every number that a policy must state: its key, type, unit, bounds and label.

A policy is complete when it has exactly these keys. `terms.py` gives them to the rules as typed values.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Invalid

TIERS = (1, 2, 3)
AGE_STEPS = (1, 2, 3)
MOST_DECIMALS = 6


class Unit(models.TextChoices):
    MONTHS = "months", _("calendar months")
    DAYS = "days", _("calendar days")
    HOURS = "hours", _("hours")
    PARCELS = "parcels", _("parcels")
    SALES = "sales", _("sales")
    SUSPENSIONS = "suspensions", _("suspensions")
    USD = "USD", _("US dollars")
    SHARE = "share", _("share between 0 and 1")
    FACTOR = "factor", _("factor")
    POINTS = "points", _("points")
    TIER = "tier", _("tier")
    FLAG = "flag", _("yes (1) or no (0)")


class Source(models.TextChoices):
    """What a number may rest on. All but a decision of the program itself must be cited."""

    STATUTE = "Statute", _("Statute")
    REGULATION = "Regulation", _("Regulation")
    GAO_REPORT = "GAO report", _("GAO report")
    DECISION = "Program decision", _("Program decision")


def authority_of(source: Source, citation: str) -> str:
    """The authority in words: “Statute: 6 U.S.C. 967(c)”, “Program decision, after 19 U.S.C. 1592”.

    Raises Invalid, naming `citation`, where there is none and must be one.
    """
    citation = citation.strip()
    if source is Source.DECISION:
        return f"{source}, {citation}" if citation else str(source)
    if not citation:
        raise Invalid(
            _now("Cite the statute, regulation or report."),
            fields={"citation": [_now("Cite the statute, regulation or report.")]},
        )
    return f"{source}: {citation}"


def authority_parts(authority: str) -> tuple[Source, str]:
    """The source and the citation of an authority, the reverse of `authority_of`."""
    for source in Source:
        if authority.startswith(source):
            return source, authority.removeprefix(source).lstrip(":,").strip()
    return Source.DECISION, authority


@dataclass(frozen=True, slots=True)
class Key:
    """`whole` numbers have no fraction, others six decimals; `low` and `high` are the bounds, both allowed."""

    name: str
    unit: Unit
    label: str | Promise
    low: float = 0
    high: float = 1_000_000
    whole: bool = True

    @property
    def bounds(self) -> str:
        """What is wanted, in words: “a whole number from 1 to 365”."""
        told = {"low": self.low, "high": self.high}
        if self.whole:
            return _now("a whole number from %(low)s to %(high)s") % told
        return _now("a number from %(low)s to %(high)s, with at most six decimals") % told

    def parse(self, text: str) -> float:
        """The value of a text; raises Invalid, saying what is wanted."""
        value = self._decimal(text)
        return int(value) if self.whole else float(value)

    def plain(self, text: str) -> str:
        """The same value in the one plain way to write it: “0.1” for “.10”; raises Invalid as `parse` does."""
        return f"{self._decimal(text):f}"

    def _decimal(self, text: str) -> Decimal:
        try:
            # Adding nothing makes 0 of -0.
            value = (Decimal(text) + 0).normalize()
        except InvalidOperation:
            value = Decimal("NaN")
        if (
            not value.is_finite()
            or not Decimal(str(self.low)) <= value <= Decimal(str(self.high))
            or value.as_tuple().exponent < (0 if self.whole else -MOST_DECIMALS)
        ):
            raise Invalid(
                _now("%(key)s must be %(bounds)s, not “%(text)s”.")
                % {"key": self.name, "bounds": self.bounds, "text": text},
                fields={self.name: [_now("Enter %(bounds)s.") % {"bounds": self.bounds}]},
            )
        return value


def _months(name: str, label: Promise, *, low: int = 1) -> Key:
    return Key(name, Unit.MONTHS, label, low=low, high=120)


def _days(name: str, label: Promise) -> Key:
    return Key(name, Unit.DAYS, label, low=1, high=365)


def _share(name: str, label: Promise) -> Key:
    return Key(name, Unit.SHARE, label, high=1, whole=False)


def _rate(name: str, label: Promise) -> Key:
    # No number of clean parcels proves a rate of 1.
    return Key(name, Unit.SHARE, label, low=0.01, high=0.999, whole=False)


def _factor(name: str, label: Promise) -> Key:
    return Key(name, Unit.FACTOR, label, high=100, whole=False)


def _points(name: str, label: Promise) -> Key:
    return Key(name, Unit.POINTS, label, whole=False)


def _parcels(name: str, label: Promise) -> Key:
    return Key(name, Unit.PARCELS, label)


def _tier(name: str, label: Promise) -> Key:
    return Key(name, Unit.TIER, label, high=3)


def _flag(name: str, label: Promise) -> Key:
    return Key(name, Unit.FLAG, label, high=1)


def _tier_keys(tier: int) -> Iterator[Key]:
    yield _parcels(f"tier.{tier}.enter.parcels", _("parcels in the record, to enter"))
    yield _parcels(f"tier.{tier}.keep.parcels", _("parcels in the record, to keep"))
    yield _rate(f"tier.{tier}.enter.compliance", _("compliance rate, to enter"))
    yield _rate(f"tier.{tier}.keep.compliance", _("compliance rate, to keep"))
    yield _points(f"tier.{tier}.enter.points", _("points allowed, to enter"))
    yield _points(f"tier.{tier}.keep.points", _("points allowed, to keep"))
    yield _points(f"tier.{tier}.points_per_thousand", _("further points allowed for each 1,000 parcels"))
    yield _months(f"tier.{tier}.months", _("months in the program"), low=0)


def _benefit_keys(tier: int) -> Iterator[Key]:
    yield _factor(f"benefit.{tier}.exam_rate", _("exam rate, as a multiple of the ordinary rate"))
    yield _flag(f"benefit.{tier}.front_of_line", _("examined first when examined"))
    yield _share(f"benefit.{tier}.data_corrections", _("share of data correction requests waived"))
    yield _share(f"benefit.{tier}.penalty_offset", _("penalty mitigation offset"))
    yield _flag(f"benefit.{tier}.account_manager", _("account manager"))
    yield _flag(f"benefit.{tier}.certificate", _("logo and certificate"))


SECTIONS: tuple[tuple[str, str | Promise, tuple[Key, ...]], ...] = (
    (
        "eligibility",
        _("Who may apply"),
        (
            Key("eligibility.sales", Unit.SALES, _("sales that make a high-volume seller")),
            Key("eligibility.revenue", Unit.USD, _("revenue that makes a high-volume seller")),
            _months("eligibility.period_months", _("within any period of")),
            _months("eligibility.look_back_months", _("during the last")),
        ),
    ),
    (
        "clocks",
        _("Clocks"),
        (
            _days("clock.decision_days", _("a decision on an application")),
            _days("clock.information_days", _("the applicant's time to answer a request for information")),
            _days("clock.response_days", _("the seller's time to respond to a notice")),
            _days("clock.appeal_days", _("time to appeal")),
            _days("clock.appeal_false_statement_days", _("time to appeal, for false statements")),
            _days("clock.appeal_decision_days", _("a decision on an appeal")),
            _days("clock.critical_review_days", _("review of a suspension at once")),
            _days("clock.critical_lapse_days", _("from a suspension at once until it lapses, if nobody reviewed it")),
            _days("clock.change_decision_days", _("a decision on a proposed change, once the time to respond is over")),
            _days("clock.change_lapse_days", _("further days, after which an undecided proposed change lapses")),
            _months("clock.reentry_months", _("from a removal until the business may apply again")),
            _months("clock.validation_months", _("validation after certification")),
            Key("clock.status_hours", Unit.HOURS, _("how long a partner may rely on an answer"), low=1, high=720),
        ),
    ),
    (
        "decisions",
        _("Decisions on applications"),
        (
            _flag("decision.countersign_denials", _("a second officer countersigns each denial")),
            _share("decision.second_look", _("share of decisions that a second officer reads again, drawn at random")),
        ),
    ),
    (
        "changes",
        _("Taking something away"),
        (
            Key("change.at_once_per_hour", Unit.SUSPENSIONS, _("suspensions at once by one source in an hour"), low=1),
            _flag("change.second_officer_demotion", _("a second officer agrees to each demotion")),
            _flag("change.second_officer_suspension", _("a second officer agrees to each suspension")),
            _flag("change.second_officer_removal", _("a second officer agrees to each removal")),
            _flag("change.second_officer_validation", _("a second officer agrees to each denial of revalidation")),
        ),
    ),
    (
        "realised",
        _("Benefits, promised and received"),
        (
            _months("realised.months", _("whole months that the realised exam rate looks at")),
            _parcels("realised.least_parcels", _("parcels from which a realised exam rate is told")),
            Key(
                "realised.confidence",
                Unit.SHARE,
                _("two-sided confidence of the interval of a realised exam rate"),
                low=0.5,
                high=0.999,
                whole=False,
            ),
        ),
    ),
    (
        "windows",
        _("Windows, in whole calendar months including the current one"),
        (
            _months("window.record_months", _("record that the parcels and the compliance rate look at")),
            _months("window.points_months", _("record that the points look at")),
            _months("window.critical_months", _("how long a critical violation bars every tier")),
            _months("window.suspend_months", _("how long a critical violation with a recorded basis suspends")),
        ),
    ),
    (
        "evidence",
        _("What counts as evidence"),
        (
            _factor("evidence.examined", _("a parcel examined and found clean")),
            _factor("evidence.unexamined", _("a parcel released without an exam")),
            _factor("evidence.discrepant", _("a parcel examined and found wrong")),
            _factor("evidence.validation", _("a validation visit, in parcels examined")),
            Key(
                "evidence.confidence",
                Unit.SHARE,
                _("one-sided confidence of the compliance rate"),
                low=0.5,
                high=0.999,
                whole=False,
            ),
        ),
    ),
    (
        "weights",
        _("Weight of a violation"),
        (
            _factor("weight.severity.critical", _("critical")),
            _factor("weight.severity.major", _("major")),
            _factor("weight.severity.moderate", _("moderate")),
            _factor("weight.severity.minor", _("minor")),
            _factor("weight.culpability.fraud", _("fraud")),
            _factor("weight.culpability.gross_negligence", _("gross negligence")),
            _factor("weight.culpability.negligence", _("negligence")),
            _factor("weight.culpability.clerical", _("clerical error")),
            _factor("weight.attribution.seller", _("the seller's own")),
            _factor("weight.attribution.broker", _("the customs broker's")),
            _factor("weight.attribution.carrier", _("the carrier's")),
            _factor("weight.attribution.third_party", _("another third party's")),
            _factor("weight.self_disclosed", _("disclosed by the seller first")),
            *(
                key
                for step in AGE_STEPS
                for key in (
                    _months(f"age.{step}.months", _("age from which it weighs less")),
                    _factor(f"age.{step}.factor", _("its factor from that age on")),
                )
            ),
        ),
    ),
    *((f"tier{tier}", _("Tier %d") % tier, tuple(_tier_keys(tier))) for tier in TIERS),
    (
        "caps",
        _("What holds a tier back"),
        (
            _factor("critical.own_attribution", _("attribution weight from which a critical violation is one's own")),
            _tier("validation.certified_tier", _("highest tier without a current validation")),
            _months("validation.valid_months", _("how long a validation is current, to enter")),
            _months("validation.grace_months", _("further months, to keep")),
            _months("review.every_months", _("annual review due")),
            _months("review.grace_months", _("further months, to keep")),
            _tier("review.overdue_tier", _("highest tier while the annual review is overdue")),
            _tier("plan.enter_tier", _("highest tier to enter while a corrective plan is open")),
            _tier("plan.keep_tier", _("highest tier to keep while a corrective plan is open")),
            _tier("hold.enter_tier", _("highest tier to enter while a screening hold stands")),
            _tier("hold.keep_tier", _("highest tier to keep while a screening hold stands")),
        ),
    ),
    *((f"benefits{tier}", _("Benefits of tier %d") % tier, tuple(_benefit_keys(tier))) for tier in (0, *TIERS)),
)

KEYS: dict[str, Key] = {key.name: key for _name, _title, keys in SECTIONS for key in keys}
