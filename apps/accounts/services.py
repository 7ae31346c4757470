from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from apps.accounts.models import StaffPermission
from apps.accounts.permissions import PERMISSIONS, ROLES


@transaction.atomic
def roles_sync() -> None:
    """Make groups and permissions equal to the permission table."""
    content_type = ContentType.objects.get_for_model(StaffPermission)
    Permission.objects.bulk_create(
        [Permission(content_type=content_type, codename=code, name=label) for code, label in PERMISSIONS.items()],
        update_conflicts=True,
        unique_fields=["content_type", "codename"],
        update_fields=["name"],
    )
    permissions = {p.codename: p for p in Permission.objects.filter(content_type=content_type)}
    for role, codes in ROLES.items():
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.set([permissions[code] for code in codes])
