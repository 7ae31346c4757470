"""The kinds of work that policies open for staff."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.work.kinds import register
from apps.work.models import Severity

# The target is a decision of the program; the day of publication waits for the answers.
COMMENTS = register(
    "policy_comments",
    _lazy("Comments on a draft of the policy"),
    url=lambda item: f"{reverse('admin:policy_comment_changelist')}?policy__id__exact={item.subject_id}",
    permission="draft_policy",
    help=_lazy(
        "Members or partners commented on a draft. Show each comment to the public, without personal data, and answer "
        "it. One answer may cover several comments. The draft is not published before all are answered."
    ),
    target_days=10,
    severity=Severity.MINOR,
)
