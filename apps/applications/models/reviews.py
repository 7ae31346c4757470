"""Texts of officers during the review of an application: requests for information and their drafts, and notes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.applications.models.application import Application
from apps.applications.paragraphs import letter_text, paragraphs_of
from apps.core import clock
from apps.core.history import tracked
from apps.core.lazy import Promise
from apps.core.triggers import append_only


class Written(models.Model):
    """A letter of an officer to an applicant: own words, their language, and the ready-made paragraphs above them.

    `canned` holds the codes of the paragraphs (`paragraphs.py`).
    """

    text = models.TextField(_lazy("in words"), blank=True)
    language = models.CharField(max_length=10, default="en", db_default="en")
    canned = ArrayField(models.CharField(max_length=30), default=list, db_default=[])

    class Meta:
        abstract = True

    @property
    def paragraphs(self) -> list[Promise]:
        """Return the chosen paragraphs, in the reader's language."""
        return paragraphs_of(self.canned)

    @property
    def letter(self) -> Promise:
        """Return the whole letter: the paragraphs, then the officer's own words."""
        return letter_text(codes=self.canned, text=self.text, language=self.language)


@tracked
class Inquiry(Written):
    """A request for information on named fields, and the signed reply of the applicant."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="inquiries")
    # The codes of the places that the request is about (`sections/places.py`), and the question about each by its
    # code, for those that have one of their own.
    fields = models.JSONField(default=list)
    questions = models.JSONField(default=dict, db_default={})
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reply_by = models.DateTimeField()
    # When the officer continued the review without a reply, after `reply_by`.
    closed_at = models.DateTimeField(null=True, blank=True)
    reply = models.TextField(blank=True)
    replied_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _lazy("request for information")

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d}"


@tracked(personal=["text", "questions"])
class InquiryDraft(Written):
    """A request for information that an officer is writing: the own words and paragraphs, and `questions`, a list of
    {"about": code of the place, "text": question}. When the draft is sent, it becomes an `Inquiry`.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="inquiry_drafts")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    questions = models.JSONField(default=list, db_default=[])
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _lazy("draft of a request for information")
        constraints = [models.UniqueConstraint(fields=["application", "by"], name="inquiry_draft_once")]

    def __str__(self) -> str:
        return f"{self.saved_at:%Y-%m-%d}"


class Note(models.Model):
    """A note on an application that only staff see."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_lazy("note"))
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return self.text[:60]
