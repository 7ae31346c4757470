"""The mail backend of the demonstration."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from apps.notices.models import Mail


class DatabaseMailbox(BaseEmailBackend):
    """Keep mail in the database, where the demonstration shows the mail, instead of sending it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store mails; return how many."""
        mails = [
            Mail(to=", ".join(message.recipients()), subject=message.subject, body=message.body)
            for message in email_messages
        ]
        return len(Mail.objects.bulk_create(mails))
