"""The rights of the role of the site are given wherever `migrate` runs."""

import pghistory
import pytest

from apps.core.database_rights import rights_give
from tests.security.test_database_role import execute


@pytest.mark.usefixtures("owner_db")
def test_rights_are_given_within_a_context_of_versions() -> None:
    """A command that acts for somebody runs in such a context, which puts values before each statement."""
    execute("GRANT DELETE ON accounts_access TO PUBLIC")
    with pghistory.context(command="migrate"):
        rights_give()
    execute("SET ROLE NONE")
    assert not execute("SELECT has_table_privilege('public', 'accounts_access', 'DELETE')")[0][0]
