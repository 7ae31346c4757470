"""The app that makes the demonstration small."""

from django.apps import AppConfig


class SmallDemo(AppConfig):
    """Has `demo_prepare` simulate few sellers for a few months."""

    name = "tests.small_demo"

    def ready(self) -> None:
        from config.simulation.services import demo

        demo.SHIPPERS, demo.DAYS = 12, 90
