from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "apps.registers"

    def ready(self) -> None:
        from apps.registers import parents  # noqa: F401 (importing it registers its keys)
