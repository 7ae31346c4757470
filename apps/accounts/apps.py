from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "apps.accounts"

    def ready(self) -> None:
        from apps.accounts import handlers  # noqa: F401 (importing it connects it)
        from apps.accounts.services import roles_sync

        post_migrate.connect(lambda **_: roles_sync(), sender=self, dispatch_uid="roles_sync", weak=False)
