"""The kind of work item of this app: questions to answer."""

from django.utils.translation import gettext_lazy as _lazy

from apps.work.kinds import register, subject_page
from apps.work.models import Severity

QUESTION = register(
    "question",
    _lazy("Question to answer"),
    url=subject_page("admin:correspondence_thread_change"),
    help=_lazy("A business asked the program a question. Answer in the thread, or close the thread without an answer."),
    # The target, in working days, is the program's own choice.
    target_days=3,
    severity=Severity.MINOR,
)
