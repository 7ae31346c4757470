"""Hosts in network namespaces of this machine, each with an address and a link of its own that can be cut."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from config.engines import PROJECT
from tests.orphans import end_with_parent

# Of the addresses for private networks one that hardly anybody has.
NETWORK = "10.213.77"
BRIDGE = "ks-hosts"


def address(number: int) -> str:
    """Return the address of a number in the network of the hosts."""
    return f"{NETWORK}.{number}"


@dataclass(slots=True)
class Machine:
    """A host by its name and address, with the folder for the logs of its processes. `started` are these by name."""

    name: str
    address: str
    folder: Path
    started: dict[str, subprocess.Popen] = field(default_factory=dict)

    def run(self, name: str, command: Sequence[str | Path], environment: Mapping[str, str], *, user: str = "") -> None:
        """Start a process on the host, as root or as another user."""
        with (self.folder / f"{self.name}-{name}.log").open("ab") as log:
            self.started[name] = subprocess.Popen(
                [*_inside(self.name), *_as(user), *command],
                cwd=PROJECT if not user else "/",
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )

    def shell(self, *command: str | Path, user: str = "") -> str:
        """Run a command on the host, and return what it prints."""
        done = subprocess.run([*_inside(self.name), *_as(user), *command], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{' '.join(map(str, command))} failed on {self.name}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def address_take(self, taken: str) -> None:
        """Take an address that moves between hosts, and tell the network, which remembers the former one."""
        self.shell("ip", "address", "add", f"{taken}/24", "dev", "eth0")
        self.shell("arping", "-q", "-U", "-c", "2", "-I", "eth0", taken)

    def address_leave(self, taken: str) -> None:
        """Leave an address, as a host does that starts again."""
        self.shell("ip", "address", "delete", f"{taken}/24", "dev", "eth0")

    def cut(self) -> None:
        """Cut the link of the host. Nobody is told: not even a connection that is open ends."""
        _ip("link", "set", self.name, "down")

    def join(self) -> None:
        """Let the host be reached again."""
        _ip("link", "set", self.name, "up")

    def lose_power(self) -> None:
        """Cut the link, and then end all processes of the host, so that no farewell of theirs reaches anybody."""
        self.cut()
        self.end()

    def end(self) -> None:
        """End all processes of the host at once."""
        while pids := _ip("netns", "pids", self.name).split():
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
            time.sleep(0.05)
        for process in self.started.values():
            process.wait()
        self.started.clear()


@contextmanager
def machines(folder: Path, names: Sequence[str]) -> Iterator[list[Machine]]:
    """Make hosts with the addresses 1, 2, ... in one network, which this process reaches too; take them away again."""
    made = [Machine(name, address(number), folder) for number, name in enumerate(names, start=1)]
    try:
        _ip("link", "add", BRIDGE, "type", "bridge")
        _ip("address", "add", f"{address(254)}/24", "dev", BRIDGE)
        _ip("link", "set", BRIDGE, "up")
        for machine in made:
            _ip("netns", "add", machine.name)
            _ip("link", "add", machine.name, "type", "veth", "peer", "name", "eth0", "netns", machine.name)
            _ip("link", "set", machine.name, "master", BRIDGE, "up")
            machine.shell("ip", "address", "add", f"{machine.address}/24", "dev", "eth0")
            for device in ("lo", "eth0"):
                machine.shell("ip", "link", "set", device, "up")
        yield made
    finally:
        for machine in made:
            with suppress(RuntimeError):
                machine.end()
            # The link goes with its namespace too, but some time later.
            for part in ("link", "netns"):
                with suppress(RuntimeError):
                    _ip(part, "delete", machine.name)
        with suppress(RuntimeError):
            _ip("link", "delete", BRIDGE)


def _inside(name: str) -> list[str]:
    return ["nsenter", f"--net=/run/netns/{name}"]


def _as(user: str) -> list[str]:
    return ["setpriv", f"--reuid={user}", "--regid=nogroup", "--clear-groups"] if user else []


def _ip(*arguments: str) -> str:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"ip {' '.join(arguments)} failed: {done.stderr}")
    return done.stdout
