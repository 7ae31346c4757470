"""Production starts with no secret that is missing, empty or short, and answers to no host that is not named."""

import re
import runpy
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

SECRETS = ("SECRET_KEY", "FIELD_KEYS", "BLIND_INDEX_KEY")
GOOD = "0123456789" * 5
ENVIRONMENT = {
    **dict.fromkeys(SECRETS, GOOD),
    "DATABASE_URL": "postgres://nobody@localhost/nothing",
    "CELERY_BROKER_URL": "redis://localhost:1/0",
    "ALLOWED_HOSTS": "shipper.example",
    "EMAIL_URL": "smtp://localhost:25",
}


def settings_with(monkeypatch: pytest.MonkeyPatch, **changed: str | None) -> dict[str, Any]:
    """Return the settings of production with variables of the environment changed, or taken out where None is given."""
    for name, value in (ENVIRONMENT | changed).items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    return runpy.run_module("config.settings.production")


def test_keys_are_read_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch, FIELD_KEYS=f"{GOOD}, {GOOD[::-1]}")
    assert settings["FIELD_KEYS"] == [GOOD, GOOD[::-1]]
    assert settings["SECRET_KEY"] == settings["BLIND_INDEX_KEY"] == GOOD


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("value", [None, "", " ", "x", "x" * 31, f" {'x' * 20} {' ' * 20}"], ids=repr)
def test_a_missing_or_short_secret_keeps_production_from_starting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str | None
) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        settings_with(monkeypatch, **{name: value})


@pytest.mark.parametrize("value", [",", f"{GOOD},", f",{GOOD}", f"{GOOD},short"])
def test_each_of_several_keys_counts(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="FIELD_KEYS"):
        settings_with(monkeypatch, FIELD_KEYS=value)


@pytest.mark.parametrize("value", [None, "", ",", "*", "shipper.example,*"])
def test_production_is_told_its_hosts(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    with pytest.raises(ImproperlyConfigured, match="ALLOWED_HOSTS"):
        settings_with(monkeypatch, ALLOWED_HOSTS=value)


@pytest.mark.parametrize("path", ["healthz", "readyz", "metrics"])
def test_what_is_asked_of_a_host_itself_needs_no_tls(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    assert any(re.search(exempt, path) for exempt in settings_with(monkeypatch)["SECURE_REDIRECT_EXEMPT"])
