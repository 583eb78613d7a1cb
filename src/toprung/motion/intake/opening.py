"""The body of an accepted request, unpacked."""

from __future__ import annotations

import zlib

from toprung.records.inbox.models import Accepted

#: far above what intake accepts: a body beyond it was not accepted by this Toprung
MOST_BYTES = 8 * 1024 * 1024
#: zlib's word for “a gzip header is there”
_GZIP = 31


def opened(accepted: Accepted) -> bytes:
    """The body as JSON bytes; empty where it cannot be unpacked, which no JSON is."""
    content = bytes(accepted.content)
    if accepted.encoding != "gzip":
        return content
    try:
        return zlib.decompressobj(_GZIP).decompress(content, MOST_BYTES)
    except zlib.error:
        return b""
