"""Production: what differs between installations comes from the environment, and no default is unsafe."""

from apps.core import logs
from config.settings.base import *  # noqa: F403
from config.settings.base import env
from config.settings.databases import database, replica
from config.settings.required import hosts, secret, secrets

SECRET_KEY = secret("SECRET_KEY")
FIELD_KEYS = secrets("FIELD_KEYS")
BLIND_INDEX_KEY = secret("BLIND_INDEX_KEY")
DATABASES = {"default": database(env.str("DATABASE_URL")), **replica()}
# Given to `migrate` alone: a process that serves the site needs no right of the owner.
owner_url = env.str("DATABASE_OWNER_URL", default="")
DATABASE_OWNER = env.db_url_config(owner_url) if owner_url else None
DATABASE_ROLE_CHECKED = True
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL")
CACHES = {"default": env.cache_url("CACHE_URL", default=CELERY_BROKER_URL, backend="apps.core.brief_cache.BriefCache")}
ALLOWED_HOSTS = hosts("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
mail = env.email_url("EMAIL_URL")
MAILERS = {
    "default": {
        "BACKEND": mail["EMAIL_BACKEND"],
        "OPTIONS": {
            "host": mail["EMAIL_HOST"],
            "port": mail["EMAIL_PORT"],
            "username": mail["EMAIL_HOST_USER"],
            "password": mail["EMAIL_HOST_PASSWORD"],
            "use_tls": mail.get("EMAIL_USE_TLS", False),
            "use_ssl": mail.get("EMAIL_USE_SSL", False),
            # A mail server that does not answer must not hold up a request for ever.
            "timeout": 10,
        },
    }
}

SECURE_SSL_REDIRECT = True
# What is asked of each host itself, not of the proxy that ends TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
# None, unless it is said: `check --deploy` refuses that, and no header is believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES") if env.str("TRUSTED_PROXIES", default="") else None
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"

LOGGING = logs.configure(json=True)
