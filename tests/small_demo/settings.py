"""The settings of a clone on a developer's machine, with a small demonstration."""

from config.settings.local import *  # noqa: F403
from config.settings.local import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.small_demo"]
