"""Read a file that somebody sent, and say what it is or draw a page of it. A program of its own: see `reader.py`.

    python -I file_reader inspect                                 < file  > answer
    python -I file_reader draw CONTENT_TYPE PAGE WIDTH look|picture  < file  > answer
    python -I file_reader redraw CONTENT_TYPE                     < file  > answer

The answer is a line of JSON, followed for "picture" by the bytes of an image, and for "redraw" by those of a new file.
The file may be hostile: this program imports nothing of the site, and before the first byte is read the process gives
up all rights that reading does not take (`walls.py`). Where the process can't lock itself in, no file is read.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import walls

type Reader = Callable[[bytes], tuple[dict[str, Any], bytes]]


def reader_of(task: str, *arguments: str) -> Reader:
    """Load what a task takes, since nothing can be loaded later, and return the function that reads the file."""
    if task == "inspect":
        import packages

        return lambda content: (packages.inspect(content), b"")
    if task == "redraw":
        import redrawings

        (content_type,) = arguments
        redrawings.load_libraries(content_type)
        return lambda content: redrawings.redraw(content, content_type)
    import drawings

    content_type, page, width, asked = arguments
    drawings.load_libraries(content_type)
    return lambda content: drawings.draw(content, content_type, int(page), int(width), asked == "picture")


def main(*command: str) -> None:
    """Read a file from standard input and write the answer to standard output."""
    read = reader_of(*command)
    drawn = b""
    try:
        walls.confine()
    except OSError:
        look = {"refused": "unconfined"}
    else:
        look, drawn = read(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(look).encode() + b"\n" + drawn)


main(*sys.argv[1:])
