from celery import shared_task

from apps.benefits import services


@shared_task(name="benefits.measure")
def measure() -> None:
    """Count the closed months again, and open a work item for each broken promise.

    A run looks at all months of the window, so the next run makes up for one that was missed.
    """
    services.months_measure()
    services.breach_items_update()
