from django.core.management.base import BaseCommand
from django.utils.translation import override

from apps.core.lifecycle import lifecycles

INTRODUCTION = """# Lifecycles

What can become of each thing, by whom, and under which condition. These diagrams are drawn from the transition tables
that the program runs by (each app's `states.py`): `python manage.py lifecycles > docs/lifecycles.md`, and a test holds
them to it. An arrow reads: action (who may: a permission of staff, an ability of a seller's team, or the program
itself). Below each diagram stand the actions that need more, with what must hold.
"""


class Command(BaseCommand):
    help = "Prints docs/lifecycles.md: a diagram of every lifecycle, drawn from its transition table."

    def handle(self, **options: object) -> None:
        self.stdout.write(INTRODUCTION, ending="")
        with override("en"):
            for found in lifecycles():
                lifecycle = found.lifecycle
                title = str(lifecycle.name).capitalize()
                self.stdout.write(f"\n## {title}\n\n`{found.place}`\n\n", ending="")
                self.stdout.write(f"```mermaid\n{lifecycle.mermaid()}```\n", ending="")
                if conditions := lifecycle.conditions():
                    lines = "".join(f"- {action}: {requires}\n" for action, requires in conditions)
                    self.stdout.write(f"\n{lines}", ending="")
