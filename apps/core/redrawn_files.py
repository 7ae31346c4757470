"""Files of people who must not be known by them: drawn anew, without the facts that cameras and programs add.

A picture has the place and the camera in it, a document the names of its author and program, and a file its name.
"""

from dataclasses import replace
from hashlib import sha256

from django.utils.translation import gettext_lazy as _lazy

from apps.core import reader
from apps.core.errors import InvalidInput
from apps.core.files import IdentifiedFile
from apps.core.lazy import Promise

_PLACES = reader.ReaderPlaces(2)
# The types that are drawn anew, each with the type of the new file.
REDRAWN = {"application/pdf": "application/pdf", "image/png": "image/png", "image/jpeg": "image/png"}
# A table in CSV is text, and has nothing beside it.
KEPT = frozenset({"text/csv"})
ACCEPTED = ".pdf,.png,.jpg,.jpeg,.csv"

REFUSALS: dict[str, Promise] = {
    "type": _lazy(
        "“%(name)s” can't be taken: Word and Excel files can show who wrote them. Save it as PDF, or take a picture of "
        "it, and send that."
    ),
    "too_many_pages": _lazy("“%(name)s” has too many pages. Send the pages that matter, 20 at most."),
    "locked": _lazy("“%(name)s” is locked with a password. Send a file without one."),
    "damaged": _lazy("“%(name)s” is damaged or cut off. Open it, save it again, and send the new file."),
    "too_large": _lazy("“%(name)s” is too large to be read. Send a smaller picture, or fewer pages."),
    "busy": _lazy("“%(name)s” could not be read just now, so it was not kept. Try again in a few minutes."),
}


def file_redraw(file: IdentifiedFile, number: int) -> IdentifiedFile:
    """Return a file as drawn anew, under a name made of its number alone.

    Raises Invalid, with a message that says what to do, for a type that is not taken and a file that can't be drawn.
    """
    if file.content_type in KEPT:
        return replace(file, name=f"file-{number}{file.extension}")
    content_type = REDRAWN.get(file.content_type)
    if content_type is None:
        raise _refusal(file, "type")
    try:
        look, drawn = _PLACES.read(file.content, "redraw", file.content_type)
    except reader.ReaderStopped:
        raise _refusal(file, "too_large") from None
    except (reader.ReaderBusy, reader.ReaderFailed):
        raise _refusal(file, "busy") from None
    if refused := look.get("refused"):
        raise _refusal(file, refused if refused in REFUSALS else "busy")
    made = replace(file, content=drawn, content_type=content_type, sha256=sha256(drawn).hexdigest())
    return replace(made, name=f"file-{number}{made.extension}")


def _refusal(file: IdentifiedFile, code: str) -> InvalidInput:
    return InvalidInput(REFUSALS[code] % {"name": file.name}, code=f"file_{code}")
