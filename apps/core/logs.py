"""The log: what happened to which ids, as one structured line each; never whose data it was.

Three things keep personal data and secrets out, for our own lines and for those of libraries alike: values under
telling names are dropped, what looks like an e-mail address or a secret inside a text is blotted out, and exceptions
are told by type and place, since their messages quote what was typed.
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
TELLING = re.compile(
    r"passw|secret|token|authorization|cookie|session|credential|otp|e_?mail|phone|address|birth|tax|(^|_)(ein|ssn|name)$",
    re.IGNORECASE,
)
BLOTS = (
    (re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+"), r"\1 [secret]"),
    (re.compile(r"(?<=://)[^\s/@]+(?=@)"), "[secret]"),
    (re.compile(r"\b\d{2}-?\d{7}\b|\b\d{3}-\d{2}-\d{4}\b"), "[number]"),
    (re.compile(r"(?<=/)\w+-[a-z0-9]{6,}-[a-f0-9]{32,}(?=/|\b)"), "[key]"),
)

type EventDict = dict[str, Any]


def without_personal_data(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Drop values under telling names and blot out what looks like one, at any depth."""
    return {
        key: value if key.startswith("_") or key in ("logger", "exception") else _cleaned(key, value)
        for key, value in event.items()
    }


def exceptions_outlined(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Replace `exc_info` by the types and places of the exception and of its causes."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if error:
        event["exception"] = outline(error)
        if not event.get("_from_structlog", True):
            # A library's line quotes the exception's message in its arguments: keep the line without them.
            event["event"] = str(event["_record"].msg)
    return event


def outline(error: BaseException) -> str:
    """The exception and its causes, the outermost first: type, and file, line and function of each frame."""
    lines: list[str] = []
    chain: BaseException | None = error
    while chain is not None:
        lines.append(f"{type(chain).__module__}.{type(chain).__qualname__}")
        lines += [f"  {f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(chain.__traceback__)]
        chain = chain.__cause__ or (None if chain.__suppress_context__ else chain.__context__)
    return "\n".join(lines)


def brief(error: BaseException) -> str:
    """The exception's type and the line of this project, not of a library, that it came through last."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if Path(f.filename).is_relative_to(PROJECT) and "site-packages" not in f.filename]
    if not ours:
        return type(error).__name__
    return f"{type(error).__name__} at {Path(ours[-1].filename).relative_to(PROJECT)}:{ours[-1].lineno}"


def _cleaned(key: str, value: Any) -> Any:
    if TELLING.search(key):
        return REMOVED
    if isinstance(value, Mapping):
        return {inner: _cleaned(str(inner), item) for inner, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_cleaned("", item) for item in value]
    if isinstance(value, bool | int | float | None):
        return value
    text = str(value)
    for pattern, blot in BLOTS:
        text = pattern.sub(blot, text)
    return text


COMMON: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    exceptions_outlined,
    without_personal_data,
]


def configure(*, json: bool) -> dict[str, Any]:
    """Set up structlog and give Django's LOGGING: one line for each event on standard error, as JSON or for reading."""
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
            # Ours tell of every request and task (`core.middleware`, `config.celery`), by route and name; these would
            # repeat it with paths and arguments.
            "django.request": {"level": logging.CRITICAL},
            "django.server": {"level": logging.CRITICAL},
            "celery.app.trace": {"level": logging.CRITICAL},
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
        },
    }
