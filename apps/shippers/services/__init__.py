"""The writes of a seller's business, by subject."""

from apps.shippers.services.profile import ksn_issue

__all__ = ["ksn_issue"]
