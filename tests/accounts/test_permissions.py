import pytest
from django.contrib.auth.models import AnonymousUser, Group

from apps.accounts.models import User
from apps.accounts.permissions import held, may_act, require
from apps.accounts.roles import ADMINISTER, PERMISSIONS, READING, ROLES
from apps.core.errors import NotAllowed
from tests.people import administrator, staff


def granted(role: str) -> set[str]:
    return set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))


@pytest.mark.parametrize("role", ROLES)
def test_after_migrating_each_role_grants_what_the_table_says(role: str) -> None:
    assert granted(role) == ROLES[role]
    assert held(staff(role)) == ROLES[role]


def test_two_roles_grant_the_permissions_of_both() -> None:
    assert held(staff("auditor", "policy manager")) == ROLES["auditor"] | ROLES["policy manager"]


def test_every_role_but_that_of_an_agency_reads_and_the_auditor_does_nothing_else() -> None:
    assert [role for role, codes in ROLES.items() if "read_everything" not in codes] == ["agency officer"]
    assert ROLES["auditor"] == READING
    assert [role for role in ROLES if not may_act(staff(role))] == ["analyst", "auditor"]


def test_the_table_names_only_known_permissions() -> None:
    assert frozenset().union(*ROLES.values()) == PERMISSIONS.keys() - {ADMINISTER}


def test_an_administrator_holds_what_no_role_grants_and_nothing_else() -> None:
    root = administrator()
    assert held(root) == {ADMINISTER}
    assert [code for code in PERMISSIONS if root.has_perm(f"accounts.{code}")] == [ADMINISTER]


def test_sellers_the_anonymous_and_nobody_hold_nothing(ada: User) -> None:
    ada.groups.add(Group.objects.get(name="supervisor"))
    assert held(ada) == held(AnonymousUser()) == held(None) == frozenset()


def test_inactive_staff_hold_nothing(supervisor: User) -> None:
    supervisor.is_active = False
    assert held(supervisor) == frozenset()


def test_require_refuses_with_a_code() -> None:
    require(staff("supervisor"), "operate")
    with pytest.raises(NotAllowed) as refusal:
        require(staff("auditor"), "operate")
    assert refusal.value.code == "wrong_role"
