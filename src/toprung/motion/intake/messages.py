"""One Segment message as the spec lays it out, read leniently, or the sentence that says why it was not taken.

https://segment.com/docs/connections/spec/common/: ids may be numbers, fields may be null, unknown fields are passed
over. What comes right is decoded by msgspec straight from the bytes; only what does not is looked at piece by piece.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw, Struct

from toprung.kernel.errors import BadInput
from toprung.kernel.vocabulary import Refusal

#: an id, a name or an event's name longer than this is a mistake of the sender's
LONGEST = 500
#: levels of objects and lists within properties
DEEPEST = 32
#: the spec's limit of one message, in bytes
LARGEST = 32 * 1024
#: where the first number after it can only be milliseconds since 1970 (as seconds: the year 5138)
_MILLISECONDS = 100_000_000_000
NOTHING = Raw()

Id = str | int | float | None


class Context(Struct, gc=False, rename="camel"):
    """What of a message's context matching needs; the rest is dropped."""

    group_id: Id = None
    traits: Raw = NOTHING


class Message(Struct, gc=False, rename="camel"):
    """The fields of all six types. `properties` and `traits` stay the bytes that were sent."""

    type: str | None = None
    event: str | None = None
    name: str | None = None
    user_id: Id = None
    anonymous_id: Id = None
    previous_id: Id = None
    group_id: Id = None
    message_id: Id = None
    timestamp: str | None = None
    sent_at: str | None = None
    original_timestamp: str | None = None
    properties: Raw = NOTHING
    traits: Raw = NOTHING
    context: Context | None = None


class Why(NamedTuple):
    """Why a message was not taken: a code, and a sentence for whoever sent it."""

    code: Refusal
    sentence: str


class NotTaken(BadInput):
    """This message cannot be taken; the others of its request can."""

    def __init__(self, code: Refusal, sentence: str) -> None:
        super().__init__(sentence)
        self.why = Why(code, sentence)


@dataclass(frozen=True, slots=True)
class Request:
    """The messages of one request in their order. At a place in `refused` stands a blank message.

    Not `readable`: nothing is known of its messages, and it counts as one.
    """

    messages: list[Message]
    refused: dict[int, Why] = field(default_factory=dict)
    sent_at: str | None = None
    context: Context | None = None
    readable: bool = True


class _Batch(Struct, gc=False, rename="camel"):
    batch: list[Message]
    sent_at: str | None = None
    context: Context | None = None


class _Pieces(Struct, rename="camel"):
    batch: list[Raw]
    sent_at: Any = None
    context: Any = None


_BATCH = msgspec.json.Decoder(_Batch)
_PIECES = msgspec.json.Decoder(_Pieces)
_MESSAGE = msgspec.json.Decoder(Message)
_ANYTHING = msgspec.json.Decoder(Any)
_IDS = ("userId", "anonymousId", "previousId", "groupId", "messageId")
_TEXTS = ("type", "event", "name")
_OBJECTS = ("properties", "traits")
#: of a time that says nothing
NO_TIME = "“timestamp” is no time: write it as 2026-03-31T10:00:00Z."


def request_of(kind: str, body: bytes) -> Request:
    """The messages of one accepted request. `kind` is the last part of its address; each of them is judged alone.

    A body that cannot be read at all is one refused message: nothing in here raises for what was sent.
    """
    try:
        # msgspec passes over what it skips without looking at its encoding.
        body.decode()
        return _several(body) if kind in ("batch", "import") else _single(kind, body)
    except NotTaken as error:
        return _blank(error.why)
    except RecursionError:
        return _blank(Why(Refusal.TOO_DEEP, f"It is nested deeper than {DEEPEST} levels."))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return _blank(Why(Refusal.UNREADABLE, f"It is no JSON that can be read: {error}."[:300]))


def _several(body: bytes) -> Request:
    try:
        batch = _BATCH.decode(body)
        return Request(batch.batch, {}, batch.sent_at, batch.context)
    except msgspec.ValidationError:
        return _piecemeal(body)


def _piecemeal(body: bytes) -> Request:
    """Something in the batch is not as it should be: each message by itself, so that the others are taken."""
    try:
        pieces = _PIECES.decode(body)
    except msgspec.ValidationError as error:
        raise NotTaken(Refusal.NOT_AN_OBJECT, "It is no object with a list called “batch”.") from error
    found = Request([], {}, _moment_text(pieces.sent_at), _context(pieces.context))
    for place, raw in enumerate(pieces.batch):
        try:
            found.messages.append(message_of(bytes(raw)))
        except NotTaken as error:
            found.messages.append(Message())
            found.refused[place] = error.why
    return found


def _single(kind: str, body: bytes) -> Request:
    message = message_of(body)
    message.type = kind
    return Request([message], {}, message.sent_at)


def _blank(why: Why) -> Request:
    return Request([Message()], {0: why}, readable=False)


def raw_messages(kind: str, body: bytes) -> list[bytes]:
    """The bytes of each message of a request that could be read, in their order."""
    return [bytes(raw) for raw in _PIECES.decode(body).batch] if kind in ("batch", "import") else [body]


def message_of(raw: bytes) -> Message:
    """One message. Raises NotTaken, and msgspec.DecodeError or RecursionError for what is no JSON."""
    try:
        return _MESSAGE.decode(raw)
    except msgspec.ValidationError:
        return _mended(_ANYTHING.decode(raw))


