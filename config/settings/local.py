"""A clone on a developer's machine, and the demonstration."""

from config.settings.embedded import *  # noqa: F403
from config.settings.embedded import INSTALLED_APPS, STATIC_ROOT, STORAGES

DEMO = True
PORTRAITS = "config.simulation.selectors.portraits"
WEBHOOK_LOOPBACK = True
INSTALLED_APPS = [*INSTALLED_APPS, "config.simulation"]
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
MAILERS = {"default": {"BACKEND": "apps.notices.backends.DatabaseMailbox"}}
# `make demo` collects the static files, and then they go out as in production: hashed and compressed. Where nobody has
# collected them, they are served from where they lie.
if not (STATIC_ROOT / "staticfiles.json").exists():
    WHITENOISE_USE_FINDERS = True
    STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
