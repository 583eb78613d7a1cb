"""A call's body: read within bounds, unpacked within bounds, and looked at as far as its shape goes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import msgspec

from toprung.doors.api.answers import NotTaken, malformed, too_large
from toprung.records.inbox.packing import GZIP, Damaged, TooLong, unpack

#: bytes of JSON, unpacked: of one message, and of a batch
MOST_OF_MESSAGE, MOST_OF_BATCH = 32 * 1024, 500 * 1024
#: messages in a batch: what fits in 500 KB without being empty
MOST_MESSAGES = 10_000
#: bytes of a refused body that are read past before it is answered
MOST_READ_PAST = 16 * 1024 * 1024
_AT_ONCE = 64 * 1024
#: a gzip of what cannot be packed is this much longer
_GZIP_MORE = 1024
_LONGEST_NUMBER = 18
BATCHES = frozenset({"batch", "import"})
_ESCAPE = re.compile(rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|.)")


@dataclass(frozen=True, slots=True)
class Body:
    """What came: JSON that can be read, how many messages, and the write key that stands in it, if one does."""

    json: bytes
    messages: int
    key: str | None


class _Batch(msgspec.Struct):
    batch: list[msgspec.Raw]
    writeKey: Any = None


class _Single(msgspec.Struct):
    writeKey: Any = None


_BATCH, _SINGLE = msgspec.json.Decoder(_Batch), msgspec.json.Decoder(_Single)


def read(environ: dict[str, Any], kind: str) -> Body:
    """The body of a call of that kind. Raises NotTaken."""
    most = MOST_OF_BATCH if kind in BATCHES else MOST_OF_MESSAGE
    encoding = environ.get("HTTP_CONTENT_ENCODING", "").strip().lower()
    if encoding not in ("", "identity", GZIP, "x-gzip"):
        raise malformed(f"Content-Encoding “{encoding[:40]}” is not understood: send gzip, or no encoding.")
    packed = encoding in (GZIP, "x-gzip")
    sent = _received(environ, most + _GZIP_MORE if packed else most, kind)
    return _looked_at(_unpacked(sent, most, kind) if packed else sent, kind)


def read_past(environ: dict[str, Any]) -> None:
    """Read what is left of a refused call's body and hold none of it.

    Most senders write all before they listen, and a connection that is closed on them in between tells them nothing but
    that. Who asks first (Expect: 100-continue) listens already; who announces more than MOST_READ_PAST is cut off.
    """
    announced = environ.get("CONTENT_LENGTH") or ""
    left = int(announced) if _is_number(announced) else MOST_READ_PAST if _is_chunked(environ) else 0
    if left > MOST_READ_PAST or environ.get("HTTP_EXPECT"):
        return
    while left > 0 and (part := environ["wsgi.input"].read(min(left, _AT_ONCE))):
        left -= len(part)


def _received(environ: dict[str, Any], most: int, kind: str) -> bytes:
    """The bytes as they were sent: as many as were announced, or all until the end where none were."""
    announced = environ.get("CONTENT_LENGTH") or ""
    if not announced:
        return _up_to(environ["wsgi.input"], most, kind) if _is_chunked(environ) else b""
    length = _number(announced)
    if length > most:
        raise _over(kind)
    sent = _exactly(environ["wsgi.input"], length)
    if len(sent) < length:
        raise malformed(f"The body ended after {len(sent):,} of {length:,} bytes: send it again.", "cut_off")
    return sent


def _is_chunked(environ: dict[str, Any]) -> bool:
    return bool(environ.get("wsgi.input_terminated")) and "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "")


def _number(announced: str) -> int:
    if not _is_number(announced):
        raise malformed("Content-Length is not a number of bytes.")
    return int(announced)


def _is_number(announced: str) -> bool:
    return announced.isascii() and announced.isdecimal() and len(announced) <= _LONGEST_NUMBER


def _exactly(stream: Any, count: int) -> bytes:
    """That many bytes, fewer only where the stream ends before."""
    first: bytes = stream.read(count)
    if len(first) == count:
        return first
    parts, held = [first], len(first)
    while held < count and (part := stream.read(count - held)):
        parts.append(part)
        held += len(part)
    return b"".join(parts)


def _up_to(stream: Any, most: int, kind: str) -> bytes:
    """All there is. Raises NotTaken where that is more than `most`, of which no more is held."""
    sent = _exactly(stream, most + 1)
    if len(sent) > most:
        raise _over(kind)
    return sent


def _over(kind: str) -> NotTaken:
    if kind in BATCHES:
        return too_large(f"A batch holds at most 500 KB of JSON ({MOST_OF_BATCH:,} bytes): send smaller ones.")
    return too_large(f"A message holds at most 32 KB of JSON ({MOST_OF_MESSAGE:,} bytes).")


def _unpacked(sent: bytes, most: int, kind: str) -> bytes:
    try:
        return unpack(sent, GZIP, most)
    except TooLong as error:
        raise _over(kind) from error
    except Damaged as error:
        raise malformed(f"The body says that it is gzip and cannot be unpacked: {error}") from error


def _looked_at(json: bytes, kind: str) -> Body:
    try:
        json.decode()
    except UnicodeDecodeError as error:
        raise malformed(f"The body is not UTF-8 (byte {error.start:,}).") from error
    try:
        return _shaped(json, kind)
    except msgspec.ValidationError as error:
        raise malformed(f"The body does not have the shape of a {kind} call: {error}.") from error
    except msgspec.DecodeError as error:
        return _mended(json, kind, error)
    except RecursionError as error:
        raise malformed("The body is nested too deeply to be read.") from error


def _mended(json: bytes, kind: str, error: msgspec.DecodeError) -> Body:
    """The body with U+FFFD for half characters.

    JavaScript writes half of a pair as \\ud83d when it cuts a text within an emoji. That is JSON by its grammar and no
    character, and one of them must not cost a batch. Raises NotTaken where the body is malformed otherwise.
    """
    mended = _ESCAPE.sub(_whole, json)
    if mended == json:
        raise malformed(f"The body is not JSON: {error}.") from error
    return _looked_at(mended, kind)


def _whole(found: re.Match[bytes]) -> bytes:
    text = found.group()
    return b"\\ufffd" if len(text) == 6 and text[1:2] == b"u" else text


def _shaped(json: bytes, kind: str) -> Body:
    if kind not in BATCHES:
        return Body(json, 1, _text(_SINGLE.decode(json).writeKey))
    held = _BATCH.decode(json)
    _require_small(held.batch)
    return Body(json, len(held.batch), _text(held.writeKey))


def _require_small(batch: list[msgspec.Raw]) -> None:
    if len(batch) > MOST_MESSAGES:
        raise too_large(f"The batch has {len(batch):,} messages: send at most {MOST_MESSAGES:,} at once.")
    longest = max(map(len, batch), default=0)
    if longest > MOST_OF_MESSAGE:
        at = next(n for n, message in enumerate(batch) if len(message) == longest)
        raise too_large(
            f"Message {at + 1:,} of the batch has {longest:,} bytes; a message holds at most 32 KB of JSON "
            f"({MOST_OF_MESSAGE:,} bytes)."
        )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
