from django.apps import AppConfig


class ProbeConfig(AppConfig):
    name = "tests.probe"

    def ready(self) -> None:
        from tests.probe import jobs  # noqa: F401
