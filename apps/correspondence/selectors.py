"""Reads of correspondence: a team's own threads, and all of them for staff."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.correspondence.models import Attachment, Post, Thread
from apps.shippers.selectors import file_readable, on_team


def questions_of(shipper_id: int) -> QuerySet[Thread]:
    """The questions that a business asked, the one that moved last on top."""
    return Thread.objects.filter(shipper_id=shipper_id, about_type="").order_by("-since", "-pk")


def question_for(user: User, shipper_id: int, thread_id: int) -> Thread:
    """A question of a business on whose team the user is; raises NotFound for any other."""
    thread = questions_of(shipper_id).filter(on_team(user, "shipper__team"), pk=thread_id).first()
    if thread is None:
        raise NotFound(_("There is no such question on your list."))
    return thread


def questions_for_staff() -> QuerySet[Thread]:
    """All questions, those that wait for an answer first, the one that waits longest on top."""
    return Thread.objects.filter(about_type="").select_related("shipper", "opened_by").order_by("-state", "since", "pk")


def thread_about(about: tuple[str, int]) -> Thread | None:
    """The thread that belongs to one thing, such as ("application", 7)."""
    return Thread.objects.filter(about_type=about[0], about_id=about[1]).first()


def posts_about(about: tuple[str, int]) -> QuerySet[Post]:
    """What was written about one thing, the first first."""
    return _with_files(Post.objects.filter(thread__about_type=about[0], thread__about_id=about[1]))


def posts_of(thread: Thread) -> QuerySet[Post]:
    """What was written in a thread, the first first."""
    return _with_files(Post.objects.filter(thread=thread))


def attachment_for(user: User, attachment_id: int, *, shipper_id: int | None = None) -> Attachment:
    """A file that the user may read: of that business of theirs or, without one, any for staff who read everything."""
    return file_readable(Attachment.objects.all(), "post__thread__shipper", user, attachment_id, shipper_id)


def _with_files(posts: QuerySet[Post]) -> QuerySet[Post]:
    return posts.select_related("author").prefetch_related("files").order_by("pk")
