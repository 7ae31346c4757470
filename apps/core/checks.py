"""Checks of the settings and the server of a deployment (`manage.py check --deploy`)."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from apps.core import previews
from apps.core.health import stores_away


@register(Tags.security, deploy=True)
def trusted_proxies_check(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Require the number of proxies. With a wrong one all visitors share an address, or each may claim any address."""
    proxies = settings.TRUSTED_PROXIES
    if proxies is None or proxies < 0:
        return [
            Error(
                "The number of proxies before the site is not known.",
                hint="Set TRUSTED_PROXIES to the number of your own proxies that a request passes; 0 if there is none.",
                id="known_shipper.E001",
            )
        ]
    if bool(proxies) != bool(settings.SECURE_PROXY_SSL_HEADER):
        return [
            Error(
                f"TRUSTED_PROXIES is {proxies}, and BEHIND_PROXY says otherwise.",
                hint="Behind proxies of yours set BEHIND_PROXY=true and TRUSTED_PROXIES to their number; else neither.",
                id="known_shipper.E002",
            )
        ]
    return []


@register(Tags.files, deploy=True)
def files_check(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Require that each store on an S3 API answers: that of files, and that of archived months."""
    return [_away(address, why) for address, why in stores_away().items()]


def _away(address: str, why: str) -> Error:
    return Error(
        f"The store of files at {address} does not answer, or refuses: {why}",
        hint=(
            "Set AWS_ENDPOINT_URL_S3 to the address of the service (without it Amazon is asked), AWS_REGION, "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, make the bucket, and give the key its rights. See "
            "docs/deploy.md, “Files on an S3 API”."
        ),
        id="known_shipper.E011",
    )


@register(Tags.security, deploy=True)
def confined_reader_check(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Require a kernel that confines the process that reads files of strangers; no file is read without it."""
    if previews.is_confined():
        return []
    return [
        Error(
            "The kernel does not confine the process that reads files of strangers, so no file is shown to staff.",
            hint="It takes Linux on x86-64 or ARM64, with seccomp. Allow it in the container. See docs/deploy.md.",
            id="known_shipper.E010",
        )
    ]
