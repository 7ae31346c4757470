"""The formats of agencies' files, by the names that the command takes."""

from apps.agencies.files.fda import FdaRefusals
from apps.agencies.files.lines import FindingsFile
from apps.agencies.files.table import FindingsTable

FORMATS: dict[str, FindingsFile] = {"fda": FdaRefusals(), "csv": FindingsTable()}
