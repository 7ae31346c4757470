from celery import shared_task

from apps.targeting import services


@shared_task(name="targeting.start_draws")
def start_draws() -> None:
    """Start the draws of ports and days with parcels that wait. The next run makes up for one that was missed."""
    services.draws_start()


@shared_task(name="targeting.watch_drift")
def watch_drift() -> None:
    """Start the look for drift of the champion today. The next run makes up for one that was missed."""
    services.drift_watch_start()


@shared_task(name="targeting.count_declared")
def count_declared() -> None:
    """Start the count of the parcels of the month before that were declared in time, once a month."""
    services.declared_count_start()
