"""A clone on a developer's machine, and the demonstration."""

from config.settings.embedded import *  # noqa: F403
from config.settings.embedded import INSTALLED_APPS

DEMO = True
PORTRAITS = "config.simulation.selectors.portraits"
WEBHOOK_LOOPBACK = True
INSTALLED_APPS = [*INSTALLED_APPS, "config.simulation"]
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
MAILERS = {"default": {"BACKEND": "apps.notices.backends.DatabaseMailbox"}}
# No collectstatic here: the files are served from where they lie.
WHITENOISE_USE_FINDERS = True
