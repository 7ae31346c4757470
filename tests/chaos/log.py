"""The log of a trial: what its clients sent, and what the site acknowledged."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Log:
    """Lines of a file and of memory, written by several threads, in one order."""

    path: Path
    lines: list[dict[str, Any]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self, what: str, **told: Any) -> None:
        """Write a line at once, so that it outlives the trial."""
        with self.lock:
            line = {"at": round(time.time(), 3), "what": what, **told}
            self.lines.append(line)
            with self.path.open("a") as file:
                file.write(json.dumps(line, default=str) + "\n")

    def of(self, *kinds: str) -> Iterator[dict[str, Any]]:
        """Yield the lines of some kinds, in their order."""
        return (line for line in list(self.lines) if line["what"] in kinds)

    def counts(self) -> Counter[str]:
        """Return the number of lines of each kind."""
        return Counter(line["what"] for line in list(self.lines))
