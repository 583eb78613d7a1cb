"""The messages of one workspace's requests, read into columns: a list a column, no object an event.

Here is the loader's hot loop. What it needs of each user, group and name is checked when it is met first and looked up
afterwards; what can be done with whole columns is left to Arrow (parcels.py).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from toprung.kernel.vocabulary import Refusal
from toprung.motion.intake.matching import Key, Looks
from toprung.motion.intake.messages import (
    Id,
    Message,
    NotTaken,
    Request,
    Why,
    event_name,
    id_of,
    properties_of,
    text_of,
    traits_of,
)
from toprung.motion.intake.people import People, Person
from toprung.records.inbox.models import Accepted

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_EVENTS = frozenset({"track", "page", "screen"})
_TYPES = "“{}” is no type: it is one of track, page, screen, identify, group and alias."


@dataclass(slots=True)
class Columns:
    """The events of one workspace in a load, in the order they came: row N of every list is one event.

    A time is `offsets` (microseconds), to which what `stamps` says is added where it says something.
    """

    names: list[str] = field(default_factory=list)
    users: list[str | None] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    stamps: list[str | None] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    received: list[int] = field(default_factory=list)
    properties: list[bytes | None] = field(default_factory=list)
    #: row -> number of its key in `keys`
    codes: list[int] = field(default_factory=list)
    #: row -> number of its message in the load
    places: list[int] = field(default_factory=list)
    keys: dict[Key, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Came:
    """One request as it was read: where its messages and its rows begin, so that both can be found again."""

    accepted: Accepted
    request: Request
    first_place: int
    first_row: int
    received: int
    #: content of messages without an id -> how many of them there were
    alike: dict[str, int] = field(default_factory=dict)
    #: what is added to a time by a clock that said this when it sent
    skews: dict[str | None, int] = field(default_factory=dict)


class Reader:
    """Reads one workspace's requests, in the order they came: who is who is learnt as it is told."""

    def __init__(self, people: People, looks: Looks) -> None:
        self.columns = Columns()
        self.came: list[Came] = []
        #: number of a message in the load -> why it was not taken
        self.refused: dict[int, Why] = {}
        self._people = people
        self._looks = looks
        self._names: dict[str | None, str] = {}
        self._groups: dict[Id, str] = {}

    def read(self, accepted: Accepted, request: Request, first_place: int) -> None:
        """Take the request's messages; `first_place` is the number of the first one in the load."""
        came = Came(accepted, request, first_place, len(self.columns.ids), micros(accepted.received_at))
        self.came.append(came)
        for place, message in enumerate(request.messages, first_place):
            try:
                if message.type in _EVENTS:
                    self._take(message, came, place)
                elif place - first_place in request.refused:
                    self.refused[place] = request.refused[place - first_place]
                else:
                    self._learn(message)
            except NotTaken as error:
                self.refused[place] = error.why

    def _take(self, message: Message, came: Came, place: int) -> None:
        """One row. Whatever may refuse the message comes before anything is appended."""
        name = (message.type == "track" and self._names.get(message.event)) or self._name(message)
        person, group = self._whose(message, came)
        properties = properties_of(message)
        number = message.message_id
        if type(number) is not str or not 0 < len(number) <= 200 or "\x00" in number:
            number = _number(message, came, properties)
        key: Key = (group, person.email)
        if self._looks.further:
            key += self._looks.values(self._people, person, group, properties)
        columns, stamp = self.columns, message.timestamp
        columns.names.append(name)
        columns.users.append(person.user)
        columns.ids.append(number)
        columns.stamps.append(stamp)
        columns.offsets.append(came.received if stamp is None else _skew(message, came))
        columns.received.append(came.received)
        columns.properties.append(properties)
        columns.codes.append(columns.keys.setdefault(key, len(columns.keys)))
        columns.places.append(place)

    def _name(self, message: Message) -> str:
        name = event_name(message)
        if message.type == "track":
            self._names[message.event] = name
        return name

    def _whose(self, message: Message, came: Came) -> tuple[Person, str]:
        """Who did it, and in which group: the message's own, else the one that they were last put into."""
        person = self._people.person(message.user_id, message.anonymous_id)
        context = message.context or came.request.context
        if context is None:
            return person, person.group
        shown = bytes(context.traits)
        if shown != person.shown:
            # What the library adds to each event of a user who was identified before.
            person.shown = shown
            self._people.identify(person, traits_of(context.traits))
        if context.group_id is None:
            return person, person.group
        group = self._groups.get(context.group_id)
        if group is None:
            group = self._groups[context.group_id] = id_of(context.group_id, "context.groupId")
        return person, group or person.group

    def _learn(self, message: Message) -> None:
        """A message that is no event tells who is who."""
        if message.type not in ("identify", "group", "alias"):
            raise NotTaken(Refusal.UNKNOWN_TYPE, _TYPES.format(str(message.type or "")[:50]))
        anonymous = id_of(message.anonymous_id, "anonymousId")
        person = self._people.person(message.user_id, message.anonymous_id)
        traits = traits_of(message.traits)
        if message.type == "identify":
            self._people.identify(person, traits)
        elif message.type == "group":
            self._people.join(person, _required(message.group_id, "groupId", Refusal.NO_GROUP), traits)
        else:
            _required(message.user_id, "userId", Refusal.NOBODY)
            self._people.alias(_required(message.previous_id, "previousId", Refusal.NO_PREVIOUS), person)
        self._people.alias(anonymous, person)


def micros(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def micros_of(text: str) -> int | None:
    """The same of a written time; one without a zone is UTC. None where it is no time."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return micros(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def _skew(message: Message, came: Came) -> int:
    """How far the sender's clock is behind ours: received at, less when they say that they sent it.

    Nothing for an import of history, which is sent long after, nor where Segment has set the time right already.
    """
    sent = message.sent_at or came.request.sent_at
    if sent is None or message.original_timestamp is not None or came.accepted.kind == "import":
        return 0
    if sent not in came.skews:
        at = micros_of(sent)
        came.skews[sent] = 0 if at is None else came.received - at
    return came.skews[sent]


def _number(message: Message, came: Came, properties: bytes | None) -> str:
    """The message's id; one without gets one made of what it says, so that the same request again gives the same.

    Equal messages of one request are told apart by their order in it, equal ones of several requests are one message:
    without a time of their own, those of one day.
    """
    given = id_of(message.message_id, "messageId")
    if given:
        return given
    ids = (message.user_id, message.anonymous_id, message.context and message.context.group_id)
    said = (message.type, message.event, message.name, *map(text_of, (id_ or None for id_ in ids)))
    when = message.timestamp or came.accepted.received_at.date().isoformat()
    content = hashlib.sha256(repr((*said, when, properties)).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    came.alike[content] = came.alike.get(content, 0) + 1
    return f"made-{content}-{came.alike[content]}"


def _required(value: Id, called: str, code: Refusal) -> str:
    text = id_of(value, called)
    if not text:
        raise NotTaken(code, f"It does not say “{called}”.")
    return text
