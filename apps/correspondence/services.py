"""The writes of correspondence: asking and answering questions, which every business may ask, member or not.

Other apps have threads about records of their own. They open a thread with `thread_ensure`, which takes the kind of
work item that a message of the team opens, and answer with `post_answer`, which takes the page of the answer.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.core import clock
from apps.core.files import IdentifiedFile
from apps.core.languages import language_check, with_language
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files, upload_columns
from apps.correspondence import work
from apps.correspondence.models import Attachment, Post, Thread, ThreadState
from apps.correspondence.states import LIFECYCLE, OFFICER, ThreadFacts
from apps.notices.services import Text
from apps.shippers.cases import CaseNotice, TeamCases
from apps.shippers.models import Shipper
from apps.shippers.roles import Ability
from apps.shippers.selectors import has_conflict, require
from apps.work.services import item_close, item_open

type Files = Sequence[IdentifiedFile]

# Whoever writes the same after a longer time means to write it again.
SENT_TWICE_WITHIN = timedelta(minutes=10)


def _payload(thread: Thread) -> dict[str, Any]:
    """Return the record to which a thread belongs and, unless the thread is closed, its last message."""
    about = {"about": [thread.about_type, thread.about_id]}
    return about if thread.state == ThreadState.CLOSED else about | {"post_id": thread.posts.latest("pk").pk}


# The work that a message is for staff is of the app to which the thread belongs.
THREADS = TeamCases(
    rows=Thread.objects.select_related("shipper"),
    lifecycle=LIFECYCLE,
    missing=_lazy("There is no such question."),
    facts=lambda thread, actor: ThreadFacts(actor_on_team=has_conflict(actor, thread.shipper_id)),
    events="correspondence.",
    event_names={"write": "written"},
    payload=_payload,
)


@atomic_with_files()
def question_ask(
    *,
    actor: User,
    shipper_id: int,
    subject: str,
    text: str,
    language: str,
    files: Files = (),
    after: datetime | None = None,
) -> Thread:
    """Ask the program a question, by a member of the team who may prepare. An officer answers in the same thread.

    A question sent twice, as by a double click, is one: return the thread of the first. `after` is as in `post_write`.
    """
    require(actor, shipper_id, Ability.PREPARE)
    subject = text_required(subject, "subject", _("Say in a few words what your question is about."))
    now = clock.now()
    # The same question at the same time waits here for the first.
    Shipper.objects.select_for_update(no_key=True).get(pk=shipper_id)
    # Whether or not an officer has answered by now: nobody asks under the same words what was just answered.
    posts = Post.objects.filter(thread__shipper=shipper_id, thread__subject=subject, author=actor)
    post = posts.select_related("thread").order_by("pk").last()
    if post and _is_again(post, actor, text, files, since=after or now - SENT_TWICE_WITHIN):
        return post.thread
    thread = Thread.objects.create(
        shipper_id=shipper_id,
        kind=work.QUESTION.code,
        subject=subject,
        since=now,
        opened_by=actor,
        opened_at=now,
    )
    post_write(actor=actor, thread_id=thread.pk, text=text, language=language, files=files)
    return thread


@atomic_with_files()
def question_write(
    *, actor: User, thread_id: int, text: str, language: str, files: Files = (), after: datetime | None = None
) -> Post:
    """Write a further message in a question. The officer who answered last, if any, holds the work item. `after` is as
    in `post_write`.
    """
    last = Post.objects.filter(thread_id=thread_id, from_program=True).select_related("author").last()
    holder = last.author if last and not OFFICER.isdisjoint(held(last.author)) else None
    return post_write(
        actor=actor, thread_id=thread_id, text=text, language=language, files=files, after=after, holder=holder
    )


@atomic_with_files()
def question_answer(*, actor: User, thread_id: int, text: str, language: str, files: Files = ()) -> Post:
    """Answer a question, and send the answer to the team's inbox and by mail."""
    thread = THREADS.lock(thread_id)
    return post_answer(
        actor=actor,
        thread_id=thread_id,
        text=text,
        language=language,
        files=files,
        heading=format_lazy(_lazy("Your question was answered: {subject}"), subject=thread.subject),
        link=reverse("portal:question", args=[thread.shipper_id, thread.pk]),
    )


