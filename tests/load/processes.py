"""The memory of the processes of a demonstration, by their kind."""

from collections import Counter
from contextlib import suppress
from pathlib import Path

# The words of a command by which a process is told; the first that fits.
KINDS = {"granian": "web", "webhooks": "webhooks", "worker": "worker", "beat": "beat", "valkey-server": "valkey"}
MEGABYTE_KB = 1024


def memory(url: str) -> Counter[str]:
    """Return the megabytes that the processes of the demonstration at an address hold, by their kind."""
    mine, held = f"SITE_URL={url}".encode(), Counter[str]()
    for place in Path("/proc").glob("[0-9]*"):
        # A process may end meanwhile.
        with suppress(OSError, StopIteration):
            if mine not in (place / "environ").read_bytes().split(b"\0"):
                continue
            words = {Path(word).name for word in (place / "cmdline").read_bytes().decode().split("\0")}
            kind = next(kind for word, kind in KINDS.items() if word in words)
            # Of what two processes share, each has half, so that nothing counts twice.
            rollup = (place / "smaps_rollup").read_text().splitlines()
            held[kind] += int(next(line.split()[1] for line in rollup if line.startswith("Pss:"))) // MEGABYTE_KB
    return held
