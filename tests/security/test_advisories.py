"""The locks are compared with published advisories; findings of bandit have a written reason."""

import io
import json
import re
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest

from config import advisories
from config.advisories import (
    MAX_AGE_DAYS,
    PROJECT,
    Advisory,
    Pin,
    Range,
    Snapshot,
    check,
    findings,
    pins,
    renew,
    snapshot_read,
    snapshot_write,
)

TAKEN = date(2026, 11, 4)
PIN = Pin("PyPI", "django", "6.1.2")
ADVISORY = Advisory("CVE-1", "PyPI", "django", (Range("5.2", "5.2.19"), Range("6.1", "6.1.3")))


def snapshot(*found: Advisory) -> Snapshot:
    return Snapshot(TAKEN, "a test", found)


def entry(identifier: str, package: str, *events: dict[str, str], **more: object) -> dict[str, object]:
    """Return an entry in the OSV format."""
    affected = {"package": {"ecosystem": "PyPI", "name": package}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
    return {"id": identifier, "affected": [affected]} | more


class TestTheLocks:
    def test_no_pin_is_vulnerable(self) -> None:
        assert findings(snapshot_read(), pins()) == []

    def test_both_locks_are_read(self) -> None:
        found = {(pin.ecosystem, pin.package) for pin in pins()}
        assert {("PyPI", "django"), ("PyPI", "psycopg-binary"), ("npm", "htmx.org"), ("npm", "@uswds/uswds")} <= found

    def test_only_advisories_of_their_packages_are_kept(self) -> None:
        packages = {(pin.ecosystem, pin.package) for pin in pins()}
        kept = snapshot_read().advisories
        assert kept
        assert [found.id for found in kept if (found.ecosystem, found.package) not in packages] == []


class TestTheCheck:
    @pytest.mark.parametrize(
        ("version", "vulnerable"),
        [("5.1", False), ("5.2", True), ("5.2.19", False), ("6.0", False), ("6.1.2", True), ("6.1.3", False)],
    )
    def test_a_range_ends_before_the_version_that_is_fixed(self, version: str, vulnerable: bool) -> None:
        assert ADVISORY.names(Pin("PyPI", "django", version)) is vulnerable

    def test_a_range_may_end_with_the_last_vulnerable_version_or_never(self) -> None:
        last, never = (
            Advisory("CVE-2", "PyPI", "django", (held,)) for held in (Range("6", last="6.1.2"), Range("6.1.3"))
        )
        versions = ["6.1.2", "6.1.3"]
        assert [last.names(Pin("PyPI", "django", version)) for version in versions] == [True, False]
        assert [never.names(Pin("PyPI", "django", version)) for version in versions] == [False, True]

    def test_a_single_version_may_be_named(self) -> None:
        assert Advisory("CVE-3", "PyPI", "django", versions=("6.1.2",)).names(PIN)

    def test_a_package_of_the_same_name_elsewhere_is_another(self) -> None:
        assert not ADVISORY.names(Pin("npm", "django", "6.1.2"))

    def test_a_version_that_cannot_be_read_counts_as_vulnerable(self) -> None:
        assert ADVISORY.names(Pin("PyPI", "django", "six"))

    @pytest.mark.parametrize("strict", [False, True])
    def test_a_vulnerable_pin_fails_always(self, strict: bool) -> None:
        lines, passes = check(snapshot(ADVISORY), [PIN], today=TAKEN, strict=strict)
        assert lines == ["django 6.1.2 is vulnerable: https://osv.dev/vulnerability/CVE-1"]
        assert not passes

    def test_an_old_snapshot_is_reported_and_fails_only_when_strict(self) -> None:
        last = TAKEN + timedelta(days=MAX_AGE_DAYS)
        assert check(snapshot(), [PIN], today=last, strict=True) == ([], True)
        lines, passes = check(snapshot(), [PIN], today=last + timedelta(days=1), strict=False)
        assert "days old" in lines[0]
        assert passes
        assert check(snapshot(), [PIN], today=last + timedelta(days=1), strict=True)[1] is False


class TestTheRenewal:
    @pytest.fixture
    def asked(self, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
        """Answer in the place of osv.dev, in two pages; return the questions."""
        questions = []
        pages = [
            {
                "vulns": [
                    entry("CVE-1", "Django", {"introduced": "0"}, {"fixed": "5.2.19"}, {"introduced": "6.1"}),
                    entry("CVE-2", "django", {"introduced": "0"}, {"last_affected": "4.2"}),
                    entry("CVE-3", "django", {"introduced": "0"}, withdrawn="2026-01-01T00:00:00Z"),
                ],
                "next_page_token": "two",
            },
            {"vulns": [entry("CVE-4", "another", {"introduced": "0"})]},
        ]

        def answer(request: object, timeout: float) -> io.BytesIO:
            questions.append(json.loads(request.data))
            return io.BytesIO(json.dumps(pages[len(questions) - 1]).encode())

        monkeypatch.setattr(advisories.urllib.request, "urlopen", answer)
        return questions

    def test_all_advisories_of_each_package_are_asked_for_page_by_page(self, asked: list[dict[str, object]]) -> None:
        renewed = renew([PIN, PIN], TAKEN)
        package = {"ecosystem": "PyPI", "name": "django"}
        assert asked == [{"package": package}, {"package": package, "page_token": "two"}]
        assert renewed.advisories == (
            Advisory("CVE-1", "PyPI", "django", (Range("0", "5.2.19"), Range("6.1"))),
            Advisory("CVE-2", "PyPI", "django", (Range("0", last="4.2"),)),
        )

    def test_ranges_of_commits_are_left_out_for_the_versions(self) -> None:
        found = entry("CVE-5", "django", {"introduced": "0"})
        found["affected"][0] |= {"ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}], "versions": ["6.1"]}
        assert list(advisories.advisories_of(found, "PyPI", "django")) == [
            Advisory("CVE-5", "PyPI", "django", versions=("6.1",))
        ]

    def test_a_snapshot_is_read_as_it_was_written(self, tmp_path: Path) -> None:
        written = snapshot(ADVISORY, Advisory("CVE-2", "npm", "@uswds/uswds", versions=("1.0.0",)))
        snapshot_write(written, tmp_path / "file")
        assert snapshot_read(tmp_path / "file") == written


def test_a_finding_of_bandit_is_suppressed_by_its_code_and_a_reason() -> None:
    command = ["git", "grep", "-nE", "nosec", "--", "apps", "config", "benchmarks"]
    found = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert [line for line in found if not re.search(r"# nosec B\d{3} # \w+( \w+)*", line)] == []
