"""The look of exam requests at a month that is archived: the parcels of the month may still count for a request."""

from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Conflict
from apps.ledger.archives import archive_look_register
from apps.ledger.models import ArchiveAct
from apps.validations.exam_requests.selectors import exam_requests_counting


def exam_requests_look(act: ArchiveAct) -> None:
    """Raise Conflict while parcels of the month count for exam requests."""
    last = clock.add_days(clock.add_months(act.month, 1), -1)
    if exam_requests_counting().filter(first_day__lte=last, until__gte=act.month).exists():
        raise Conflict(
            _("Parcels of %(month)s still count for an exam request. Archive the month later.")
            % {"month": f"{act.month:%Y-%m}"}
        )


archive_look_register(exam_requests_look)
