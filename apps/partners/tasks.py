from celery import shared_task
from oauth2_provider.models import clear_expired


@shared_task(name="partners.clear_tokens")
def clear_tokens() -> None:
    """Delete the access tokens that have expired: a system that asks for one each hour leaves thousands a year."""
    clear_expired()
