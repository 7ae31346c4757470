"""A database that was migrated before an initial migration was changed is told from a current one."""

import pytest
from django.core.management import CommandError
from django.db import connection

from apps.core.database_columns import columns_check, columns_lacking


@pytest.mark.django_db
def test_database_that_is_current_lacks_no_column() -> None:
    assert columns_lacking() == []
    columns_check()


def test_database_of_other_source_is_named_with_what_it_lacks_and_what_to_do(owner_db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE work_item RENAME COLUMN severity TO weight")
    with pytest.raises(CommandError, match=r"lacks work_item\.severity\. .*`make reset`"):
        columns_check()
