"""The writes of policies, their numbers, the comments on drafts, and the evaluations of everybody under a draft."""

from apps.policy.services.comments import Commenter, comment_answer, comment_record, comment_show
from apps.policy.services.versions import (
    NumberRevision,
    policy_describe,
    policy_draft,
    policy_open,
    policy_publish,
    policy_rebase,
    policy_retire,
    policy_return,
    policy_revise,
    policy_submit,
)
from apps.policy.services.what_ifs import WhatIfSums, what_if_ask, what_if_cancel, what_if_keep
