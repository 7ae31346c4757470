"""The tables of messages and of the demonstration's mail."""

from django.db import models
from django.db.models import Q

from apps.accounts.models import User
from apps.core import clock
from apps.core.triggers import fixed_except


class Message(models.Model):
    """A message to a person, in their language: kept in the inbox of this site, and sent by a worker as mail.

    `kind` is `<app>.<subject>`. `link` is the path of the page of this site where the reader continues. `act_by` is the
    end of the time to act that the message gives, where it gives one.
    """

    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="inbox")
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    shipper_id = models.BigIntegerField(null=True)
    # The record that the message is about, as (model name, id), where the site must know who received the message.
    about_type = models.CharField(max_length=40, blank=True, default="", db_default="")
    about_id = models.BigIntegerField(null=True)
    act_by = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    mailed_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        triggers = fixed_except("mailed_at", "read_at")
        indexes = [
            models.Index(fields=["recipient", "-id"], name="message_inbox"),
            models.Index(fields=["id"], name="message_unsent", condition=Q(mailed_at__isnull=True)),
            models.Index(fields=["about_type", "about_id"], name="message_about", condition=~Q(about_type="")),
        ]

    def __str__(self) -> str:
        return self.subject


class Mail(models.Model):
    """A mail that the demonstration kept instead of sending it (`backends.DatabaseMailbox`)."""

    to = models.TextField()
    subject = models.TextField()
    body = models.TextField()
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["-id"], name="mail_newest")]

    def __str__(self) -> str:
        return self.subject
