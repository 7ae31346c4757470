"""The reads of correspondence: the threads of a team, all threads for staff, and how long answers take."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, DurationField, ExpressionWrapper, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import clock
from apps.core.percentiles import Percentile
from apps.core.rows import row_get
from apps.correspondence.models import Post, Thread
from apps.shippers.selectors import on_team


def questions_of(shipper_id: int) -> QuerySet[Thread]:
    """Return the questions of a business, the last changed first."""
    return Thread.objects.filter(shipper_id=shipper_id, about_type="").order_by("-since", "-pk")


def question_for(user: User, shipper_id: int, thread_id: int) -> Thread:
    """Return a question of a business on whose team the user is; raise NotFound for any other."""
    return row_get(
        questions_of(shipper_id).filter(on_team(user, "shipper__team"), pk=thread_id),
        _("There is no such question on your list."),
    )


def questions_for_staff() -> QuerySet[Thread]:
    """Return all questions, first those that wait for an answer, of these the longest waiting first."""
    return Thread.objects.filter(about_type="").select_related("shipper", "opened_by").order_by("-state", "since", "pk")


def thread_about(about: tuple[str, int]) -> Thread | None:
    """Return the thread that belongs to a record, such as ("application", 7), if there is one."""
    return Thread.objects.filter(about_type=about[0], about_id=about[1]).first()


def posts_about(about: tuple[str, int]) -> QuerySet[Post]:
    """Return the messages about a record, such as ("application", 7), in the order in which they were written."""
    return _with_files(Post.objects.filter(thread__about_type=about[0], thread__about_id=about[1]))


def posts_of(thread: Thread) -> QuerySet[Post]:
    """Return the messages of a thread, in the order in which they were written."""
    return _with_files(Post.objects.filter(thread=thread))


def is_answered(thread: Thread) -> bool:
    """Return whether the program has written in a thread."""
    return thread.posts.filter(from_program=True).exists()


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """The time that the program took for its first answer to the questions of so many businesses: half of the questions
    had it within `half`, nine in ten within `most`.
    """

    businesses: int
    half: timedelta
    most: timedelta


def answer_times(since: datetime) -> AnswerTimes | None:
    """Return how long the first answers to the questions since a moment took, in one query; None without a question.

    A question that nobody answered yet counts with the time for which it has waited so far, so that answers which
    never came do not make the program look fast.
    """
    first = Post.objects.filter(thread=OuterRef("pk"), from_program=True).order_by("pk").values("at")[:1]
    waited = ExpressionWrapper(
        Coalesce(Subquery(first), Value(clock.now())) - F("opened_at"), output_field=DurationField()
    )
    found = (
        Thread.objects.filter(about_type="", opened_at__gte=since)
        .annotate(waited=waited)
        .aggregate(
            businesses=Count("shipper", distinct=True),
            half=Percentile("waited", 0.5, DurationField()),
            most=Percentile("waited", 0.9, DurationField()),
        )
    )
    return AnswerTimes(**found) if found["businesses"] else None


def _with_files(posts: QuerySet[Post]) -> QuerySet[Post]:
    return posts.select_related("author").prefetch_related("files").order_by("pk")
