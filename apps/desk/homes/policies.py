"""The home of whoever writes the policy: drafts, comments, whom a draft would move, and what takes effect when."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.core import clock
from apps.desk.help.words import MEANS
from apps.policy.selectors import drafts_written, policies_ahead


def policy_home(user: User) -> dict[str, Any]:
    """Return what the template shows of the drafts and of the policies to come."""
    today = clock.today()
    return {
        "drafts": [(draft, MEANS["policy-lifecycle"][draft.policy.state]) for draft in drafts_written()],
        "policies": [
            (policy, _lazy("in force") if policy.first_day <= today else _lazy("to come"))
            for policy in policies_ahead()
        ],
        "may_draft": "draft_policy" in held(user),
        "comments": reverse("admin:policy_comment_changelist"),
    }
