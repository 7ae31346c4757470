"""The tables of correspondence: threads, their messages (posts), and attached files."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.history import tracked
from apps.core.triggers import append_only
from apps.core.uploads import Upload
from apps.shippers.models import Shipper


class ThreadState(models.TextChoices):
    WAITING = "waiting", _lazy("Waiting on the program")
    ANSWERED = "answered", _lazy("Answered")
    CLOSED = "closed", _lazy("Closed")


@tracked
class Thread(models.Model):
    """A series of messages between a business and the program about one subject.

    `kind` is the kind of the work item that a message of the team opens. `about_type` and `about_id` name the record
    to which the thread belongs, such as an application; both are empty for a question. `since` is the time of the last
    change of the state.
    """

    shipper = models.ForeignKey(
        Shipper, on_delete=models.PROTECT, related_name="threads", verbose_name=_lazy("business")
    )
    kind = models.CharField(max_length=40)
    about_type = models.CharField(max_length=40, blank=True)
    about_id = models.BigIntegerField(null=True, blank=True)
    subject = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=ThreadState, default=ThreadState.WAITING)
    since = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_lazy("opened"))

    class Meta:
        verbose_name = _lazy("question")
        constraints = [
            models.UniqueConstraint(
                fields=["about_type", "about_id"], condition=~Q(about_type=""), name="thread_one_about_each"
            )
        ]
        indexes = [models.Index(fields=["shipper", "-since"], name="thread_shipper")]

    def __str__(self) -> str:
        return self.subject


class Post(models.Model):
    """A message in a thread, in the language in which its author wrote it. Never changed."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="posts")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    from_program = models.BooleanField()
    text = models.TextField()
    language = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["thread", "id"], name="post_thread")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class Attachment(Upload):
    """A file that is attached to a message."""

    belongs_to = "post.thread"
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="files")
