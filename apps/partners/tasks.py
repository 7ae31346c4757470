from celery import shared_task
from oauth2_provider.models import clear_expired

from apps.partners.signatures.services import signing_keys_rotate


@shared_task(name="partners.clear_tokens")
def clear_tokens() -> None:
    """Delete the access tokens that have expired: a system that asks for one each hour leaves thousands a year."""
    clear_expired()


@shared_task(name="partners.rotate_signing_keys")
def rotate_signing_keys() -> None:
    """Publish the next key that signs answers in time, and destroy the private part of a key that has ended."""
    signing_keys_rotate()
