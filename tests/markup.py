"""Pages as a validator of HTML reads them.

`.htmlvalidate.json` turns off what is not about validity: white space at a line's end is what a template's tags leave
behind.
"""

import json
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from config.engines import PROJECT

VALIDATOR = (".venv/bin/node", "node_modules/.bin/html-validate")


def assert_valid(pages: str | dict[str, str]) -> None:
    """Fail with each fault of these pages, given by name; all are read in one run, since starting costs a second."""
    pages = {"page": pages} if isinstance(pages, str) else pages
    with TemporaryDirectory() as folder:
        names = {}
        for number, (name, html) in enumerate(pages.items()):
            path = Path(folder, f"{number}.html")
            path.write_text(html, encoding="utf-8")
            names[str(path.resolve())] = name
        options = ("--config", PROJECT / ".htmlvalidate.json", "--formatter", "json")
        run = subprocess.run([*VALIDATOR, *options, *names], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert run.stdout, f"run by `make`, which installs it: {run.stderr}"
    faults = [
        f"{names[page['filePath']]}, line {fault['line']}: {fault['message']} ({fault['ruleId']})"
        for page in json.loads(run.stdout)
        for fault in page["messages"]
    ]
    assert not faults, "\n".join(faults)
