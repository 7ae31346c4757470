"""Writes of work items, their holders and the lists of work."""

from apps.work.services.holders import (
    work_assign,
    work_claim,
    work_claim_next,
    work_release,
    work_take_over,
    work_transfer,
)
from apps.work.services.items import (
    item_assign,
    item_claim,
    item_close,
    item_hand_over,
    item_open,
    item_pause,
    item_release,
    item_resume,
    item_take_over,
    items_risk_update,
    items_state_set,
)
from apps.work.services.lists import export_record, search_remove, search_save

__all__ = [
    "export_record",
    "item_assign",
    "item_claim",
    "item_close",
    "item_hand_over",
    "item_open",
    "item_pause",
    "item_release",
    "item_resume",
    "item_take_over",
    "items_risk_update",
    "items_state_set",
    "search_remove",
    "search_save",
    "work_assign",
    "work_claim",
    "work_claim_next",
    "work_release",
    "work_take_over",
    "work_transfer",
]
