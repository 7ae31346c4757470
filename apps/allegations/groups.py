"""The groups of tips, as e-Allegations have them."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy


class AllegationSubject(models.TextChoices):
    """The subject of a tip, as its sender chooses it."""

    FORCED_LABOR = "forced_labor", _lazy("Goods made with forced labor")
    REVENUE = "revenue", _lazy("Duties or taxes that are not paid")
    MERCHANDISE = "merchandise", _lazy("Fake, unsafe or banned goods")
    SHIPPING = "shipping", _lazy("Parcels that hide what is in them or who sends them")
    OTHER = "other", _lazy("Something else")
