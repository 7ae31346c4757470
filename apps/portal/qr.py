"""A QR code as the path of an SVG: it needs no style inside the page."""

from dataclasses import dataclass

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

# ISO/IEC 18004 asks for four modules without a mark on each side.
MARGIN = 4


@dataclass(frozen=True, slots=True)
class Code:
    """`path` draws the dark modules, each of length 1, in a square view box of length `size`."""

    size: int
    path: str


def code_of(text: str) -> Code:
    code = QRCode(error_correction=ERROR_CORRECT_M, border=MARGIN)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return Code(len(rows), path)
