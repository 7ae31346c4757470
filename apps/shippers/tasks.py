from celery import shared_task

from apps.shippers import services
from apps.shippers.relations import clusters_refresh


@shared_task(name="shippers.count_code_choices")
def count_code_choices() -> None:
    """Count anew which HS codes sellers chose for which words."""
    services.code_choices_count()


@shared_task(name="shippers.forget_devices")
def forget_devices() -> None:
    """Forget the browsers in which nobody signed in for long."""
    services.devices_forget()


@shared_task(name="shippers.find_clusters")
def find_clusters() -> None:
    """Find the clusters of all businesses anew."""
    clusters_refresh()
