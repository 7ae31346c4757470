"""The engines and keys of an installation on one machine: embedded unless the environment names others."""

import contextlib
import secrets

from config import engines
from config.settings.base import *  # noqa: F403
from config.settings.base import LOCAL_DIR, env
from config.settings.databases import database, replica


def kept_secret(name: str) -> str:
    """Return a secret by its name. A secret is made once and kept in the local folder, readable by its owner alone."""
    path = LOCAL_DIR / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(f".{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        # Where another process made it first, theirs is the one that is kept.
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(fresh)
        fresh.unlink()
    return path.read_text()


database_url, owner_url, broker_url = (
    env.str(name, default="") for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "CELERY_BROKER_URL")
)
if not (database_url and broker_url):
    embedded = engines.ensure()
    owner_url = owner_url or ("" if database_url else embedded.owner_url)
    database_url, broker_url = database_url or embedded.database_url, broker_url or embedded.broker_url

DATABASES = {"default": database(database_url), **replica()}
DATABASE_OWNER = env.db_url_config(owner_url) if owner_url else None
CELERY_BROKER_URL = broker_url
CACHES = {"default": {"BACKEND": "apps.core.brief_cache.BriefCache", "LOCATION": broker_url, "KEY_PREFIX": "cache"}}

SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret("django")
FIELD_KEYS = env.list("FIELD_KEYS", default=[]) or [kept_secret("fields")]
BLIND_INDEX_KEY = env.str("BLIND_INDEX_KEY", default="") or kept_secret("blind-index")
