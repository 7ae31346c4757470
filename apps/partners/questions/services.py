from collections.abc import Sequence

from django.db import connection

from apps.core import clock
from apps.partners.questions.selectors import KnownShipper
from apps.partners.questions.statements import ASK_MANY, ASK_ONE
from apps.partners.scopes import STATUS_READ
from apps.partners.systems.selectors import token_checksum


def shippers_ask(*, partner_id: int, ksns: Sequence[str]) -> list[KnownShipper | None]:
    """Return the shipper of each number, in the order of the numbers, with None for a number that nobody holds.

    The same statement notes who asked for which numbers.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(ASK_MANY, {"ksns": list(ksns), "partner": partner_id, "now": now, "today": clock.day_of(now)})
        return [KnownShipper.of_row(now, *row) if row[0] else None for row in cursor.fetchall()]


def shipper_ask(*, token: str, ksn: str) -> KnownShipper | None:
    """Answer the common question in one statement: is the token good, what does the number stand for, and who asked.

    None, and nothing noted, where the token is not good for the question or nobody holds the number.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            ASK_ONE,
            {
                "checksum": token_checksum(token),
                "now": now,
                "scope": STATUS_READ,
                "ksn": ksn,
                "today": clock.day_of(now),
            },
        )
        row = cursor.fetchone()
    return KnownShipper.of_row(now, *row) if row else None
