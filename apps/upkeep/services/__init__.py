"""The writes of what a member keeps true, by subject."""

from apps.upkeep.services.claims import claim_accept, claim_decline, claim_submit, claim_withdraw
from apps.upkeep.services.links import (
    histories_link,
    histories_unlink,
    objection_accept,
    objection_decline,
    objection_submit,
    objection_withdraw,
)
from apps.upkeep.services.overdue_reviews import overdue_reviews_update, review_follow_up
from apps.upkeep.services.requests import (
    change_request_accept,
    change_request_decline,
    change_request_hand_over,
    change_request_submit,
    change_request_withdraw,
    new_owner_vet,
)
from apps.upkeep.services.reviews import review_attest, review_look_at, reviews_remind
