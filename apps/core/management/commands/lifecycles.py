"""Print the documentation of lifecycles."""

from django.core.management.base import BaseCommand
from django.utils.translation import override

from apps.core.lifecycle import lifecycles

INTRODUCTION = """# Lifecycles

The states of each kind of record, the actions that lead from state to state, who may take them and under which
conditions. `python manage.py lifecycles > docs/lifecycles.md` draws the diagrams from the transition tables that the
program runs by (each app's `states.py`), and a test compares the two. An arrow reads: action (who may take the action:
a permission of staff, an ability of a seller's team, or the program itself). Below each diagram are the actions that
have a further condition. “On the team” there includes an officer who left the team lately: `impartial.months` of the
policy says for how long.
"""


class Command(BaseCommand):
    help = "Print docs/lifecycles.md: a diagram of every lifecycle, drawn from its transition table."

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
