from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "apps.accounts"

    def ready(self) -> None:
        from apps.accounts import devices, handlers  # noqa: F401 (importing them connects them)
        from apps.accounts.services import roles_sync

        def sync_roles(**_kwargs: object) -> None:
            roles_sync()

        post_migrate.connect(sync_roles, sender=self, dispatch_uid="roles_sync", weak=False)
