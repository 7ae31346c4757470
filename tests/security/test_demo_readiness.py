"""A demonstration on a loaded machine waits as long as its processes live and work, and says why it gives up."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import demo

# Far more than any limit of the demonstration: the machine of the test has all the time that it wants.
HOUR = 3600


@pytest.fixture
def web() -> Iterator[subprocess.Popen]:
    """A web process that never gets ready, in a session of its own like those of the demonstration."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True)
    yield process
    process.kill()
    process.wait()


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replace the clock of the demonstration; return the list of missing parts at each look, an hour apart."""
    looks: list[str] = []
    hours = iter(range(1_000_000))
    monkeypatch.setattr(demo.time, "monotonic", lambda: next(hours) * HOUR)
    monkeypatch.setattr(demo.time, "sleep", lambda _seconds: None)
    monkeypatch.setattr(demo, "_missing", lambda _port: looks.pop(0))
    return looks


def test_a_slow_site_is_waited_for_while_its_process_works(
    web: subprocess.Popen, looks: list[str], monkeypatch: pytest.MonkeyPatch, capsys, tmp_path: Path
) -> None:
    works = iter(range(100))
    monkeypatch.setattr(demo, "_processor_ticks", lambda _session: next(works))
    looks += ["/readyz does not answer"] * 5 + [""]
    demo._wait_until_ready(1, {"web": web}, tmp_path)
    assert not looks
    assert "Not ready yet: /readyz does not answer" in capsys.readouterr().out


def test_a_process_that_does_nothing_is_given_up(
    web: subprocess.Popen, looks: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(demo, "_processor_ticks", lambda _session: 7)
    looks += ["/readyz answers 503"] * 5
    with pytest.raises(demo.DemoError, match=r"The web process has done nothing for .*: /readyz answers 503"):
        demo._wait_until_ready(1, {"web": web}, tmp_path)


def test_a_process_that_ends_is_named_with_the_end_of_its_log(
    web: subprocess.Popen, looks: list[str], tmp_path: Path
) -> None:
    web.kill()
    web.wait()
    (tmp_path / "web.log").write_text("begun\nthe port is taken\n")
    looks += ["/readyz does not answer"]
    with pytest.raises(demo.DemoError, match=r"The web process ended \(-9\).*(?s:.*)the port is taken"):
        demo._wait_until_ready(1, {"web": web}, tmp_path)


def test_the_work_of_a_process_is_that_of_its_session() -> None:
    assert demo._processor_ticks(os.getsid(0)) > 0
    assert demo._processor_ticks(0x7FFFFFFF) == 0
