"""The tables of targeting: models of risk, and the answers to parcels that are declared before they are loaded."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.history import tracked
from apps.core.triggers import append_only
from apps.partners.models import Partner
from apps.shippers.models import Shipper
from apps.targeting.vocabulary import Addressee, Cause, Outcome, ScreeningResult


class ModelState(models.TextChoices):
    CHALLENGER = "challenger", _lazy("Challenger")
    PROPOSED = "proposed", _lazy("Promotion proposed")
    CHAMPION = "champion", _lazy("Champion")
    RETIRED = "retired", _lazy("Retired")
    DISCARDED = "discarded", _lazy("Discarded")


@tracked(exclude=["content"])
class RiskModel(models.Model):
    """A model of risk. The champion takes part in assessments; challengers take none.

    `kind` is that of its scorer, such as `points`. `content` is the model as `learning.model_load` reads it, packed;
    `digest` names its data and seed. `card` holds what the model card shows: the share of wrong parcels, and the
    figures of the last months, each of which was scored by a model of earlier months alone.
    """

    state = models.CharField(_lazy("state"), max_length=10, choices=ModelState, default=ModelState.CHALLENGER)
    kind = models.CharField(_lazy("kind"), max_length=10)
    seed = models.PositiveIntegerField(_lazy("seed"))
    digest = models.CharField(_lazy("digest of the data"), max_length=64)
    content = models.BinaryField(_lazy("content"))
    first_day = models.DateField(_lazy("first day of the data"))
    last_day = models.DateField(_lazy("last day of the data"))
    examples = models.PositiveIntegerField(_lazy("parcels with an outcome"))
    card = models.JSONField(_lazy("figures"), default=dict)
    trained_at = models.DateTimeField(_lazy("trained"))
    proposed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_lazy("proposed by")
    )
    proposed_because = models.TextField(_lazy("why it is proposed"), blank=True)
    approved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_lazy("approved by")
    )
    promoted_at = models.DateTimeField(_lazy("champion since"), null=True, blank=True)
    retired_at = models.DateTimeField(_lazy("retired"), null=True, blank=True)
    # The champion that this one took the place of, which a rollback brings back.
    before = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _lazy("model of risk")
        verbose_name_plural = _lazy("models of risk")
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="champion"), name="targeting_one_champion"),
            models.UniqueConstraint(fields=["digest", "kind"], name="targeting_model_once"),
        ]

    def __str__(self) -> str:
        return f"Model {self.pk}"


class Assessment(models.Model):
    """The assessment of a declared parcel. Never changed: a further assessment follows an answer, or its absence.

    The assessments of a parcel form a chain by `follows`, and the last one holds. It is open while it has an
    `addressee` who is asked for `asked_for` (codes) until `answer_by`, and final otherwise.

    `declared` has the fields of the shipment by their names, without the buyer; `digest` is that of the declaration, so
    that the same one again finds its answer. `reasons` have layer, code and points; `must_open` stands for a hard rule
    that sends the parcel to an exam. `text` (in `language`, where a seller wrote it), `correction` and `screening` are
    what was answered to the one before.
    """

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", verbose_name=_lazy("declared by"))
    issuer = models.CharField(_lazy("issuer"), max_length=40)
    reference = models.CharField(_lazy("reference"), max_length=80)
    shipper = models.ForeignKey(
        Shipper, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_lazy("business")
    )
    seller_source = models.CharField(_lazy("source of the seller's code"), max_length=40)
    seller = models.CharField(_lazy("seller"), max_length=100)
    seller_name = models.CharField(_lazy("name of the seller"), max_length=200, blank=True)
    port = models.CharField(_lazy("port"), max_length=40, blank=True)
    day = models.DateField(_lazy("day"))
    declared = models.JSONField(_lazy("declaration"))
    digest = models.BinaryField(max_length=16)
    cause = models.CharField(_lazy("follows"), max_length=10, choices=Cause)
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    text = models.TextField(_lazy("answer"), blank=True)
    language = models.CharField(_lazy("written in"), max_length=10, blank=True, default="", db_default="")
    correction = models.JSONField(_lazy("corrected fields"), default=dict)
    screening = models.CharField(_lazy("result of the screening"), max_length=5, blank=True, choices=ScreeningResult)
    outcome = models.CharField(_lazy("outcome"), max_length=20, choices=Outcome)
    reasons = models.JSONField(_lazy("reasons"), default=list)
    must_open = models.BooleanField(_lazy("to be opened"), default=False)
    addressee = models.CharField(_lazy("who answers"), max_length=10, blank=True, choices=Addressee)
    asked_for = ArrayField(models.CharField(max_length=40), verbose_name=_lazy("asked for"), default=list)
    answer_by = models.DateTimeField(_lazy("answer by"), null=True)
    tier = models.PositiveSmallIntegerField(_lazy("tier"), null=True)
    # The model that took part, and what it said: the chance to be wrong, and how new the parcel is, from 0 to 1.
    model = models.ForeignKey(
        RiskModel, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_lazy("model")
    )
    chance = models.FloatField(_lazy("chance to be wrong"), null=True)
    novelty = models.FloatField(_lazy("novelty"), null=True)
    points = models.SmallIntegerField(_lazy("points"))
    at = models.DateTimeField(_lazy("assessed"))

    class Meta:
        verbose_name = _lazy("assessment of a parcel")
        verbose_name_plural = _lazy("assessments of parcels")
        indexes = [
            models.Index(fields=["partner", "issuer", "reference", "-id"], name="assessment_parcel"),
            models.Index(fields=["partner", "id"], name="assessment_partner"),
            models.Index(fields=["reference"], name="assessment_reference"),
            models.Index(fields=["shipper", "id"], name="assessment_of_seller", condition=Q(addressee="seller")),
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
