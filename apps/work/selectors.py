from django.db.models import QuerySet

from apps.work.models import Item


def items_open() -> QuerySet[Item]:
    """All that waits for staff: what is due first comes first, what has no day comes last."""
    return Item.objects.filter(closed_at__isnull=True).select_related("holder").order_by("due_at", "pk")
