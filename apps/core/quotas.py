"""How much a business may send in a day. The counts are in the cache: losing them forgives a day, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager

import redis
import structlog
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Conflict

log = structlog.get_logger(__name__)

# A day's counts are of no use after the day.
SECONDS_KEPT = 2 * 24 * 60 * 60


def uploads_check(shipper_id: int) -> None:
    """Raise Conflict if a business has sent as much today as it may; called before a file costs any work."""
    with _counted_if_possible():
        files, size = (cache.get(key, 0) for key in _keys(shipper_id))
        _refuse_above(files + 1, size)


def uploads_charge(shipper_id: int, *, size: int) -> None:
    """Count a file of so many bytes for the day of a business; raise Conflict if it is more than a day may have.

    A file that is refused afterwards stays counted, since it cost its work.
    """
    with _counted_if_possible():
        counts = []
        for key, amount in zip(_keys(shipper_id), (1, size), strict=True):
            cache.add(key, 0, SECONDS_KEPT)
            counts.append(cache.incr(key, amount))
        _refuse_above(*counts)


@contextmanager
def _counted_if_possible() -> Iterator[None]:
    """Let files pass while Valkey is away: the quota protects the disk from haste, it does not guard a secret."""
    try:
        yield
    except (redis.ConnectionError, redis.TimeoutError) as error:
        log.warning("upload_not_counted", error=type(error).__name__)


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
