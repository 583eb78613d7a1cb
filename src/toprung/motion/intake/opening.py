"""The body of an accepted request, unpacked."""

from __future__ import annotations

from toprung.records.inbox.models import Accepted
from toprung.records.inbox.packing import Damaged, TooLong, unpack

#: far above what intake accepts: a body beyond it was not accepted by this Toprung
MOST_BYTES = 8 * 1024 * 1024


def opened(accepted: Accepted) -> bytes:
    """The body as JSON bytes; empty where it cannot be unpacked, which no JSON is."""
    try:
        return unpack(bytes(accepted.content), accepted.encoding, MOST_BYTES)
    except (TooLong, Damaged):
        return b""
