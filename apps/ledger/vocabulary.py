"""The words of the ledger: one vocabulary in files, API, forms and models (design, section 4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReporterKind(models.TextChoices):
    """Who reports, the most authoritative first (`RANK`)."""

    AGENCY = "agency", _("Agency")
    CARRIER = "carrier", _("Carrier")
    BROKER = "broker", _("Customs broker")
    MARKETPLACE = "marketplace", _("Marketplace")
    SELLER = "seller", _("Seller")


RANK: dict[str, int] = {kind: rank for rank, kind in enumerate(reversed(ReporterKind.values), start=1)}


class Mode(models.TextChoices):
    SEA = "sea", _("Sea")
    RAIL = "rail", _("Rail")
    TRUCK = "truck", _("Truck")
    AIR = "air", _("Air")
    POST = "post", _("Post")
    OTHER = "other", _("Other")


class Disposition(models.TextChoices):
    RELEASED = "released", _("Released")
    HELD = "held", _("Held")
    EXAMINED = "examined", _("Examined")
    DETAINED = "detained", _("Detained")
    SEIZED = "seized", _("Seized")
    ABANDONED = "abandoned", _("Abandoned")
    EXPORTED = "exported", _("Exported")


class ExamBasis(models.TextChoices):
    RANDOM = "random", _("Random")
    RISK = "risk", _("Risk")
    OPERATION = "operation", _("Special operation")
    REFERRAL = "referral", _("Referral by another agency")
    REQUESTED = "requested", _("Asked for by the seller")


class ExamResult(models.TextChoices):
    CLEAN = "clean", _("Clean")
    DISCREPANT = "discrepant", _("Discrepant")


class Severity(models.TextChoices):
    CRITICAL = "critical", _("Critical")
    MAJOR = "major", _("Major")
    MODERATE = "moderate", _("Moderate")
    MINOR = "minor", _("Minor")


class Category(models.TextChoices):
    NARCOTICS = "narcotics", _("Narcotics and precursors")
    WEAPONS = "weapons", _("Weapons")
    RESTRICTED_PARTY = "restricted_party", _("Dealing with a restricted party")
    FALSE_STATEMENT = "false_statement", _("Knowing false statement to the program")
    COUNTERFEIT = "counterfeit", _("Counterfeit or infringing goods")
    FORCED_LABOR = "forced_labor", _("Goods made with forced labor")
    EVASION = "evasion", _("Evasion of antidumping or countervailing duty, transshipment")
    UNSAFE_GOODS = "unsafe_goods", _("Unsafe or inadmissible goods")
    UNDERVALUATION = "undervaluation", _("Undervaluation")
    CLASSIFICATION = "classification", _("Wrong classification")
    ORIGIN = "origin", _("Wrong origin")
    SPLITTING = "splitting", _("Splitting of shipments")
    MISSING_AGENCY_DATA = "missing_agency_data", _("Missing partner agency data")
    RECORDS = "records", _("Records not produced")
    VAGUE_DATA = "vague_data", _("Vague or incomplete data")
    LATE_FILING = "late_filing", _("Late filing")
    MARKING = "marking", _("Marking")
    CLERICAL = "clerical", _("Clerical error")


class Culpability(models.TextChoices):
    """19 U.S.C. 1592 knows negligence, gross negligence and fraud; clerical errors are none of them."""

    CLERICAL = "clerical", _("Clerical error")
    NEGLIGENCE = "negligence", _("Negligence")
    GROSS_NEGLIGENCE = "gross_negligence", _("Gross negligence")
    FRAUD = "fraud", _("Fraud")


class Basis(models.TextChoices):
    """What the finding rests on. A seizure, a laboratory result or a confirmed list match can suspend at once."""

    DETENTION = "detention", _("Detention")
    SEIZURE = "seizure", _("Seizure")
    LABORATORY = "laboratory", _("Laboratory result")
    LIST_MATCH = "list_match", _("Confirmed list match")
    PENALTY = "penalty", _("Penalty")
    FINDING = "finding", _("Finding")


# With one of these on record, a critical violation suspends at once.
RECORDED_BASIS = frozenset({Basis.SEIZURE, Basis.LABORATORY, Basis.LIST_MATCH})


class Attribution(models.TextChoices):
    SELLER = "seller", _("Seller")
    BROKER = "broker", _("Customs broker")
    CARRIER = "carrier", _("Carrier")
    THIRD_PARTY = "third_party", _("Another third party")


class Determination(models.TextChoices):
    """An allegation never scores: only what is sustained or mitigated does."""

    ALLEGED = "alleged", _("Alleged")
    SUSTAINED = "sustained", _("Sustained")
    MITIGATED = "mitigated", _("Mitigated")
    REVERSED = "reversed", _("Reversed")


# What scores.
COUNTING = frozenset({Determination.SUSTAINED, Determination.MITIGATED})


class ProgramEntryKind(models.TextChoices):
    ENROLLED = "enrolled", _("Enrolled")
    VALIDATED = "validated", _("Validated")
    VALIDATION_ENDED = "unvalidated", _("Validation ended")
    ANNUAL_REVIEW = "annual_review", _("Annual review done")
    PLAN_OPENED = "plan_opened", _("Corrective plan opened")
    PLAN_CLOSED = "plan_closed", _("Corrective plan closed")
    HOLD_PLACED = "hold_placed", _("Screening hold placed")
    HOLD_LIFTED = "hold_lifted", _("Screening hold lifted")


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
    """How grave a violation is. Undervaluation is major by fraud or gross negligence, else moderate."""
    if category == Category.UNDERVALUATION and culpability in (Culpability.FRAUD, Culpability.GROSS_NEGLIGENCE):
        return Severity.MAJOR
    return _SEVERITY[category]
