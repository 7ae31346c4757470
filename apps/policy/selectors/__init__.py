"""The reads of policies, of the comments on drafts, and of the evaluations of everybody under a draft."""

from apps.policy.selectors.ahead import drafts_written, policies_ahead
from apps.policy.selectors.comments import (
    comment_facts_of,
    comments_given,
    comments_public,
    comments_unanswered,
)
from apps.policy.selectors.drafts import (
    changes_set_back,
    draft_changes,
    draft_open_of,
    draft_public,
    drafts_open,
    facts_of,
    policy_followed,
    takings_on,
)
from apps.policy.selectors.versions import (
    IN_FORCE,
    IN_FORCE_SQL,
    Calendar,
    numbers_as_seen,
    numbers_digest,
    numbers_of,
    numbers_seen,
    policies_during,
    policies_in_order,
    policies_published,
    policies_until,
    policy_before,
    policy_numbered,
    policy_of_version,
    policy_on,
    policy_public,
    terms_of,
    terms_published,
)
from apps.policy.selectors.what_ifs import moves_of, what_if_latest, what_if_public
