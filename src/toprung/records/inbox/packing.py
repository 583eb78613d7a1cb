"""How a request's body is packed while it waits, and unpacked without ever growing beyond what was asked for."""

from __future__ import annotations

from isal import isal_zlib
from isal.igzip_lib import IsalError

from toprung.kernel.errors import BadInput

GZIP = "gzip"
_GZIP_WINDOW = 16 + isal_zlib.MAX_WBITS
#: below this a body is not worth packing, in bytes
_WORTH_PACKING = 256


class TooLong(BadInput):
    """Unpacked, it is longer than was asked for."""


class Damaged(BadInput):
    """It is no gzip, or its end is missing."""


def pack(body: bytes) -> tuple[bytes, str]:
    """The body as it is kept, and its encoding."""
    if len(body) < _WORTH_PACKING:
        return body, ""
    return isal_zlib.compress(body, 1, _GZIP_WINDOW), GZIP


def unpack(content: bytes, encoding: str, most: int) -> bytes:
    """The body, of at most `most` bytes; never more than that is held. Raises TooLong or Damaged."""
    if encoding != GZIP:
        if len(content) > most:
            raise TooLong(f"It is longer than {most:,} bytes.")
        return content
    return _inflated(content, most)


def _inflated(content: bytes, most: int) -> bytes:
    """All members of the gzip, one after the other."""
    parts: list[bytes] = []
    held, rest = 0, content
    while rest or not parts:
        one = isal_zlib.decompressobj(_GZIP_WINDOW)
        try:
            part = one.decompress(rest, most + 1 - held)
        except IsalError as error:  # type: ignore[misc] # its stub calls the class an instance
            raise Damaged(f"It is no gzip ({error}).") from error
        held += len(part)
        if held > most:
            raise TooLong(f"Unpacked, it is longer than {most:,} bytes.")
        if not one.eof:
            raise Damaged("The gzip's end is missing.")
        parts.append(part)
        rest = one.unused_data.lstrip(b"\0")
    return b"".join(parts)
