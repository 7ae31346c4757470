"""A demonstration on a loaded machine waits as long as its processes live and work, and says why it gives up."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import demo

# Far more than any limit of the demonstration: the machine of the test has all the time that it wants.
HOUR = 3600


@pytest.fixture
def web(tmp_path: Path) -> Iterator[demo.Child]:
    """A web process that never gets ready."""
    command = [sys.executable, "-c", "import signal; signal.pause()"]
    child = demo.Child("web", command, dict(os.environ), tmp_path / "web.log")
    yield child
    child.process.kill()
    child.process.wait()


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
    web: demo.Child, looks: list[str], monkeypatch: pytest.MonkeyPatch, capsys, tmp_path: Path
) -> None:
    works = iter(range(100))
    monkeypatch.setattr(demo, "_processor_ticks", lambda _session: next(works))
    looks += ["/readyz does not answer"] * 5 + [""]
    demo._wait_until_ready(1, [web], tmp_path)
    assert not looks
    assert "Not ready yet: /readyz does not answer" in capsys.readouterr().out


def test_a_process_that_does_nothing_is_given_up(
    web: demo.Child, looks: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(demo, "_processor_ticks", lambda _session: 7)
    looks += ["/readyz answers 503"] * 5
    with pytest.raises(demo.DemoError, match=r"The web process has done nothing for .*: /readyz answers 503"):
        demo._wait_until_ready(1, [web], tmp_path)


def test_a_process_that_ends_is_named_with_the_end_of_its_log(
    web: demo.Child, looks: list[str], tmp_path: Path
) -> None:
    web.process.kill()
    web.process.wait()
    (tmp_path / "web.log").write_text("begun\nthe port is taken\n")
    looks += ["/readyz does not answer"]
    with pytest.raises(demo.DemoError, match=r"The web process ended \(-9\).*(?s:.*)the port is taken"):
        demo._wait_until_ready(1, [web], tmp_path)


def test_a_process_that_ends_is_started_again_unless_it_ends_again_and_again(
    web: demo.Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter(range(0, 1_000_000, 5))
    monkeypatch.setattr(demo.time, "monotonic", lambda: next(seconds))
    seen = {web.process.pid}
    for _end in range(demo.MAX_ENDS - 1):
        web.process.kill()
        web.process.wait()
        web.keep()
        assert web.process.poll() is None
        seen.add(web.process.pid)
    assert len(seen) == demo.MAX_ENDS
    web.keep()
    web.process.kill()
    web.process.wait()
    with pytest.raises(demo.DemoError, match=r"The web process ended \(-9\)"):
        web.keep()


def test_the_work_of_a_process_is_that_of_its_session() -> None:
    assert demo._processor_ticks(os.getsid(0)) > 0
    assert demo._processor_ticks(0x7FFFFFFF) == 0
