"""The readers of an explanation: a seller reads of its own parcels, an officer of those of a business."""

from enum import Enum


class Reader(Enum):
    """The reader of an explanation."""

    SELLER = "seller"
    OFFICER = "officer"

    def chosen(self, *, seller: str, officer: str) -> str:
        """Return the text for this reader."""
        return officer if self is Reader.OFFICER else seller
