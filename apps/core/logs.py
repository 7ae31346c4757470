"""The log: a structured line for each event, with ids and without personal data.

Three rules keep personal data and secrets out of the lines of this program and of its libraries. Values under sensitive
names are removed. E-mail addresses and secrets inside a text are masked. Exceptions are logged by type and place, since
their messages may quote what a person typed.

Anybody can have a text of any length logged: Django logs the whole Host and Origin of a request that it refuses. So
texts are cut before they are masked, and a pattern reads each run of characters once: its repetitions give nothing
back (`{1,n}+`), and it begins where a run begins.
"""

import logging
import re
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog

PROJECT = Path(__file__).resolve().parents[2]
REMOVED = "[removed]"
SENSITIVE_NAME = re.compile(
    r"passw|secret|token|authorization|cookie|session|credential|otp|e_?mail|phone|address|birth|tax|(^|_)(ein|ssn|name)$",
    re.IGNORECASE,
)
# The longest text of a line. The longest of this program's own, such as the missing parts of a site, are far shorter.
MAX_TEXT = 2_000
CUT = "[cut]"
REPEATED = f"{{1,{MAX_TEXT}}}+"
MASKS = (
    (re.compile(rf"(?<![\w.+-])[\w.+-]{REPEATED}@[\w-]{REPEATED}(\.[\w-]{REPEATED}){REPEATED}"), "[e-mail]"),
    (re.compile(rf"(?i)\b(bearer|basic)\s{REPEATED}[\w.~+/=-]{REPEATED}"), r"\1 [secret]"),
    (re.compile(rf"(?<=://)[^\s/@]{REPEATED}(?=@)"), "[secret]"),
    (re.compile(r"\b\d{2}-?\d{7}\b|\b\d{3}-\d{2}-\d{4}\b"), "[number]"),
    (re.compile(rf"(?<=/)[\w-]{REPEATED}:[\w-]{{6,8}}:[\w-]{{43}}(?![\w-])"), "[key]"),
    (re.compile(rf"(?<=/)\w{REPEATED}-[a-z0-9]{{6,{MAX_TEXT}}}+-[a-f0-9]{{32,{MAX_TEXT}}}+(?=/|\b)"), "[key]"),
)

type EventDict = dict[str, Any]


def without_personal_data(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Remove values under sensitive names, and mask e-mail addresses and secrets in all texts, at any depth."""
    return {
        key: value if key.startswith("_") or key in ("logger", "exception") else _mask(key, value)
        for key, value in event.items()
    }


def exceptions_outlined(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Replace `exc_info` by the types and places of the exception and its causes."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if error:
        event["exception"] = outline(error)
        if not event.get("_from_structlog", True):
            # The line of a library quotes the exception's message, in its arguments or as the line: keep neither.
            line, message = str(event["_record"].msg), str(error)
            event["event"] = type(error).__name__ if message and message in line else line
    return event


def outline(error: BaseException) -> str:
    """Describe an exception and its causes, the outermost first: type, and file, line and function of each frame."""
    lines: list[str] = []
    chain: BaseException | None = error
    while chain is not None:
        lines.append(f"{type(chain).__module__}.{type(chain).__qualname__}")
        lines += [f"  {f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(chain.__traceback__)]
        chain = chain.__cause__ or (None if chain.__suppress_context__ else chain.__context__)
    return "\n".join(lines)


def brief(error: BaseException) -> str:
    """Describe an exception by its type and the last line of this project, not of a library, that it passed."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if Path(f.filename).is_relative_to(PROJECT) and "site-packages" not in f.filename]
    if not ours:
        return type(error).__name__
    return f"{type(error).__name__} at {Path(ours[-1].filename).relative_to(PROJECT)}:{ours[-1].lineno}"


def _mask(key: str, value: Any) -> Any:
    if SENSITIVE_NAME.search(key):
        return REMOVED
    if isinstance(value, Mapping):
        return {inner: _mask(str(inner), item) for inner, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_mask("", item) for item in value]
    if isinstance(value, bool | int | float | None):
        return value
    text = _cut(str(value))
    for pattern, mask in MASKS:
        text = pattern.sub(mask, text)
    return text


def _cut(text: str) -> str:
    """Shorten a long text, and leave out the word that the cut breaks: no mask knows one half of an address."""
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT].rpartition(' ')[0]} {CUT}"


COMMON: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    exceptions_outlined,
    without_personal_data,
]


def configure(*, json: bool) -> dict[str, Any]:
    """Set up structlog and return Django's LOGGING: a line for each event on standard error, as JSON or plain text."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *COMMON,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer = structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": COMMON,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "apps": {"level": "INFO"},
            "celery": {"level": "INFO"},
            # This program logs every request and task by route and name (`core.middleware`, `config.celery`); these
            # loggers would repeat them with paths and arguments.
            "django.request": {"level": logging.CRITICAL},
            "django.server": {"level": logging.CRITICAL},
            "celery.app.trace": {"level": logging.CRITICAL},
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
        },
    }
