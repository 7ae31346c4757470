"""Texts that are translated when they are shown, in the language of the reader."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from django.utils.functional import lazy
from django.utils.text import format_lazy

if TYPE_CHECKING:
    # Only the stubs know the promise of a string from the promise of anything.
    from django.utils.functional import _StrPromise as Promise
else:
    from django.utils.functional import Promise

__all__ = ["Promise", "in_paragraphs", "later"]


def later(text: Callable[[], str]) -> Promise:
    """Make a lazy text of a function that is called, in the language of the reader, when the text is shown."""
    # The stubs take the promise for the string itself.
    return cast("Promise", lazy(text, str)())


def in_paragraphs(*paragraphs: str | Promise) -> Promise:
    """Return a lazy text of paragraphs."""
    return format_lazy("\n\n".join(["{}"] * len(paragraphs)), *paragraphs)
