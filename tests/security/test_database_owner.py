"""Triggers refuse changes of kept rows to the owner of the tables too, unless the owner first removes a trigger."""

import pytest
from django.db import DatabaseError, transaction

from apps.accounts.models import Access, User
from apps.core.history.tables import version_of
from tests.people import seller
from tests.security.test_database_role import execute


@pytest.mark.usefixtures("owner_db")
@pytest.mark.parametrize("table", ["accounts_userversion", "accounts_access"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = 7", "DELETE FROM {}", "TRUNCATE {}"])
def test_what_is_kept_is_not_rewritten(table: str, statement: str) -> None:
    ada = seller()
    Access.objects.create(user=ada, kind=Access.Kind.SIGNED_IN)
    # TRUNCATE is refused beforehand while a row's foreign keys are still to be checked.
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        execute(statement.format(table))
    assert (version_of(User).objects.get().id, Access.objects.get().user) == (ada.pk, ada)
