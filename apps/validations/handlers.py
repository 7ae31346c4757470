"""Events that validations follow."""

from apps.events.models import Event
from apps.events.registry import on
from apps.validations.services import EXAMS_OVER, exam_request_close


@on(EXAMS_OVER)
def close_exam_request(event: Event) -> None:
    """Close an exam request whose last day is over."""
    exam_request_close(request_id=event.subject_id)
