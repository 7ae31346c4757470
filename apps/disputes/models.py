"""The statements of a business about facts in the ledger: its answer to a violation, a disowned shipment, and a prior
disclosure of a violation that nobody has reported.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.history import tracked
from apps.core.uploads import Upload
from apps.ledger.models import Case, Parcel, Recording, Reporter, ShippingSeen, Violation
from apps.ledger.vocabulary import Category
from apps.shippers.models import Shipper


class StatementState(models.TextChoices):
    OPEN = "open", _lazy("Being looked at")
    ACCEPTED = "accepted", _lazy("Accepted")
    DECLINED = "declined", _lazy("Declined")
    NOTED = "noted", _lazy("Noted")
    WITHDRAWN = "withdrawn", _lazy("Taken back")


class Statement(models.Model):
    """A statement of a business, and the decision of an officer with the reasons that the business reads."""

    shipper = models.ForeignKey(
        Shipper, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_lazy("business")
    )
    state = models.CharField(max_length=10, choices=StatementState, default=StatementState.OPEN)
    text = models.TextField(_lazy("what the business says"))
    language = models.CharField(_lazy("written in"), max_length=10, db_default="en")
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    decide_by = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reasons = models.TextField(_lazy("reasons of the decision"), blank=True)
    reasons_language = models.CharField(max_length=10, blank=True, db_default="")

    class Meta:
        abstract = True


@tracked
class Dispute(Statement):
    """The answer of a business to a violation. `entry` is the revision that the business answers, `result` the revision
    that came of the answer.
    """

    class Position(models.TextChoices):
        AGREE = "agree", _lazy("We agree with it")
        EXPLAIN = "explain", _lazy("It is true, and we explain how it came about")
        DISPUTE = "dispute", _lazy("We dispute it: it did not happen, or not in this way")
        BROKER = "broker", _lazy("It was our customs broker's doing")
        CARRIER = "carrier", _lazy("It was the carrier's doing")
        THIRD_PARTY = "third_party", _lazy("It was somebody else's doing")

    class Outcome(models.TextChoices):
        """The effect on the violation if the answer is accepted: a determination, or whose doing the violation was."""

        REVERSED = "reversed", _lazy("The violation is reversed")
        MITIGATED = "mitigated", _lazy("The violation is mitigated")
        BROKER = "broker", _lazy("It was the customs broker's doing")
        CARRIER = "carrier", _lazy("It was the carrier's doing")
        THIRD_PARTY = "third_party", _lazy("It was another third party's doing")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="disputes", verbose_name=_lazy("violation"))
    entry = models.ForeignKey(Violation, on_delete=models.PROTECT, related_name="+")
    position = models.CharField(max_length=12, choices=Position)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    result = models.ForeignKey(Violation, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _lazy("answer to a violation")
        verbose_name_plural = _lazy("answers to violations")
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="open"), name="dispute_one_open_per_case")
        ]

    def __str__(self) -> str:
        return f"{self.get_position_display()} ({self.get_state_display()})"


class DisputeFile(Upload):
    """A file that came with an answer."""

    belongs_to = "dispute"
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="files")


class SourceCheckState(models.TextChoices):
    OPEN = "open", _lazy("The source is asked")
    CONFIRMED = "confirmed", _lazy("Confirmed by the source")
    CORRECTED = "corrected", _lazy("Corrected by the source")
    WITHDRAWN = "withdrawn", _lazy("Withdrawn by the source")
    UNCONFIRMED = "unconfirmed", _lazy("Not confirmed: it does not count")
    CERTIFIED = "certified", _lazy("Certified by the source later")
    CLOSED = "closed", _lazy("No longer asked")


@tracked
class SourceCheck(models.Model):
    """The check with the source of a disputed violation: does it stand by its report? After 15 U.S.C. 1681i(a).

    The source is told by `tell_by` (`told_at`, by an officer or by its own system), and answers by `confirm_by`, which
    moves once if the business adds facts (`extended_at`). At `stopped_at` the violation stopped counting, which `was`
    its determination until then; at `noticed_at` the business was told that it counts again.
    """

    dispute = models.OneToOneField(
        Dispute, on_delete=models.PROTECT, related_name="source_check", verbose_name=_lazy("answer to a violation")
    )
    reporter = models.ForeignKey(
        Reporter, on_delete=models.PROTECT, related_name="source_checks", verbose_name=_lazy("source")
    )
    state = models.CharField(max_length=11, choices=SourceCheckState, default=SourceCheckState.OPEN)
    asked_at = models.DateTimeField(_lazy("disputed at"))
    tell_by = models.DateTimeField(_lazy("tell the source by"))
    told_at = models.DateTimeField(_lazy("source told at"), null=True, blank=True)
    told_how = models.TextField(_lazy("how the source was told"), blank=True)
    confirm_by = models.DateTimeField(_lazy("source answers by"))
    extended_at = models.DateTimeField(_lazy("more time since"), null=True, blank=True)
    answered_at = models.DateTimeField(_lazy("source answered at"), null=True, blank=True)
    answer = models.TextField(_lazy("what the source says"), blank=True)
    language = models.CharField(_lazy("written in"), max_length=10, blank=True, db_default="")
    # The officer who told the source, or recorded its answer, last.
    officer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    stopped_at = models.DateTimeField(_lazy("stopped counting at"), null=True, blank=True)
    was = models.CharField(_lazy("determination before"), max_length=10, blank=True, db_default="")
    noticed_at = models.DateTimeField(_lazy("business told that it counts again at"), null=True, blank=True)

    class Meta:
        verbose_name = _lazy("check with a source")
        verbose_name_plural = _lazy("checks with sources")
        indexes = [models.Index(fields=["reporter", "state"], name="source_check_of_reporter")]

    def __str__(self) -> str:
        return f"{self.reporter}: {self.dispute.case} ({self.get_state_display()})"


@tracked
class Disowning(Statement):
    """A shipment under the number of a business that the business disowns. `recording` moved the shipment
    away.

    Shipments disowned together, because one party shipped them all, name the `party`; one decision covers all of them.
    An officer recommends to accept, upon evidence, and another accepts.
    """

    parcel = models.ForeignKey(
        Parcel, on_delete=models.PROTECT, related_name="disownings", verbose_name=_lazy("shipment")
    )
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, null=True, related_name="+")
    party = models.ForeignKey(
        ShippingSeen, on_delete=models.PROTECT, null=True, related_name="disownings", verbose_name=_lazy("shipped by")
    )
    recommended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recommended_at = models.DateTimeField(null=True, blank=True)
    recommendation = models.TextField(_lazy("why it is recommended"), blank=True, default="", db_default="")

    class Meta:
        verbose_name = _lazy("disowned shipment")
        constraints = [
            models.UniqueConstraint(fields=["parcel"], condition=Q(state="open"), name="disowning_one_open_per_parcel")
        ]

    def __str__(self) -> str:
        return f"{self.parcel} ({self.get_state_display()})"


class DisowningFile(Upload):
    """A file that shows that shipments are not of the business, which the business or an officer added."""

    belongs_to = "disowning"
    disowning = models.ForeignKey(Disowning, on_delete=models.PROTECT, related_name="files")


@tracked
class Disclosure(Statement):
    """A prior disclosure: a violation that the business reports itself, before anybody looks into it. `result` is the
    ledger entry that came of the disclosure.

    `tender` is what the business says of the duties that were lost, which the law asks it to tender (19 CFR 162.74(c));
    `tendered` is how much it tendered in US dollars, and `tendered_how` the receipt or the way. Disclosures of before
    these were asked say nothing of a tender.
    """

    class Tender(models.TextChoices):
        DONE = "done", _lazy("Paid to CBP already, or together with this disclosure")
        LATER = "later", _lazy("To be paid within 30 days after CBP has written how much it is")
        NOTHING_LOST = "nothing", _lazy("No duties, taxes or fees were lost")

    category = models.CharField(max_length=20, choices=Category)
    date = models.DateField()
    parcel = models.ForeignKey(
        Parcel, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_lazy("shipment")
    )
    revenue_loss = models.DecimalField(
        _lazy("loss of revenue in US dollars"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    tender = models.CharField(
        _lazy("duties that were lost"), max_length=7, choices=Tender, blank=True, default="", db_default=""
    )
    tendered = models.DecimalField(_lazy("paid in US dollars"), max_digits=16, decimal_places=2, null=True, blank=True)
    tendered_how = models.CharField(_lazy("how it was paid"), max_length=300, blank=True, default="", db_default="")
    result = models.ForeignKey(Violation, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _lazy("prior disclosure")

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.date}"


class DisclosureFile(Upload):
    """A file that came with a disclosure."""

    belongs_to = "disclosure"
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="files")
