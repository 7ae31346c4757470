"""Screening hits and firms of agencies' files, as the pages of a business show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.urls import reverse

from apps.agencies.models import FirmState
from apps.core.lifecycle import Text
from apps.core.shares import percent
from apps.screening.models import STANDING, HitState


@dataclass(frozen=True, slots=True)
class HitSeen:
    """A screening hit: the name of ours, the list, and what was decided. `probability` is from 0 to 1."""

    pk: int
    state: str
    name: str
    list: str
    probability: float

    @property
    def url(self) -> str:
        """Return the address of the page on which the hit is decided."""
        return reverse("admin:screening_businesshit_change", args=[self.pk])

    @property
    def stands(self) -> bool:
        """Whether the hit stands in the way of an approval."""
        return self.state in STANDING

    @property
    def is_confirmed(self) -> bool:
        return self.state == HitState.CONFIRMED

    @property
    def words(self) -> Text:
        """Return the state in words."""
        return HitState(self.state).label

    @property
    def share(self) -> str:
        return percent(self.probability)

    @classmethod
    def parse(cls, row: Mapping[str, Any]) -> Self:
        """Return the hit that a row of `screening.selectors.hits_subquery` holds."""
        return cls(**row)


@dataclass(frozen=True, slots=True)
class FirmSeen:
    """A firm of an agency's file: its name there, and whether an officer found that the firm is the business."""

    pk: int
    state: str
    name: str
    agency: str

    @property
    def is_confirmed(self) -> bool:
        return self.state == FirmState.CONFIRMED

    @property
    def words(self) -> Text:
        """Return the state in words."""
        return FirmState(self.state).label

    @classmethod
    def parse(cls, row: Mapping[str, Any]) -> Self:
        """Return the firm that a row of `agencies.selectors.firms_subquery` holds."""
        return cls(**row)
