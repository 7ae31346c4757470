"""The firms of agencies' files that may be a business, as staff see them at a glance."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from apps.agencies.models import FirmState
from apps.core.lifecycle import Text


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
