"""Who is known by the messages of one workspace: users, groups and other keys of users, as far as a load needs them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import islice
from typing import Any

from toprung.kernel.batching import batches
from toprung.kernel.vocabulary import Refusal
from toprung.motion.intake.messages import Id, Message, NotTaken, id_of, text_of
from toprung.records.matching import queries
from toprung.records.tenancy.models import Workspace

#: of one user or group: more than this, or longer values, is nothing that accounts are found by
MOST_TRAITS = 30
LONGEST_TRAIT = 200
#: people kept in memory from load to load; beyond it all are read again
_MOST_KEPT = 300_000
_AT_ONCE = 5_000
Traits = dict[str, str]


class Person:
    """A product user as one load sees them; `user` None is somebody who has not said who they are."""

    __slots__ = ("email", "first_on", "group", "last_on", "shown", "traits", "user")

    def __init__(self, user: str | None, email: str = "", group: str = "", traits: Traits | None = None) -> None:
        self.user = user
        self.email = email
        self.group = group
        self.traits: Traits = traits or {}
        self.first_on: date | None = None
        self.last_on: date | None = None
        #: the bytes of the traits that the last event carried: the same again teach nothing
        self.shown = b""

    def learn(self, traits: Mapping[str, Any]) -> bool:
        """Lay the traits over what is known; was there anything new?"""
        kept = kept_traits(traits)
        email = kept.get("email", "").lower() or self.email
        if email == self.email and kept.items() <= self.traits.items():
            return False
        self.email = email
        self.traits = _laid(self.traits, kept)
        return True


class People:
    """Lives from load to load. What a load taught lies in the `taught_` maps until it is saved."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._by_raw: dict[Id, Person] = {}
        self._by_user: dict[str, Person] = {}
        self._aliases: dict[str, str | None] = {}
        self._groups: dict[str, Traits] = {}
        self._nobody = Person(None)
        self.taught_users: dict[str, Person] = {}
        #: did one of them tell something that accounts may be found by?
        self.taught_told = False
        self.taught_groups: dict[str, Traits] = {}
        self.taught_aliases: dict[str, str] = {}

    def fetch(self, messages: Iterable[Message], *, with_groups: bool) -> None:
        """Read from file who is met in these messages and not known yet. A few queries whatever their number."""
        met = list(messages)
        raw: set[Id] = {m.user_id for m in met} | {m.anonymous_id for m in met if m.user_id is None}
        raw |= {m.previous_id for m in met if m.previous_id is not None}
        groups: set[Id] = {m.group_id for m in met}
        if with_groups:
            groups |= {m.context.group_id for m in met if m.context is not None}
        users = (text_of(one) for one in raw if one not in self._by_raw)
        named = (text_of(group) for group in groups)
        # One with a NUL is refused when its message is read; no database takes it even in a question.
        self.meet(
            (user for user in users if "\x00" not in user),
            (group for group in named if "\x00" not in group),
            with_groups=with_groups,
        )

    def meet(self, users: Iterable[str], groups: Iterable[str], *, with_groups: bool) -> None:
        """Read these users and groups from file; `with_groups` those too that users were last put into."""
        if len(self._by_user) + len(self._aliases) > _MOST_KEPT:
            self._by_raw, self._by_user, self._aliases, self._groups = {}, {}, {}, {}
        self._fetch_users(set(users) - {""})
        self._fetch_groups(set(groups) | ({p.group for p in self._by_user.values()} if with_groups else set()))

    def person(self, raw: Id, anonymous: Id) -> Person:
        """Who a message is of, by its userId, else by what its anonymousId is known for. Raises NotTaken."""
        found = self._by_raw.get(raw) if raw is not None else None
        return found or self._new(raw, anonymous)

    def user(self, user_id: str) -> Person:
        """The product user of that id; nobody in particular where it is empty."""
        return self.person(user_id, None) if user_id else self._nobody

    def group_traits(self, group: str) -> Traits:
        """What is known of a group; nothing of one never met."""
        return self._groups.get(group, {})

    def identify(self, person: Person, traits: Mapping[str, Any]) -> None:
        """They told who they are."""
        if person.user is not None and person.learn(traits):
            self._told(person)

    def join(self, person: Person, group: str, traits: Mapping[str, Any]) -> None:
        """They belong to a group, of which something may be told."""
        if person.user is not None and person.group != group:
            person.group = group
            self._told(person)
        kept, known = kept_traits(traits), self.group_traits(group)
        if not kept.items() <= known.items():
            self._groups[group] = self.taught_groups[group] = _laid(known, kept)

    def alias(self, key: str, person: Person) -> None:
        """The key is another one of theirs, from now on."""
        if person.user is None or key in ("", person.user) or self._aliases.get(key) == person.user:
            return
        self._aliases[key] = self.taught_aliases[key] = person.user
        for raw in (key, int(key)) if key.isdecimal() else (key,):
            self._by_raw.pop(raw, None)

    def seen(self, user: str, first: date, last: date) -> None:
        """The user did something on these days."""
        person = self._by_user[user]
        if person.first_on is not None and person.last_on is not None:
            first, last = min(first, person.first_on), max(last, person.last_on)
        if (first, last) != (person.first_on, person.last_on):
            person.first_on, person.last_on = first, last
            self.taught_users[user] = person

    def saved(self) -> None:
        """What was taught is on file."""
        self.taught_users, self.taught_groups, self.taught_aliases, self.taught_told = {}, {}, {}, False

    def _told(self, person: Person) -> None:
        self.taught_users[str(person.user)] = person
        self.taught_told = True

    def _new(self, raw: Id, anonymous: Id) -> Person:
        user = id_of(raw, "userId")
        if not user:
            return self._anonymous(anonymous)
        person = self._of_user(self._aliases.get(user) or user)
        self._by_raw[raw] = person
        return person

    def _anonymous(self, raw: Id) -> Person:
        key = id_of(raw, "anonymousId")
        if not key:
            raise NotTaken(Refusal.NOBODY, "It says neither “userId” nor “anonymousId”: nobody did it.")
        known = self._aliases.get(key)
        return self._of_user(known) if known else self._nobody

    def _of_user(self, user: str) -> Person:
        if user not in self._by_user:
            self._by_user[user] = Person(user, user.lower() if "@" in user else "")
        return self._by_user[user]

    def _fetch_users(self, keys: set[str]) -> None:
        unknown = keys - self._aliases.keys()
        self._aliases.update(dict.fromkeys(unknown))
        for some in batches(sorted(unknown), _AT_ONCE):
            known = queries.aliases(self._workspace, some).values_list("key", "user_id")
            self._aliases.update(known)
        users = {self._aliases[key] or key for key in keys} - self._by_user.keys()
        for some in batches(sorted(users), _AT_ONCE):
            for row in queries.users(self._workspace, some):
                person = Person(row.user_id, row.email, row.group_id, dict(row.traits))
                person.first_on, person.last_on = row.first_seen_on, row.last_seen_on
                self._by_user[row.user_id] = person

    def _fetch_groups(self, keys: set[str]) -> None:
        unknown = keys - self._groups.keys() - {""}
        self._groups.update({key: {} for key in unknown})
        for some in batches(sorted(unknown), _AT_ONCE):
            self._groups.update({g.group_id: dict(g.traits) for g in queries.groups(self._workspace, some)})


def kept_traits(traits: Mapping[str, Any]) -> Traits:
    """The traits that can name somebody: short texts and numbers, as texts."""
    found = {name: text_of(value) for name, value in traits.items() if isinstance(value, str | int | float)}
    return {
        name: text
        for name, text in islice(found.items(), MOST_TRAITS)
        if text and len(text) <= LONGEST_TRAIT and len(name) <= LONGEST_TRAIT and "\x00" not in text + name
    }


def _laid(known: Traits, told: Traits) -> Traits:
    """What was told over what was known; of too many the ones known longest."""
    return dict(islice({**known, **told}.items(), MOST_TRAITS))
