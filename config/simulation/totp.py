"""The one-time code that an authenticator app would show now (RFC 6238, with allauth's parameters)."""

import time

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // app_settings.TOTP_PERIOD))


def seconds_left() -> int:
    """Return for how many seconds the present codes stay valid."""
    return app_settings.TOTP_PERIOD - int(time.time()) % app_settings.TOTP_PERIOD
