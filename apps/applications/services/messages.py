"""The messages between applicant and officers during the review. They have no effect on the time to decide."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.applications import selectors, work
from apps.applications.models import Application, ApplicationState
from apps.applications.services.transitions import APPLICATIONS
from apps.applications.states import CORRESPONDENCE_STATES
from apps.core.errors import Conflict
from apps.core.uploads import atomic_with_files
from apps.correspondence.models import Post, Thread
from apps.correspondence.services import Files, post_answer, post_write, thread_ensure


@atomic_with_files()
def application_message_write(
    *, actor: User, application_id: int, text: str, language: str, files: Files = (), after: datetime | None = None
) -> Post:
    """Write a message about an application to the program, by a member of the team who may prepare.

    The work item is held by the reviewer or, during an appeal, by nobody yet. `after` is as in `post_write`. Raises
    Conflict before the submission and after the decision; the team asks a question instead.
    """
    application = _application_under_review(application_id)
    thread = _thread_ensure(application, actor)
    holder = None if application.state == ApplicationState.APPEALED else application.reviewer
    return post_write(
        actor=actor, thread_id=thread.pk, text=text, language=language, files=files, after=after, holder=holder
    )


@atomic_with_files()
def application_message_answer(
    *, actor: User, application_id: int, text: str, language: str, files: Files = ()
) -> Post:
    """Write a message to the applicant, by an officer, and notify the team.

    A formal request for information, which pauses the time to decide, is `info_request`.
    """
    application = _application_under_review(application_id)
    return post_answer(
        actor=actor,
        thread_id=_thread_ensure(application, actor).pk,
        text=text,
        language=language,
        files=files,
        heading=_lazy("An officer wrote to you about your application"),
        link=reverse("portal:application", args=[application.pk]),
    )


def _application_under_review(application_id: int) -> Application:
    application = APPLICATIONS.lock(application_id)
    if application.state not in CORRESPONDENCE_STATES:
        raise Conflict(_("Nobody reviews this application now. Ask a question on the page “Questions”."))
    return application


def _thread_ensure(application: Application, actor: User) -> Thread:
    return thread_ensure(
        actor=actor,
        shipper_id=application.shipper_id,
        about=selectors.subject_of(application),
        kind=work.MESSAGE.code,
        subject=str(application.shipper),
    )
