"""The quota of a business: the files and bytes that it may send in a day.

The counts are in the cache: losing them forgives a day, and nothing else.
"""

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Conflict
from apps.core.limits import uncounted_without_valkey

# A day's counts are of no use after the day.
SECONDS_KEPT = 2 * 24 * 60 * 60


def uploads_check(shipper_id: int) -> None:
    """Raise Conflict if a business has sent as much today as it may; called before a file costs any work."""
    with uncounted_without_valkey("upload"):
        files, size = (cache.get(key, 0) for key in _keys(shipper_id))
        _refuse_above(files + 1, size)


def uploads_charge(shipper_id: int, *, size: int) -> None:
    """Count a file of so many bytes for the day of a business; raise Conflict if it is more than a day may have.

    A file that is refused afterwards stays counted, since it cost its work.
    """
    with uncounted_without_valkey("upload"):
        counts = []
        for key, amount in zip(_keys(shipper_id), (1, size), strict=True):
            cache.add(key, 0, SECONDS_KEPT)
            counts.append(cache.incr(key, amount))
        _refuse_above(*counts)


def _keys(shipper_id: int) -> tuple[str, str]:
    day = f"uploads:{clock.today().isoformat()}:{shipper_id}"
    return f"{day}:files", f"{day}:bytes"


def _refuse_above(files: int, size: int) -> None:
    if files > settings.UPLOAD_FILES_PER_DAY or size > settings.UPLOAD_BYTES_PER_DAY:
        raise Conflict(
            _(
                "Your business has sent as many files today as it may: %(files)d, or %(size)d MB in all. "
                "Send the others tomorrow."
            )
            % {"files": settings.UPLOAD_FILES_PER_DAY, "size": settings.UPLOAD_BYTES_PER_DAY // 2**20},
            code="upload_quota",
        )
