"""Writes of what was promised and received."""

from apps.benefits.services.breaches import breaches_watch
from apps.benefits.services.months import months_measure

__all__ = ["breaches_watch", "months_measure"]
