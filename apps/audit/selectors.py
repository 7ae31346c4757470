from collections.abc import Collection
from datetime import datetime

from django.db.models import Max

from apps.accounts.models import User
from apps.audit.models import View


def opened_by(user: User, subject_type: str, ids: Collection[int]) -> dict[int, datetime]:
    """Which of these records the user has opened, and when last."""
    views = View.objects.filter(actor=user, subject_type=subject_type, subject_id__in=ids)
    return dict(views.values_list("subject_id").annotate(last=Max("at")))
