"""What a test expects to be refused."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from apps.core.errors import InvalidInput


@contextmanager
def refused(*fields: str) -> Iterator[None]:
    """Expect that what is typed is refused for these fields, and for no other."""
    with pytest.raises(InvalidInput) as refusal:
        yield
    assert set(refusal.value.fields) == set(fields)
