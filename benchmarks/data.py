"""The folder of data that others published, which is never copied into the project."""

import os
from pathlib import Path

# The folder that `KNOWN_SHIPPER_DATA` names, or `shared/data` beside the project.
DATA = Path(os.environ.get("KNOWN_SHIPPER_DATA", Path(__file__).parents[2] / "shared" / "data"))
