"""The tasks of accounts."""

from celery import shared_task

from apps.accounts.services import forms_clear
from apps.accounts.sessions import SessionStore


@shared_task(name="accounts.clear_sessions")
def clear_sessions() -> None:
    """Delete the sessions that have ended, and with them what was typed at a sign-up that nobody finished; and the
    forms that are known no longer.
    """
    SessionStore.clear_expired()
    forms_clear()
