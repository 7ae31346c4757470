"""The writes of tips: those of the public, the intake, and those of officers."""

from apps.allegations.services.intake import tips_take_in
from apps.allegations.services.officers import (
    tip_ask,
    tip_close_as_duplicate,
    tip_refer,
    tip_reject,
    tip_start,
    tip_substantiate,
)
from apps.allegations.services.senders import Receipt, tip_receive, tip_write
