"""The type of a text that is translated when it is shown."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Only the stubs know the promise of a string from the promise of anything.
    from django.utils.functional import _StrPromise as Promise
else:
    from django.utils.functional import Promise

__all__ = ["Promise"]
