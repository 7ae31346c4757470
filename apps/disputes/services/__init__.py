"""The writes of disputes, by subject."""

from apps.disputes.services.disclosures import disclosure_decide, disclosure_open, disclosure_withdraw
from apps.disputes.services.disownings import disowning_decide, disowning_open, disowning_withdraw, disownings_open
from apps.disputes.services.disputes import (
    dispute_decide,
    dispute_file_add,
    dispute_open,
    dispute_withdraw,
)

__all__ = [
    "disclosure_decide",
    "disclosure_open",
    "disclosure_withdraw",
    "disowning_decide",
    "disowning_open",
    "disowning_withdraw",
    "disownings_open",
    "dispute_decide",
    "dispute_file_add",
    "dispute_open",
    "dispute_withdraw",
]
