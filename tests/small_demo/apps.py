"""The app that makes the demonstration small."""

from django.apps import AppConfig


class SmallDemo(AppConfig):
    """Has `demo_prepare` simulate few sellers for a few months."""

    name = "tests.small_demo"

    def ready(self) -> None:
        from config.simulation.numbers.sellers import Size
        from config.simulation.services import demo

        demo.SIZE, demo.DAYS = Size(applying=12, enrolled=12, parcels=600), 90
