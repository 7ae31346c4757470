"""Check pages with html-validate.

`.htmlvalidate.json` turns off the rules that are not about validity, such as the one about white space that the tags of
a template leave at the end of a line.
"""

import json
import subprocess
from functools import cache

from config.engines import PROJECT

VALIDATOR = (".venv/bin/node", "tests/validator.mjs")


def assert_valid(pages: str | dict[str, str]) -> None:
    """Fail with every fault of a page, or of several pages by name."""
    pages = {"page": pages} if isinstance(pages, str) else pages
    faults = [
        f"{name}, line {fault['line']}: {fault['message']} ({fault['ruleId']})"
        for name, html in pages.items()
        for fault in _faults(html)
    ]
    assert not faults, "\n".join(faults)


def main_of(page: str) -> str:
    """Return what stands between head and foot of a page of the desk: the rest is the admin's own."""
    return page[page.index('<div id="content-main"') : page.index('<br class="clear"')]


def _faults(html: str) -> list[dict[str, str]]:
    validator = _validator()
    validator.stdin.write(f"{json.dumps(html)}\n")
    validator.stdin.flush()
    answer = validator.stdout.readline()
    assert answer, "html-validate ended: run `make test` to install its packages, and see its message above"
    return json.loads(answer)


@cache
def _validator() -> subprocess.Popen:
    """Start html-validate once for this process, since a start takes a second. Both processes end together."""
    return subprocess.Popen(
        VALIDATOR, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
