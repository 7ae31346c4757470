"""The options and the output that the benchmarks with tables share."""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def parser_of(name: str) -> argparse.ArgumentParser:
    """Return a parser of the options of a benchmark, with the one that they share: `--json`."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks {name}")
    parser.add_argument("--json", action="store_true", help="print one object, for programs")
    return parser


def is_missing(*paths: Path) -> bool:
    """Say whether a file or folder of the data is missing, and tell how to name the data folder."""
    for path in paths:
        if not path.exists():
            sys.stderr.write(f"There is no {path}: set KNOWN_SHIPPER_DATA to the data folder.\n")
            return True
    return False


def told_write(told: Mapping[str, Any], lines: Iterable[str], *, as_json: bool) -> None:
    """Write what was measured: as one object, or as the lines of its tables."""
    if as_json:
        lines = [json.dumps(told, ensure_ascii=False)]
    sys.stdout.writelines(f"{line}\n" for line in lines)