@transaction.atomic
def question_settle(*, actor: User, thread_id: int) -> Thread:
    """Close a question that was answered, by a member of the team. A further message opens it again."""
    return _thread_close("settle", thread_id, actor)


@transaction.atomic
def thread_close(*, actor: User, thread_id: int) -> Thread:
    """Close a thread that needs no answer, such as a word of thanks. A further message of the team opens it again."""
    thread = _thread_close("close", thread_id, actor)
    item_close(kind=thread.kind, subject=_work_subject(thread), actor=actor)
    return thread


@transaction.atomic
def thread_ensure(*, actor: User, shipper_id: int, about: tuple[str, int], kind: str, subject: str) -> Thread:
    """Return the thread that belongs to a record, and create it if there is none.

    `about` names the record, such as ("application", 7); `kind` is a registered kind of work item.
    """
    now = clock.now()
    return Thread.objects.get_or_create(
        about_type=about[0],
        about_id=about[1],
        defaults={
            "shipper_id": shipper_id,
            "kind": kind,
            "subject": subject[:120],
            "since": now,
            "opened_by": actor,
            "opened_at": now,
        },
    )[0]


@atomic_with_files()
def post_write(
    *,
    actor: User,
    thread_id: int,
    text: str,
    language: str,
    files: Files = (),
    after: datetime | None = None,
    holder: User | None = None,
) -> Post:
    """Write a message of the team, and open a work item for staff, held by `holder` or by nobody yet. A message sent
    twice is one, also where an officer wrote in between, if the actor's form was drawn before: at the moment `after`.
    """
    thread = THREADS.lock(thread_id)
    posts = thread.posts.filter(author=actor, at__gte=after) if after else thread.posts.all()
    last = posts.order_by("pk").last()
    if last and _is_again(last, actor, text, files, since=after or clock.now() - SENT_TWICE_WITHIN):
        return last
    with THREADS.acting("write", thread, actor):
        post = _post_create(thread, actor, text, language, files, from_program=False)
    item_open(
        kind=thread.kind,
        subject=_work_subject(thread),
        title=thread.subject if thread.about_type else f"{thread.subject} ({thread.shipper})",
        shipper_id=thread.shipper_id,
        country=thread.shipper.country.code,
        holder=holder,
    )
    return post


@atomic_with_files()
def post_answer(
    *, actor: User, thread_id: int, text: str, language: str, heading: Text, link: str, files: Files = ()
) -> Post:
    """Write a message of an officer, close the work item, and notify the team.

    `heading` is the subject of the notification, and `link` the page on which the team reads the message.
    """
    with THREADS.acting("answer", thread_id, actor) as thread:
        post = _post_create(thread, actor, text, language, files, from_program=True)
    item_close(kind=thread.kind, subject=_work_subject(thread), actor=actor)
    notice = CaseNotice[Thread](kind="correspondence.answered", page=lambda _thread: link)
    THREADS.tell(thread, heading, with_language(text, language), notice=notice)
    return post


def _is_again(post: Post, actor: User, text: str, files: Files, *, since: datetime) -> bool:
    """Tell whether a message of a person says what the message before has said since a moment, by the same person, with
    the same files.
    """
    if post.author_id != actor.pk or post.text != text.strip() or post.at < since:
        return False
    return sorted(post.files.values_list("sha256", flat=True)) == sorted(file.sha256 for file in files)


def _thread_close(action: str, thread_id: int, actor: User) -> Thread:
    with THREADS.acting(action, thread_id, actor) as thread:
        thread.since = clock.now()
    return thread


def _post_create(thread: Thread, actor: User, text: str, language: str, files: Files, *, from_program: bool) -> Post:
    text = text_required(text, "text", _("Write your message."))
    thread.since = clock.now()
    post = Post.objects.create(
        thread=thread,
        author=actor,
        from_program=from_program,
        text=text,
        language=language_check(language),
        at=clock.now(),
    )
    for file in files:
        Attachment.objects.create(post=post, uploaded_by=actor, **upload_columns(file))
    return post


def _work_subject(thread: Thread) -> tuple[str, int]:
    """Return the subject of the work item: the record to which the thread belongs or, for a question, the thread."""
    return (thread.about_type, thread.about_id) if thread.about_id else ("thread", thread.pk)
