"""What waits for staff in this app: questions to answer."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.work.kinds import register
from apps.work.models import Item


def _page(item: Item) -> str:
    return reverse("admin:correspondence_thread_change", args=[item.subject_id])


QUESTION = register(
    "question",
    _lazy("Question to answer"),
    url=_page,
    help=_lazy("A business asks the program something. Answer in the thread, or mark it as needing no answer."),
    # A decision of the program: who writes is answered within three days.
    target_days=3,
)
