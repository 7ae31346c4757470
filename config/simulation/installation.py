"""`.local/demo.json`: how to get into this demonstration. The passwords stand nowhere else."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from django.conf import settings


class Account(msgspec.Struct, frozen=True):
    """One sign-in. `totp_secret` is empty where no second factor is set up."""

    role: str
    email: str
    password: str
    totp_secret: str = ""
    name: str = ""


class PartnerClient(msgspec.Struct, frozen=True):
    client_id: str
    client_secret: str


class Demo(msgspec.Struct, frozen=True):
    """The whole file."""

    url: str
    accounts: list[Account]
    partner: PartnerClient
    # The systems of reporters of other kinds, by kind: the partner is an agency's, which may report everything.
    systems: dict[str, PartnerClient] = {}
    # The id of the business that plays each story of the first page.
    portraits: dict[str, int] = {}


def path() -> Path:
    return settings.LOCAL_DIR / "demo.json"


@contextmanager
def unfinished() -> Iterator[None]:
    """Mark the installation as unfinished until the block ends: a start that is killed in it leaves half a program."""
    mark = _mark()
    mark.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark.touch()
    yield
    mark.unlink()


def is_unfinished() -> bool:
    """Return whether an earlier start was stopped before its program was whole."""
    return _mark().exists()


def _mark() -> Path:
    return settings.LOCAL_DIR / "demo.unfinished"


def read() -> Demo | None:
    """Read the file; None before the demonstration has been prepared."""
    try:
        return msgspec.json.decode(path().read_bytes(), type=Demo)
    except FileNotFoundError:
        return None


def write(demo: Demo) -> None:
    """Replace the file in one step, so that no reader sees half of it."""
    target = path()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = target.with_suffix(f".{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(demo), indent=2))
    fresh.replace(target)
