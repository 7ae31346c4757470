"""The formats in which lists are published, by the name that the command `list_load` takes."""

from collections.abc import Callable, Mapping
from pathlib import Path

from apps.screening.files.csl import CslFile
from apps.screening.files.lines import ListFile
from apps.screening.files.ofac import OfacFile
from apps.screening.files.table import TableFile
from apps.screening.files.un import UnFile

FORMATS: Mapping[str, Callable[[Path], ListFile]] = {
    "ofac": OfacFile,
    "csl": CslFile,
    "un": UnFile,
    "csv": TableFile,
}
