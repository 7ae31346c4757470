"""Compare the locks with the published advisories of their packages, as a dated snapshot in this folder holds them.

    python -m config.advisories check [--strict]    without network; `make lint` runs it
    python -m config.advisories renew               asks osv.dev about every package of the locks

A pin that an advisory names fails the check. A snapshot older than `MAX_AGE_DAYS` is reported, and fails the check with
`--strict` alone, so that an old checkout still builds. docs/adr/0044-advisories-are-a-dated-snapshot.md says why.
"""

import argparse
import json
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

PROJECT = Path(__file__).resolve().parent.parent
SNAPSHOT = PROJECT / "config" / "advisories.json"
# A month and a half: the longest time between two monthly renewals, with some days to spare.
MAX_AGE_DAYS = 45
QUERY_URL = "https://api.osv.dev/v1/query"
QUERY_SECONDS = 30
# The kinds of ranges whose ends are versions; those of the kind GIT are commits.
RANGES_OF_VERSIONS = ("ECOSYSTEM", "SEMVER")


@dataclass(frozen=True, slots=True)
class Pin:
    """A package of a lock, in the version that is installed. The ecosystem is "PyPI" or "npm"."""

    ecosystem: str
    package: str
    version: str


class Range(msgspec.Struct, frozen=True, omit_defaults=True):
    """The versions from `introduced` up to `fixed`, which is sound, or up to `last`, which is not."""

    introduced: str = "0"
    fixed: str = ""
    last: str = ""

    def holds(self, version: Version) -> bool:
        return (
            version >= Version(self.introduced)
            and (not self.fixed or version < Version(self.fixed))
            and (not self.last or version <= Version(self.last))
        )


class Advisory(msgspec.Struct, frozen=True, omit_defaults=True):
    """A published advisory on one package: the ranges of versions, and further versions, that are vulnerable."""

    id: str
    ecosystem: str
    package: str
    ranges: tuple[Range, ...] = ()
    versions: tuple[str, ...] = ()

    def names(self, pin: Pin) -> bool:
        """Return whether the pinned version is vulnerable; true as well if a version can't be read."""
        if (self.ecosystem, self.package) != (pin.ecosystem, pin.package):
            return False
        try:
            version = Version(pin.version)
            return pin.version in self.versions or any(held.holds(version) for held in self.ranges)
        except InvalidVersion:
            return True


class Snapshot(msgspec.Struct, frozen=True):
    """The advisories known on a day, and where they were taken from."""

    taken: date
    source: str
    advisories: tuple[Advisory, ...]


def pins() -> list[Pin]:
    """Return the packages of both locks."""
    requirements = (PROJECT / "requirements.lock").read_text()
    python = re.findall(r"^([\w.-]+)==([^\s;\\]+)", requirements, re.MULTILINE)
    packages = json.loads((PROJECT / "package-lock.json").read_text())["packages"]
    return [
        *(Pin("PyPI", canonicalize_name(name), version) for name, version in python),
        *(
            Pin("npm", name.rpartition("node_modules/")[2], package["version"])
            for name, package in packages.items()
            if name
        ),
    ]


def snapshot_read(path: Path = SNAPSHOT) -> Snapshot:
    """Read a snapshot. Raises `msgspec.ValidationError` where a member is missing."""
    return msgspec.json.decode(path.read_bytes(), type=Snapshot)


def snapshot_write(snapshot: Snapshot, path: Path = SNAPSHOT) -> None:
    """Write a snapshot with one line for each advisory, so that a renewal can be read as a difference."""
    whole = msgspec.json.encode(snapshot).decode()
    path.write_text(whole.replace('"source":', '\n"source":', 1).replace('{"id":', '\n{"id":') + "\n")


def findings(snapshot: Snapshot, locked: Iterable[Pin]) -> list[str]:
    """Return a line for each advisory that names a pin."""
    return [
        f"{pin.package} {pin.version} is vulnerable: https://osv.dev/vulnerability/{advisory.id}"
        for pin in locked
        for advisory in snapshot.advisories
        if advisory.names(pin)
    ]


