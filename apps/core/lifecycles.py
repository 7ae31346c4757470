"""Every lifecycle of the program, found in the apps' `states.py`."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from apps.core.lifecycle import Lifecycle


@dataclass(frozen=True, slots=True)
class Found:
    """A lifecycle, with the app whose it is, where that app keeps its own, and a code that names it:
    “disputes-disowning”.
    """

    app: str
    place: str
    code: str
    lifecycle: Lifecycle


def lifecycles() -> Iterator[Found]:
    """All of them, in the order of the apps."""
    for config in apps.get_app_configs():
        name = f"{config.name}.states"
        if config.name.startswith("apps.") and find_spec(name) is not None:
            for variable, value in vars(module := import_module(name)).items():
                if isinstance(value, Lifecycle):
                    place = f"{name.replace('.', '/')}{'/' if hasattr(module, '__path__') else '.py'}"
                    yield Found(config.label, place, f"{config.label}-{variable.lower()}", value)
