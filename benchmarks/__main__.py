"""The budgets of the design, measured: `python -m benchmarks [NAME ...] [--json] [--rows N] [--shippers N]`.

Each benchmark is a module of this folder with `run(*, rows: int | None) -> Result`. It has a database of its own on the
configured server, and measures its figure and its reference in the same run. The benchmarks of `TABLES` have tables in
place of a figure, and options of their own (`python -m benchmarks power --help`).
"""

import argparse
import importlib
import json
import os
import pkgutil
import sys
from pathlib import Path

import django

TABLES = {"desk", "firms", "history", "names", "power", "related", "screening", "targeting"}
HELPERS = {
    *("__main__", "common", "data", "firm_samples", "fits", "name_samples", "processors", "references", "tables"),
    *("targeting_drift", "targeting_http", "targeting_lines", "targeting_measures", "targeting_plain"),
    *("targeting_scores", "targeting_replay", "power_conduct", "power_strategies", "status_servers"),
}
# The benchmarks whose rows are shippers. The rows of the others are parcels, or questions.
OF_SHIPPERS = {"evaluate"}
NOT_BENCHMARKS = HELPERS | TABLES


def main() -> None:
    if sys.argv[1:2] and sys.argv[1] in TABLES:
        sys.exit(tables_run(sys.argv[1], sys.argv[2:]))
    names = sorted(
        module.name
        for module in pkgutil.iter_modules([str(Path(__file__).parent)])
        if module.name not in NOT_BENCHMARKS
    )
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="The budgets of the design, measured.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(names)} (all)")
    parser.add_argument("--json", action="store_true", help="print one list, for programs")
    parser.add_argument("--rows", type=int, help="how much data to measure with")
    parser.add_argument("--shippers", type=int, help="how many shippers to evaluate, in place of --rows")
    options = parser.parse_args()
    if unknown := sorted(set(options.names) - set(names)):
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(names)}")

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    django.setup()
    from benchmarks.common import own_database

    results = []
    for name in options.names or names:
        rows = options.shippers or options.rows if name in OF_SHIPPERS else options.rows
        with own_database():
            result = importlib.import_module(f"benchmarks.{name}").run(rows=rows)
        results.append(result)
        if not options.json:
            sys.stdout.write(
                f"{result.name}: {result.figure:,.4g} against {result.reference:,.4g} {result.unit} "
                f"({result.rows:,} rows), ratio {result.ratio:.2f}; at least {result.bound:.2f} is wanted\n"
            )
            if result.unhindered is not None:
                sys.stdout.write(f"  by the time of the processors alone: {result.unhindered:.2f}\n")
            for part, seconds in result.parts.items():
                sys.stdout.write(f"  {part}: {seconds:.1f} s, {seconds / sum(result.parts.values()):.0%}\n")
    if options.json:
        fields = ("name", "figure", "reference", "ratio", "unit", "rows")
        sys.stdout.write(json.dumps([{field: getattr(result, field) for field in fields} for result in results]) + "\n")
    if missed := [result.name for result in results if result.ratio < result.bound]:
        sys.exit(f"Below the bound: {', '.join(missed)}.")


def tables_run(name: str, arguments: list[str]) -> int:
    """Run a benchmark that prints tables; return its exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    django.setup()
    return importlib.import_module(f"benchmarks.{name}").main(arguments)


if __name__ == "__main__":
    main()
