"""Writes of work items, their holders, notes among staff, acts that may be undone, and the lists of work."""

from apps.work.services.acts import act_perform, act_schedule, act_undo
from apps.work.services.asides import case_put_aside, case_take_up
from apps.work.services.holders import (
    work_assign,
    work_claim,
    work_claim_next,
    work_release,
    work_take_over,
    work_transfer,
)
from apps.work.services.items import (
    NewItem,
    item_assign,
    item_claim,
    item_close,
    item_hand_over,
    item_open,
    item_pause,
    item_release,
    item_reopen,
    item_resume,
    item_take_over,
    items_close,
    items_open,
    items_risk_update,
    items_state_set,
)
from apps.work.services.lists import export_record, search_remove, search_save
from apps.work.services.notes import case_follow, case_unfollow, colleague_answer, colleague_ask, notes_read
