"""Models of risk, and how far the parcels that come now drift from those of which a model learned."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.history import tracked
from apps.core.triggers import append_only


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

    state = models.CharField(max_length=10, choices=ModelState, default=ModelState.CHALLENGER)
    kind = models.CharField(max_length=10)
    seed = models.PositiveIntegerField()
    digest = models.CharField(_lazy("digest of the data"), max_length=64)
    content = models.BinaryField()
    first_day = models.DateField(_lazy("first day of the data"))
    last_day = models.DateField(_lazy("last day of the data"))
    examples = models.PositiveIntegerField(_lazy("parcels with an outcome"))
    card = models.JSONField(_lazy("figures"), default=dict)
    trained_at = models.DateTimeField(_lazy("trained"))
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    proposed_because = models.TextField(_lazy("why it is proposed"), blank=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
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


class DriftLook(models.Model):
    """A look for drift: parcels that came lately, compared with those of the days from which a model learned. Never
    changed.

    `learned` and `arrived` are the numbers of different lines on both sides; those that came lately are of the days
    from `first_day` on.
    """

    model = models.ForeignKey(RiskModel, on_delete=models.PROTECT, related_name="drift_looks")
    day = models.DateField()
    first_day = models.DateField(_lazy("first day of the parcels that came lately"))
    learned = models.PositiveIntegerField(_lazy("parcels of the days of the training"))
    arrived = models.PositiveIntegerField(_lazy("parcels that came lately"))
    at = models.DateTimeField(_lazy("looked"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "day"], name="drift_look_once_a_day")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"Drift of model {self.model_id}, {self.day.isoformat()}"


class FeatureDrift(models.Model):
    """The drift of a feature at a look: the stability index, and the bound from which there is an alarm. Never
    changed.
    """

    look = models.ForeignKey(DriftLook, on_delete=models.PROTECT, related_name="features")
    feature = models.CharField(max_length=60)
    index = models.FloatField(_lazy("stability index"))
    bound = models.FloatField(_lazy("alarm from"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["look", "feature"], name="drift_once_a_feature")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.feature}: {self.index:.3f}"

    @property
    def is_alarm(self) -> bool:
        """Whether the feature drifted."""
        return self.index >= self.bound


class DriftAnswer(models.Model):
    """The answer to an alarm of drift: a person looked at it and says why the model stays, or a challenger was trained.
    Never changed. Features that drifted at the answered look raise no further alarm of the model.
    """

    look = models.ForeignKey(DriftLook, on_delete=models.PROTECT, related_name="answers")
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_lazy("answered by")
    )
    reasons = models.TextField(_lazy("why the model stays"), blank=True)
    challenger = models.ForeignKey(RiskModel, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_lazy("answered"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(~Q(by=None) & ~Q(reasons="") & Q(challenger=None)) | (Q(reasons="") & ~Q(challenger=None)),
                name="drift_answer_of_one_kind",
            )
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"Answer to {self.look_id}"
