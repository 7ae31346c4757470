"""The groups of Django, which the owner of the tables alone may change, follow the table of roles."""

from django.contrib.auth.models import Group, Permission

from apps.accounts.roles import ROLES
from apps.accounts.services import roles_sync


def test_a_group_changed_by_hand_is_made_equal_to_the_table(owner_db: None) -> None:
    group = Group.objects.get(name="auditor")
    group.permissions.set(Permission.objects.filter(codename="publish_policy"))
    roles_sync()
    assert set(group.permissions.values_list("codename", flat=True)) == ROLES["auditor"]
