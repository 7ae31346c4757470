from celery import shared_task

from apps.shippers import services


@shared_task(name="shippers.count_code_choices")
def count_code_choices() -> None:
    """Count anew which HS codes sellers chose for which words."""
    services.code_choices_count()
