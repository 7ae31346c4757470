"""The answers to parcels that are declared before they are loaded, and which parcels a port opens."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.codes import CodeField
from apps.core.history import tracked
from apps.core.triggers import append_only
from apps.ledger.models import Recording
from apps.ledger.parcel_keys import KEY_SIZE
from apps.ledger.vocabulary import Category, ExamResult
from apps.partners.models import Partner
from apps.shippers.models import Shipper
from apps.targeting.models.risk_models import RiskModel
from apps.targeting.vocabulary import (
    Addressee,
    Cause,
    ExamDisposition,
    LotShare,
    Outcome,
    ScreeningResult,
    WeekDay,
)


class Assessment(models.Model):
    """The assessment of a declared parcel. Never changed: a further assessment follows an answer, or its absence.

    The assessments of a parcel form a chain by `follows`, and the last one holds. It is open while it has an
    `addressee` who is asked for `asked_for` (codes) until `answer_by`, and final otherwise.

    `parcel` is the key by which the parcel is one for all partners, however its number is typed. `declared` has the
    fields of the shipment by their names, without the buyer; `digest` is that of the declaration, so
    that the same one again finds its answer. `reasons` have layer, code and points; `must_open` stands for a hard rule
    that sends the parcel to an exam. `text` (in `language`, where a seller wrote it), `correction` and `screening` are
    what was answered to the one before.
    """

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", verbose_name=_lazy("declared by"))
    issuer = models.CharField(max_length=40)
    reference = models.CharField(max_length=80)
    parcel = models.BinaryField(max_length=KEY_SIZE, default=b"", db_default=b"")
    shipper = models.ForeignKey(
        Shipper, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_lazy("business")
    )
    seller_source = models.CharField(_lazy("source of the seller's code"), max_length=40)
    seller = models.CharField(max_length=100)
    seller_name = models.CharField(_lazy("name of the seller"), max_length=200, blank=True)
    port = CodeField(max_length=40, blank=True)
    day = models.DateField()
    declared = models.JSONField(_lazy("declaration"))
    digest = models.BinaryField(max_length=16)
    cause = models.CharField(_lazy("follows"), max_length=10, choices=Cause)
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    used = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="uses",
        verbose_name=_lazy("earlier answer"),
    )
    text = models.TextField(_lazy("answer"), blank=True)
    language = models.CharField(_lazy("written in"), max_length=10, blank=True, default="", db_default="")
    correction = models.JSONField(_lazy("corrected fields"), default=dict)
    screening = models.CharField(_lazy("result of the screening"), max_length=5, blank=True, choices=ScreeningResult)
    outcome = models.CharField(max_length=20, choices=Outcome)
    reasons = models.JSONField(default=list)
    must_open = models.BooleanField(_lazy("to be opened"), default=False)
    addressee = models.CharField(_lazy("who answers"), max_length=10, blank=True, choices=Addressee)
    asked_for = ArrayField(models.CharField(max_length=40), default=list)
    answer_by = models.DateTimeField(null=True)
    tier = models.PositiveSmallIntegerField(null=True)
    # The model that took part, and what it said: the chance to be wrong, and how new the parcel is, from 0 to 1.
    model = models.ForeignKey(RiskModel, on_delete=models.PROTECT, null=True, related_name="+")
    chance = models.FloatField(_lazy("chance to be wrong"), null=True)
    novelty = models.FloatField(null=True)
    # The goods as declared (None where a part is missing), and whether such goods passed lately and were never opened.
    line = models.BinaryField(max_length=16, null=True)
    has_passed = models.BooleanField(_lazy("passed before, never opened"), default=False, db_default=False)
    points = models.SmallIntegerField()
    at = models.DateTimeField(_lazy("assessed"))

    class Meta:
        verbose_name = _lazy("assessment of a parcel")
        verbose_name_plural = _lazy("assessments of parcels")
        indexes = [
            models.Index(fields=["parcel", "-id"], name="assessment_one_parcel"),
            models.Index(fields=["partner", "id"], name="assessment_partner"),
            models.Index(fields=["reference"], name="assessment_reference"),
            models.Index(fields=["day", "port"], name="assessment_day_port"),
            models.Index(fields=["line", "day"], name="assessment_line", condition=Q(follows=None)),
            models.Index(fields=["shipper", "id"], name="assessment_of_seller", condition=Q(addressee="seller")),
            models.Index(
                fields=["partner", "seller", "-id"], name="assessment_answered", condition=Q(cause="answered")
            ),
            models.Index(fields=["used"], name="assessment_using", condition=~Q(used=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(addressee="", answer_by=None) | (~Q(addressee="") & ~Q(answer_by=None)),
                name="assessment_asked_until",
            )
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.issuer} {self.reference}: {self.get_outcome_display()}"


class SetAside(models.Model):
    """The act of an officer by which an answer no longer counts: an earlier answer, or an alarm. Never changed."""

    answer = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="set_aside")
    reasons = models.TextField(_lazy("why it is used no more"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_lazy("set aside by"))
    at = models.DateTimeField(_lazy("set aside"))

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"Answer {self.answer_id}"


class UpheldAlarm(models.Model):
    """The act of an officer by which the alarm of a screening stands, until one sets the alarm aside. Never changed."""

    alarm = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="upheld")
    reasons = models.TextField(_lazy("why it stands"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_lazy("upheld by"))
    at = models.DateTimeField(_lazy("upheld"))

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"Alarm {self.alarm_id}"


@tracked
class PortCapacity(models.Model):
    """The number of parcels that a port can open on a day: on one day, else on a day of the week, else on any day."""

    port = CodeField(max_length=40)
    weekday = models.PositiveSmallIntegerField(_lazy("day of the week"), choices=WeekDay, null=True, blank=True)
    day = models.DateField(_lazy("one day"), null=True, blank=True)
    exams = models.PositiveIntegerField(_lazy("parcels that can be opened"))

    class Meta:
        verbose_name = _lazy("capacity of a port")
        verbose_name_plural = _lazy("capacities of ports")
        constraints = [
            models.UniqueConstraint(
                fields=["port", "weekday", "day"], nulls_distinct=False, name="capacity_once_a_port_and_day"
            ),
            models.CheckConstraint(condition=Q(weekday=None) | Q(day=None), name="capacity_of_one_kind_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.port}: {self.exams}"


class PortDay(models.Model):
    """A day on which parcels are drawn at a port. Never changed. `port` is "" for parcels that name none."""

    port = CodeField(max_length=40, blank=True)
    day = models.DateField()

    class Meta:
        verbose_name = _lazy("exams of a port and day")
        verbose_name_plural = _lazy("exams by port and day")
        constraints = [models.UniqueConstraint(fields=["port", "day"], name="port_day_once")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.port or '–'}, {self.day.isoformat()}"


class Draw(models.Model):
    """A draw among the parcels of a port and day that were not drawn before. Never changed.

    `exams` is the capacity of the whole day, None where nobody recorded one, and `capacity` what this draw divides.
    With `unseen`, `at_random`, `floor`, `promised` (a rate by tier) and `rooms` (the clean parcels that may be opened
    by choice, by group) it is the plan of the draw; together with the seed, the assessments, and the tiers, promises
    and groups of the lots anybody can repeat the draw.

    `groups` has the clean parcels that are expected in each group, and how many of them are expected to be opened by
    choice; `forgone` is how many wrong parcels fewer the draw is expected to find for the bounds of groups.
    """

    port_day = models.ForeignKey(PortDay, on_delete=models.PROTECT, related_name="draws")
    exams = models.PositiveIntegerField(_lazy("capacity of the day"), null=True)
    capacity = models.FloatField(_lazy("capacity of the draw"))
    unseen = models.FloatField(_lazy("share for what was never seen"))
    at_random = models.FloatField(_lazy("share drawn at random"))
    floor = models.FloatField(_lazy("least chance of any parcel"))
    promised = models.JSONField(_lazy("promised rates"), default=dict)
    rooms = models.JSONField(_lazy("rooms of groups"), default=dict)
    groups = models.JSONField(_lazy("exams by group"), default=dict)
    forgone = models.FloatField(_lazy("findings forgone"), default=0.0)
    policy_version = models.PositiveIntegerField(_lazy("version of the policy"))
    seed = models.PositiveBigIntegerField()
    parcels = models.PositiveIntegerField()
    selected = models.PositiveIntegerField()
    at = models.DateTimeField(_lazy("drawn"))

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"Draw {self.pk}"


class Lot(models.Model):
    """The lot of a parcel in a draw: with which probability it could be selected, and by which share it was. Never
    changed.

    `share` is "" where the parcel was not selected. `at_random` is the probability to be drawn at random, and `counted`
    the part of it by which an exam counts in the rate of the seller: `promised` by the policy, unless the port could
    not open so many. `after_wrong` is the promised probability to be opened since a parcel of the seller was wrong, 0
    where none was. `is_equal`: drawn by the probability that all parcels of the draw had. Without these nobody can
    compute an honest rate later. They are None in draws of before, in which all that was drawn at random counted, by an
    equal probability. `tier` is the tier whose promise of fewer exams held for the seller, None without a promise.
    `groups` are those of the goods and the seller when it was drawn.
    """

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="lots")
    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="lot")
    tier = models.PositiveSmallIntegerField(null=True)
    share = models.CharField(_lazy("selected by"), max_length=10, blank=True, choices=LotShare)
    probability = models.FloatField(_lazy("probability to be selected"))
    at_random = models.FloatField(_lazy("probability to be drawn at random"))
    counted = models.FloatField(_lazy("probability to count in the rate"), null=True)
    promised = models.FloatField(_lazy("promised probability to count"), null=True)
    after_wrong = models.FloatField(_lazy("probability after a wrong parcel"), null=True)
    is_equal = models.BooleanField(_lazy("drawn by the probability of all parcels"), null=True)
    groups = ArrayField(models.CharField(max_length=50), default=list)

    class Meta:
        verbose_name = _lazy("parcel to examine")
        verbose_name_plural = _lazy("parcels to examine")
        indexes = [models.Index(fields=["draw"], condition=~Q(share=""), name="lot_selected")]
        constraints = [
            models.CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=1, at_random__gte=0, at_random__lte=F("probability")),
                name="lot_probabilities",
            ),
            models.CheckConstraint(
                condition=Q(counted__range=(0, F("at_random")), promised__range=(F("counted"), 1), after_wrong__lte=1),
                name="lot_counted_within_promised",
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.assessment.issuer} {self.assessment.reference}"


class Exam(models.Model):
    """The result of a selected parcel that an officer opened, which the ledger has by `recording`. Never changed: where
    an officer was wrong, another one follows, and the last one of a lot holds.
    """

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="exams")
    result = models.CharField(max_length=10, choices=ExamResult)
    category = models.CharField(_lazy("what was wrong"), max_length=20, choices=Category, blank=True)
    disposition = models.CharField(_lazy("what follows"), max_length=10, choices=ExamDisposition)
    text = models.TextField(_lazy("what was seen"), blank=True)
    recording = models.OneToOneField(Recording, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_lazy("recorded by"))
    at = models.DateTimeField(_lazy("recorded"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(result=ExamResult.CLEAN, category="") | (Q(result=ExamResult.DISCREPANT) & ~Q(category="")),
                name="exam_category_where_wrong",
            )
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return self.get_result_display()
