"""The days, times and folders that people type as arguments of commands."""

from argparse import ArgumentTypeError
from datetime import date, datetime

from django.core.management.base import CommandParser

from apps.core.clock import PROGRAM_ZONE


def day_argument(text: str) -> date:
    """Return a day; raise ArgumentTypeError for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” is not a day. Give a day as 2026-01-31.") from error


def month_argument(text: str) -> date:
    """Return the first day of a month; raise ArgumentTypeError for anything else."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” is not a month. Give a month as 2026-01.") from error


def archives_argument_add(parser: CommandParser) -> None:
    """Add the argument that names the folder of the files of archived months."""
    parser.add_argument(
        "--archives",
        metavar="FOLDER",
        help="read entries of archived months from their files in a folder, or below s3://BUCKET/PREFIX",
    )


def moment_argument(text: str) -> datetime:
    """Return a time; one without a zone is New York's. Raise ArgumentTypeError for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError("Give a time as 2026-01-31T15:00 or 2026-01-31T15:00:00.000001+00:00.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=PROGRAM_ZONE)
