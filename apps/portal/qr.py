"""QR codes as paths of an SVG, which need no style inside the page."""

from dataclasses import dataclass

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

# The blank border on each side, in modules, that ISO/IEC 18004 asks for.
MARGIN = 4


@dataclass(frozen=True, slots=True)
class QrCode:
    """`path` draws the dark modules, each of length 1, in a square view box of length `size`."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """Return the QR code of a text, with error correction of level M (15 %)."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=MARGIN)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return QrCode(len(rows), path)
