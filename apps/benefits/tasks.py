from celery import shared_task

from apps.benefits import services


@shared_task(name="benefits.measure")
def measure() -> None:
    """Count the closed months anew, and have broken promises wait for staff. Whenever it runs, nothing is missed."""
    services.months_measure()
    services.breaches_watch()
