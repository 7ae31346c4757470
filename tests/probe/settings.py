from config.settings.schedule import CELERY_BEAT_SCHEDULE
from config.settings.test import *  # noqa: F403
from config.settings.test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.probe"]
# A test that waits for a sweep waits less: each runs twice a second in place of every few seconds.
CELERY_BEAT_SCHEDULE = {
    name: entry | {"schedule": min(entry["schedule"], 0.5)}
    for name, entry in CELERY_BEAT_SCHEDULE.items()
    if name.startswith("dispatch-")
}
