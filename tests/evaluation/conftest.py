from datetime import date

import pytest

from apps.policy.published import published
from apps.policy.terms import Terms


def terms_with(**changes: object) -> Terms:
    """Build the terms of the first policy with some numbers changed; a dot of a key is written as two underscores."""
    texts = {row.key: row.value for row in published(1).rows}
    texts |= {key.replace("__", "."): str(value) for key, value in changes.items()}
    return Terms.of(version=1, effective_from=date(2015, 1, 1), texts=texts)


@pytest.fixture(scope="session")
def terms() -> Terms:
    return terms_with()
