"""Variables of the environment without which production does not start: secrets that are long enough, named hosts."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import env

# 32 characters of `secrets.token_urlsafe` are 192 bits; nothing shorter is made by the command that the error names.
MIN_SECRET_CHARACTERS = 32
MAKE_ONE = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"


def secret(name: str) -> str:
    """Return a secret. Raises `ImproperlyConfigured` if the secret is missing or short."""
    return _check(name, env.str(name, default=""))


def secrets(name: str) -> list[str]:
    """Return the secrets of a list separated by commas. Raises `ImproperlyConfigured` if any is missing or short."""
    return [_check(name, value) for value in env.str(name, default="").split(",")]


def hosts(name: str) -> list[str]:
    """Return the names of hosts. Raises `ImproperlyConfigured` if there is none, or if one stands for every host."""
    named = [host.strip() for host in env.str(name, default="").split(",") if host.strip()]
    if not named or "*" in named:
        raise ImproperlyConfigured(f"{name} must name the hosts of the site, separated by commas; * is none of them.")
    return named


def _check(name: str, value: str) -> str:
    value = value.strip()
    if len(value) < MIN_SECRET_CHARACTERS:
        raise ImproperlyConfigured(
            f"{name} is missing or has a secret of fewer than {MIN_SECRET_CHARACTERS} characters. Make one: {MAKE_ONE}"
        )
    return value
