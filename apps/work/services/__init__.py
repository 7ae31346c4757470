"""The writes of work, by subject."""

from apps.work.services.exports import export_record
from apps.work.services.hands import work_assign, work_claim, work_claim_next, work_move, work_release
from apps.work.services.items import (
    item_assign,
    item_claim,
    item_close,
    item_open,
    item_pause,
    item_release,
    item_resume,
    items_state,
)
from apps.work.services.searches import search_remove, search_save

__all__ = [
    "export_record",
    "item_assign",
    "item_claim",
    "item_close",
    "item_open",
    "item_pause",
    "item_release",
    "item_resume",
    "items_state",
    "search_remove",
    "search_save",
    "work_assign",
    "work_claim",
    "work_claim_next",
    "work_move",
    "work_release",
]
