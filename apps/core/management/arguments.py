"""The days and times that people type as arguments of commands."""

from argparse import ArgumentTypeError
from datetime import date, datetime

from apps.core.clock import PROGRAM_ZONE


def day_argument(text: str) -> date:
    """Return a day; raise ArgumentTypeError for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” is no day. Give a day as 2026-01-31.") from error


def moment_argument(text: str) -> datetime:
    """Return a time; one without a zone is New York's. Raise ArgumentTypeError for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError("Give a time as 2026-01-31T15:00 or 2026-01-31T15:00:00.000001+00:00.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=PROGRAM_ZONE)
