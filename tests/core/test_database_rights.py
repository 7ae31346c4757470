"""The rights of the role of the site are given wherever `migrate` runs."""

import pghistory
import pytest
from django.db import connection

from apps.core.database_rights import rights_give


@pytest.mark.usefixtures("owner_db")
def test_rights_are_given_within_a_context_of_versions() -> None:
    """A command that acts for somebody runs in such a context, which puts values before each statement."""
    with connection.cursor() as cursor:
        cursor.execute("GRANT DELETE ON accounts_access TO PUBLIC")
        with pghistory.context(command="migrate"):
            rights_give()
        cursor.execute("SELECT has_table_privilege('public', 'accounts_access', 'DELETE')")
        assert cursor.fetchone() == (False,)
