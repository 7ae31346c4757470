"""The tests: the same engines as in production, faster passwords, mail kept in memory."""

from config.settings.embedded import *  # noqa: F403
from config.settings.embedded import INSTALLED_APPS, MIDDLEWARE, STORAGES, env

DEMO = True
WEBHOOK_LOOPBACK = True
# An act is done at once, except in the tests of the time in which it can be undone.
DESK_UNDO_SECONDS = 0
INSTALLED_APPS = [*INSTALLED_APPS, "config.simulation"]
MIDDLEWARE = [*MIDDLEWARE, "tests.layout.JoinedLines"]
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": env.str("MAILER", default="django.core.mail.backends.locmem.EmailBackend")}}
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Each client of a test has a middleware of its own, and WhiteNoise's reads all files that were collected: 80 ms.
STATIC_ROOT = None
# A machine that is full of tests may keep Valkey waiting.
CACHE_SECONDS = 10
# The counts in Valkey outlive a database of tests, in which businesses have the same keys again.
UPLOAD_BYTES_PER_DAY = UPLOAD_FILES_PER_DAY = 10**12
