from django.apps import AppConfig


class ShippersConfig(AppConfig):
    name = "apps.shippers"

    def ready(self) -> None:
        from apps.shippers import work  # noqa: F401 (importing it registers its rule)
