from celery import shared_task

from apps.ledger.services.peers import peers_count


@shared_task(name="ledger.count_peers")
def count_peers() -> None:
    """Count the usual values per kilogram of goods anew."""
    peers_count()
