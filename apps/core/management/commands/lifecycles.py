from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.core.management.base import BaseCommand
from django.utils.translation import override

from apps.core.lifecycle import Lifecycle

INTRODUCTION = """# Lifecycles

What can become of each thing, by whom, and under which condition. These diagrams are drawn from the transition tables
that the program runs by (each app's `states.py`): `python manage.py lifecycles > docs/lifecycles.md`, and a test holds
them to it. An arrow reads: action [what must hold] (who may: a permission of staff, an ability of a seller's team, or
the program itself).
"""


class Command(BaseCommand):
    help = "Prints docs/lifecycles.md: a diagram of every lifecycle, drawn from its transition table."

    def handle(self, **options: object) -> None:
        self.stdout.write(INTRODUCTION, ending="")
        with override("en"):
            for app, lifecycle in _lifecycles():
                self.stdout.write(f"\n## {str(lifecycle.name).capitalize()}\n\n`apps/{app}/states.py`\n\n", ending="")
                self.stdout.write(f"```mermaid\n{lifecycle.mermaid()}```\n", ending="")


def _lifecycles() -> Iterator[tuple[str, Lifecycle]]:
    for config in apps.get_app_configs():
        for found in _tables(config):
            yield config.label, found


def _tables(config: AppConfig) -> list[Lifecycle]:
    name = f"{config.name}.states"
    if not config.name.startswith("apps.") or find_spec(name) is None:
        return []
    return [value for value in vars(import_module(name)).values() if isinstance(value, Lifecycle)]
