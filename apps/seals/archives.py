"""The look of the seals at a month that is archived: its entries are sealed and unaltered; their leaves are kept."""

from django.db import connection
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Conflict
from apps.ledger.archives import archive_look_register
from apps.ledger.models import ArchiveAct
from apps.seals.models import Seal
from apps.seals.selectors import leaves_asked
from apps.seals.statements import KEEP_LEAVES, RECORDED_DAYS
from apps.seals.verification import entry_faults


def leaves_keep(act: ArchiveAct) -> None:
    """Keep the leaves of the entries of a month, which is about to leave the database.

    Raises Conflict if a day in which they were recorded is not sealed, or not as it was sealed.
    """
    bounds = {"month": act.month, "next_month": clock.add_months(act.month, 1)}
    with connection.cursor() as cursor:
        cursor.execute(RECORDED_DAYS, bounds | {"zone": clock.PROGRAM_ZONE.key})
        days = [day for (day,) in cursor.fetchall()]
        sealed = Seal.objects.in_bulk(days, field_name="day")
        for day in days:
            named = {"month": f"{act.month:%Y-%m}", "day": day.isoformat()}
            if day not in sealed:
                raise Conflict(
                    _("Entries of %(month)s were recorded on %(day)s, which is not sealed yet. Run `seal` first.")
                    % named
                )
            seal = sealed[day]
            if fault := next(entry_faults(seal), None):
                raise Conflict(
                    _("Entries of %(month)s are not as they were sealed, so nothing was archived. %(day)s: %(fault)s.")
                    % (named | {"fault": fault})
                )
            cursor.execute(KEEP_LEAVES, leaves_asked(seal) | bounds | {"firsts": seal.firsts, "archive": act.pk})


archive_look_register(leaves_keep)
