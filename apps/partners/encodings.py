"""The encodings in which the content of a request may come (RFC 9110, section 8.4): gzip and zstd.

The size of the decoded content is bounded: a few kilobytes can hold gigabytes.
"""

import gzip
import io
import zlib
from collections.abc import Callable
from typing import IO, Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from apps.core.compression import zstd
from apps.partners.problems import Problem

# zlib's number for the format of gzip, with a window of 32 KB.
GZIP = zlib.MAX_WBITS | 16
# Every decoder takes a window of 8 MB (RFC 8878, section 3.1.1.1.2); a larger one would be memory for the asking.
ZSTD_WINDOW: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 23}

# A decoder of one member or frame: it gives at most so many bytes, and knows whether it has ended.
_DECODERS: dict[str, Callable[[], Any]] = {
    "gzip": lambda: zlib.decompressobj(GZIP),
    "zstd": lambda: zstd.ZstdDecompressor(options=ZSTD_WINDOW),
}
ACCEPTED = "gzip, zstd"
# The encodings by the names that a request may use; "" is content as it is.
NAMES = {"": "", "identity": "", "gzip": "gzip", "x-gzip": "gzip", "zstd": "zstd"}
# The errors of reading from `decoded_open` if the content is damaged or ends early.
DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error, zstd.ZstdError)
BLOCK = 2**20


def encoding_of(request: HttpRequest | Request) -> str:
    """Return the encoding of the content of a request, "" for content as it is; raise Problem (415) for any other than
    those of `NAMES`.
    """
    name = request.META.get("HTTP_CONTENT_ENCODING", "").strip().lower()
    if name not in NAMES:
        raise Problem(
            415,
            "unsupported-media-type",
            _("This encoding is not taken. Send the content as it is, or as one of: %(accepted)s.")
            % {"accepted": ACCEPTED},
            headers={"Accept-Encoding": ACCEPTED},
        )
    return NAMES[name]


def decoded_open(file: IO[bytes], encoding: str) -> IO[bytes]:
    """Return what a file holds in an encoding, to be read in memory that does not grow with the file."""
    match encoding:
        case "gzip":
            return io.BufferedReader(gzip.GzipFile(fileobj=file), BLOCK)
        case "zstd":
            return io.BufferedReader(zstd.ZstdFile(file, options=ZSTD_WINDOW), BLOCK)
    return file


def content_decode(request: HttpRequest, *, limit: int) -> None:
    """Replace the content of a request by what it encodes.

    Raises Problem (415) for another encoding, ParseError for content that is damaged or ends early, RequestDataTooBig
    for more than `limit` bytes, as sent or as decoded.
    """
    encoding = encoding_of(request)
    # Some addresses read the content as a stream, which Django bounds by this length alone.
    if int(request.META.get("CONTENT_LENGTH") or 0) > limit:
        raise RequestDataTooBig
    if not encoding:
        return
    # Django reads the content from here from now on.
    request._body = _decode(request.body, encoding, limit)
    request.META["CONTENT_LENGTH"] = str(len(request._body))
    del request.META["HTTP_CONTENT_ENCODING"]


def _decode(content: bytes, encoding: str, limit: int) -> bytes:
    parts: list[bytes] = []
    left = limit + 1
    try:
        while content:
            decoder = _DECODERS[encoding]()
            parts.append(decoder.decompress(content, left))
            left -= len(parts[-1])
            if not left:
                raise RequestDataTooBig
            if not decoder.eof:
                raise EOFError
            content = decoder.unused_data
    except (zlib.error, zstd.ZstdError, EOFError) as error:
        raise ParseError(
            _("The content is not whole %(encoding)s. Encode it again.") % {"encoding": encoding}
        ) from error
    return b"".join(parts)