def _mended(value: Any) -> Message:
    """The message with what can be overlooked set right."""
    if not isinstance(value, dict):
        raise NotTaken(Refusal.NOT_AN_OBJECT, "It is no object: a message is {…} with a type and a userId.")
    _require_meaning(value)
    return Message(
        **{name: value.get(name) for name in _TEXTS},
        user_id=value.get("userId"),
        anonymous_id=value.get("anonymousId"),
        previous_id=value.get("previousId"),
        group_id=value.get("groupId"),
        message_id=value.get("messageId"),
        timestamp=_moment_text(value.get("timestamp")),
        sent_at=_moment_text(value.get("sentAt")),
        original_timestamp=_moment_text(value.get("originalTimestamp")),
        properties=_raw(value.get("properties")),
        traits=_raw(value.get("traits")),
        context=_context(value.get("context")),
    )


def _require_meaning(value: Mapping[str, Any]) -> None:
    """Raise NotTaken for the first field that says something which nobody can mean."""
    for name in _IDS:
        if not isinstance(value.get(name), str | int | float | None) or isinstance(value.get(name), bool):
            raise NotTaken(Refusal.NOT_TEXT, f"“{name}” is neither text nor a number.")
    for name in _TEXTS:
        if not isinstance(value.get(name), str | None):
            raise NotTaken(Refusal.NOT_TEXT, f"“{name}” is no text.")
    for name in _OBJECTS:
        if not isinstance(value.get(name), dict | None):
            raise NotTaken(Refusal.PROPERTIES, f"“{name}” is no object: give names with values, or leave it out.")
    if not isinstance(value.get("timestamp"), str | int | float | None):
        raise NotTaken(Refusal.TIMESTAMP, NO_TIME)


def _context(value: Any) -> Context | None:
    """What can be used of a context; a wrong one takes nothing away from its message."""
    if isinstance(value, Context) or not isinstance(value, dict):
        return value if isinstance(value, Context) else None
    group, traits = value.get("groupId"), value.get("traits")
    usable = isinstance(group, str | int | float) and not isinstance(group, bool)
    return Context(group if usable else None, _raw(traits) if isinstance(traits, dict) else NOTHING)


def _raw(value: Any) -> Raw:
    return NOTHING if value is None else Raw(msgspec.json.encode(value))


def _moment_text(value: Any) -> str | None:
    """A time as text; a number counts seconds or milliseconds since 1970, as several senders write it."""
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value / 1000 if abs(value) >= _MILLISECONDS else value, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return str(value)


def text_of(value: Id) -> str:
    """An id as text: 42 and 42.0 are “42”; empty where there is none."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def id_of(value: Id, called: str) -> str:
    """A usable id, empty where there is none. Raises NotTaken."""
    text = text_of(value)
    if len(text) > LONGEST:
        raise NotTaken(Refusal.TOO_LONG, f"“{called}” is {len(text):,} characters long; {LONGEST} are the most.")
    if "\x00" in text:
        raise NotTaken(Refusal.NOT_TEXT, f"“{called}” holds a NUL character.")
    return text


def event_name(message: Message) -> str:
    """What happened: the event of a track call, “Viewed NAME Page” of a page, and so for a screen (the spec's habit).

    Raises NotTaken for a track call that does not say what happened.
    """
    if message.type == "track":
        name = id_of(message.event, "event")
        if not name:
            raise NotTaken(Refusal.NO_EVENT, "A track message says in “event” what happened; this one does not.")
        return name
    # “Viewed ... Screen” around it stays within the longest name.
    seen = id_of(message.name, "name")[: LONGEST - 20]
    return " ".join(filter(None, ("Viewed", seen, str(message.type).title())))


def properties_of(message: Message) -> bytes | None:
    """The properties as the bytes that were sent, None where there are none. Raises NotTaken."""
    raw = bytes(message.properties)
    if not raw or raw == b"null":
        return None
    if raw[:1] != b"{":
        raise NotTaken(Refusal.PROPERTIES, "“properties” is no object: give names with values, or leave it out.")
    if len(raw) > LARGEST:
        raise NotTaken(Refusal.TOO_LARGE, f"Its properties take {len(raw):,} bytes; {LARGEST:,} are the most.")
    if len(raw) > 2 * DEEPEST and raw.count(b"{") + raw.count(b"[") > DEEPEST and depth(raw) > DEEPEST:
        raise NotTaken(Refusal.TOO_DEEP, f"Its properties are nested deeper than {DEEPEST} levels.")
    return raw


def depth(raw: bytes) -> int:
    """How many levels of objects and lists the JSON has; brackets within texts do not count."""
    deepest = level = 0
    within = escaped = False
    for byte in raw:
        if within:
            within = escaped or byte != 0x22
            escaped = byte == 0x5C and not escaped
        elif byte == 0x22:
            within = True
        elif byte in b"{[":
            level += 1
            deepest = max(deepest, level)
        elif byte in b"}]":
            level -= 1
    return deepest


def traits_of(raw: Raw) -> dict[str, Any]:
    """Traits as a dict; nothing where there are none or they are no object."""
    given = bytes(raw)
    value = _ANYTHING.decode(given) if given[:1] == b"{" else None
    return value if isinstance(value, dict) else {}