def check(snapshot: Snapshot, locked: Iterable[Pin], *, today: date, strict: bool) -> tuple[list[str], bool]:
    """Compare pins with a snapshot; return the lines to print, and whether the check passes."""
    vulnerable = findings(snapshot, locked)
    age = (today - snapshot.taken).days
    if age <= MAX_AGE_DAYS:
        return vulnerable, not vulnerable
    old = f"The advisories are {age} days old, more than {MAX_AGE_DAYS}: python -m config.advisories renew"
    return [*vulnerable, old], not vulnerable and not strict


def renew(locked: Iterable[Pin], today: date) -> Snapshot:
    """Ask osv.dev for the advisories of every package of the locks, for all of their versions."""
    packages = sorted({(pin.ecosystem, pin.package) for pin in locked})
    advisories = [
        advisory
        for ecosystem, package in packages
        for entry in _entries(ecosystem, package)
        for advisory in advisories_of(entry, ecosystem, package)
    ]
    source = f"osv.dev, all advisories of the {len(packages)} packages of requirements.lock and package-lock.json"
    return Snapshot(today, source, tuple(sorted(advisories, key=lambda found: (found.package, found.id))))


def advisories_of(entry: dict[str, Any], ecosystem: str, package: str) -> Iterator[Advisory]:
    """Yield what an entry in the OSV format says of one package; nothing of an entry that was withdrawn."""
    if entry.get("withdrawn"):
        return
    for affected in entry.get("affected", []):
        named = affected.get("package", {})
        if (named.get("ecosystem"), _canonical(ecosystem, named.get("name", ""))) != (ecosystem, package):
            continue
        ranges = tuple(
            held
            for listed in affected.get("ranges", [])
            if listed["type"] in RANGES_OF_VERSIONS
            for held in _ranges_of(listed["events"])
        )
        # Where there are ranges, the list of versions repeats them.
        versions = () if ranges else tuple(affected.get("versions", []))
        if ranges or versions:
            yield Advisory(entry["id"], ecosystem, package, ranges, versions)


def _ranges_of(events: list[dict[str, str]]) -> Iterator[Range]:
    introduced = None
    for event in events:
        if "introduced" in event:
            introduced = event["introduced"]
        elif introduced is not None and ("fixed" in event or "last_affected" in event):
            yield Range(introduced, event.get("fixed", ""), event.get("last_affected", ""))
            introduced = None
    if introduced is not None:
        yield Range(introduced)


def _canonical(ecosystem: str, package: str) -> str:
    return canonicalize_name(package) if ecosystem == "PyPI" else package


def _entries(ecosystem: str, package: str) -> Iterator[dict[str, Any]]:
    question: dict[str, Any] = {"package": {"ecosystem": ecosystem, "name": package}}
    while True:
        request = urllib.request.Request(QUERY_URL, json.dumps(question).encode())
        # The address is the constant above.
        with urllib.request.urlopen(request, timeout=QUERY_SECONDS) as answer:  # noqa: S310 # nosec B310 # see above
            found = json.load(answer)
        yield from found.get("vulns", [])
        if not (token := found.get("next_page_token")):
            return
        question["page_token"] = token


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m config.advisories", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check", help="compare the locks with the snapshot; fail for a vulnerable pin")
    checking.add_argument("--strict", action="store_true", help=f"fail for a snapshot older than {MAX_AGE_DAYS} days")
    commands.add_parser("renew", help="ask osv.dev and write a new snapshot")
    options = parser.parse_args(arguments)
    today = datetime.now(UTC).date()
    if options.command == "renew":
        try:
            snapshot_write(renew(pins(), today))
        except urllib.error.URLError as error:
            parser.exit(1, f"{QUERY_URL} can't be reached: {error.reason}\n")
    lines, passes = check(snapshot_read(), pins(), today=today, strict=getattr(options, "strict", False))
    for line in lines:
        sys.stdout.write(f"{line}\n")
    return 0 if passes else 1


if __name__ == "__main__":
    sys.exit(main())
