"""The codes of the ledger, the same in files, API, forms and models."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy


class ReporterKind(models.TextChoices):
    """The kinds of reporters, the most authoritative first (`RANK`)."""

    AGENCY = "agency", _lazy("Agency")
    CARRIER = "carrier", _lazy("Carrier")
    BROKER = "broker", _lazy("Customs broker")
    MARKETPLACE = "marketplace", _lazy("Marketplace")
    SELLER = "seller", _lazy("Seller")


RANK: dict[str, int] = {kind: rank for rank, kind in enumerate(reversed(ReporterKind.values), start=1)}
# A number that comes again after so many days is another parcel's: carriers reuse their numbers.
REUSE_DAYS = 120


class Mode(models.TextChoices):
    SEA = "sea", _lazy("Sea")
    RAIL = "rail", _lazy("Rail")
    TRUCK = "truck", _lazy("Truck")
    AIR = "air", _lazy("Air")
    POST = "post", _lazy("Post")
    OTHER = "other", _lazy("Other")


class Disposition(models.TextChoices):
    RELEASED = "released", _lazy("Released")
    HELD = "held", _lazy("Held")
    EXAMINED = "examined", _lazy("Examined")
    DETAINED = "detained", _lazy("Detained")
    SEIZED = "seized", _lazy("Seized")
    ABANDONED = "abandoned", _lazy("Abandoned")
    EXPORTED = "exported", _lazy("Exported")


class ExamBasis(models.TextChoices):
    RANDOM = "random", _lazy("Random")
    RISK = "risk", _lazy("Risk")
    OPERATION = "operation", _lazy("Special operation")
    REFERRAL = "referral", _lazy("Referral by another agency")
    VALIDATION = "validation", _lazy("Drawn at random at a validation")
    REQUESTED = "requested", _lazy("Asked for by the seller, drawn at random")
    FOLLOW_UP = "follow_up", _lazy("Drawn at random after a wrong one")
    SURPLUS = "surplus", _lazy("Drawn at random beyond the share that counts")


# The bases of exams whose choice did not depend on the parcel, and whose chance depended on nothing but the policy and
# the seller's own parcels. Only such exams tell the share of parcels in order.
DRAWN_BASES = frozenset({ExamBasis.RANDOM.value, ExamBasis.VALIDATION.value, ExamBasis.REQUESTED.value})
# Those that follow a wrong parcel. They tell whether a tier is lost, and not whether one is entered: some months with
# many exams would make a record look better than it is.
FOLLOWED_BASES = frozenset({ExamBasis.FOLLOW_UP.value})
# All whose parcel was drawn at random. No benefit makes these exams fewer.
AT_RANDOM_BASES = DRAWN_BASES | FOLLOWED_BASES | {ExamBasis.SURPLUS.value}


class ExamResult(models.TextChoices):
    CLEAN = "clean", _lazy("Clean")
    DISCREPANT = "discrepant", _lazy("Discrepant")


class Severity(models.TextChoices):
    CRITICAL = "critical", _lazy("Critical")
    MAJOR = "major", _lazy("Major")
    MODERATE = "moderate", _lazy("Moderate")
    MINOR = "minor", _lazy("Minor")


class Category(models.TextChoices):
    NARCOTICS = "narcotics", _lazy("Narcotics and precursors")
    WEAPONS = "weapons", _lazy("Weapons")
    RESTRICTED_PARTY = "restricted_party", _lazy("Dealing with a restricted party")
    FALSE_STATEMENT = "false_statement", _lazy("Knowing false statement to the program")
    COUNTERFEIT = "counterfeit", _lazy("Counterfeit or infringing goods")
    FORCED_LABOR = "forced_labor", _lazy("Goods made with forced labor")
    EVASION = "evasion", _lazy("Evasion of antidumping or countervailing duty, transshipment")
    UNSAFE_GOODS = "unsafe_goods", _lazy("Unsafe or inadmissible goods")
    UNDERVALUATION = "undervaluation", _lazy("Undervaluation")
    CLASSIFICATION = "classification", _lazy("Wrong classification")
    ORIGIN = "origin", _lazy("Wrong origin")
    SPLITTING = "splitting", _lazy("Splitting of shipments")
    MISSING_AGENCY_DATA = "missing_agency_data", _lazy("Missing partner agency data")
    RECORDS = "records", _lazy("Records not produced")
    VAGUE_DATA = "vague_data", _lazy("Vague or incomplete data")
    LATE_FILING = "late_filing", _lazy("Late filing")
    MARKING = "marking", _lazy("Marking")
    CLERICAL = "clerical", _lazy("Clerical error")


class Culpability(models.TextChoices):
    """The culpability of a violation, after 19 U.S.C. 1592; a clerical error is none of its three degrees."""

    CLERICAL = "clerical", _lazy("Clerical error")
    NEGLIGENCE = "negligence", _lazy("Negligence")
    GROSS_NEGLIGENCE = "gross_negligence", _lazy("Gross negligence")
    FRAUD = "fraud", _lazy("Fraud")


# A knowing act, or wanton disregard: no number of parcels makes up for one of these.
GRAVE = frozenset({Culpability.GROSS_NEGLIGENCE.value, Culpability.FRAUD.value})


class Basis(models.TextChoices):
    """The basis of a violation. A violation with a basis of `RECORDED_BASIS` can suspend at once."""

    DETENTION = "detention", _lazy("Detention")
    SEIZURE = "seizure", _lazy("Seizure")
    LABORATORY = "laboratory", _lazy("Laboratory result")
    LIST_MATCH = "list_match", _lazy("Confirmed list match")
    PENALTY = "penalty", _lazy("Penalty")
    FINDING = "finding", _lazy("Finding")


# A critical violation with one of these suspends at once when it is sustained.
RECORDED_BASIS = frozenset({Basis.SEIZURE, Basis.LABORATORY, Basis.LIST_MATCH})


class Attribution(models.TextChoices):
    SELLER = "seller", _lazy("Seller")
    BROKER = "broker", _lazy("Customs broker")
    CARRIER = "carrier", _lazy("Carrier")
    THIRD_PARTY = "third_party", _lazy("Another third party")


class Determination(models.TextChoices):
    """The determination of a violation. Only `COUNTING` ones count in the record."""

    ALLEGED = "alleged", _lazy("Alleged")
    SUSTAINED = "sustained", _lazy("Sustained")
    MITIGATED = "mitigated", _lazy("Mitigated")
    REVERSED = "reversed", _lazy("Reversed")


# Determinations that count in the record.
COUNTING = frozenset({Determination.SUSTAINED, Determination.MITIGATED})
# Determinations by which somebody decided.
DECIDED = COUNTING | {Determination.REVERSED}


class ProgramEntryKind(models.TextChoices):
    ENROLLED = "enrolled", _lazy("Enrolled")
    VALIDATED = "validated", _lazy("Validated")
    VALIDATION_ENDED = "unvalidated", _lazy("Validation ended")
    ANNUAL_REVIEW = "annual_review", _lazy("Annual review done")
    PLAN_OPENED = "plan_opened", _lazy("Corrective plan opened")
    PLAN_CLOSED = "plan_closed", _lazy("Corrective plan closed")
    HOLD_PLACED = "hold_placed", _lazy("Screening hold placed")
    HOLD_LIFTED = "hold_lifted", _lazy("Screening hold lifted")
    CONTROL_BOUND = "control_bound", _lazy("Judged together with other numbers under the same control")
    CONTROL_FREED = "control_freed", _lazy("Judged alone again")


# The entries that say which businesses are judged together.
CONTROL_KINDS = frozenset({ProgramEntryKind.CONTROL_BOUND.value, ProgramEntryKind.CONTROL_FREED.value})


class DayOrder(models.TextChoices):
    """The order of day, month and year in dates. Dates that begin with the year are always understood."""

    YEAR_FIRST = "ymd", _lazy("Year first, as in 2026-01-31")
    DAY_FIRST = "dmy", _lazy("Day first, as in 31/01/2026")
    MONTH_FIRST = "mdy", _lazy("Month first, as in 01/31/2026")


class DecimalSign(models.TextChoices):
    POINT = ".", _lazy("Point, as in 1,234.50")
    COMMA = ",", _lazy("Comma, as in 1.234,50")


_SEVERITY: dict[str, Severity] = {
    Category.NARCOTICS: Severity.CRITICAL,
    Category.WEAPONS: Severity.CRITICAL,
    Category.RESTRICTED_PARTY: Severity.CRITICAL,
    Category.FALSE_STATEMENT: Severity.CRITICAL,
    Category.COUNTERFEIT: Severity.MAJOR,
    Category.FORCED_LABOR: Severity.MAJOR,
    Category.EVASION: Severity.MAJOR,
    Category.UNSAFE_GOODS: Severity.MAJOR,
    Category.UNDERVALUATION: Severity.MODERATE,
    Category.CLASSIFICATION: Severity.MODERATE,
    Category.ORIGIN: Severity.MODERATE,
    Category.SPLITTING: Severity.MODERATE,
    Category.MISSING_AGENCY_DATA: Severity.MODERATE,
    Category.RECORDS: Severity.MODERATE,
    Category.VAGUE_DATA: Severity.MINOR,
    Category.LATE_FILING: Severity.MINOR,
    Category.MARKING: Severity.MINOR,
    Category.CLERICAL: Severity.MINOR,
}


def severity_of(category: str, culpability: str) -> Severity:
    """Return the severity of a violation. Undervaluation by fraud or gross negligence is major, any other moderate."""
    if category == Category.UNDERVALUATION and culpability in (Culpability.FRAUD, Culpability.GROSS_NEGLIGENCE):
        return Severity.MAJOR
    return _SEVERITY[category]
