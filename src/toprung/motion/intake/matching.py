"""Whose an event is: the account its group is linked to, else by the rules, of which the first to find just one wins.

What the rules look at is taken from each event as a *key*, a tuple of texts; events with equal keys belong to the same
account, so that rules are applied once a key and the book is asked for many values in one query.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from toprung.kernel.vocabulary import LooksAt, Unmatched
from toprung.motion.intake.messages import text_of
from toprung.motion.intake.people import People, Person
from toprung.records.matching.directory import Accounts, Directory, domain_of
from toprung.records.matching.rules import NAMED, Rule

#: group id, e-mail address, then what else the rules look at, in the order of `Looks.further`
Key = tuple[str, ...]
GROUP, EMAIL = 0, 1


@dataclass(frozen=True, slots=True)
class Told:
    """What an event on file says of whose it is; empty where it says nothing."""

    group: str
    user: str
    email: str
    properties: bytes | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Whose a key is. `account` None: nobody's, and `why` says why; `rule` None beside one: a person linked the group.

    `several` are accounts that share a value which was looked at.
    """

    account: str | None = None
    rule: Rule | None = None
    why: Unmatched | None = None
    several: Accounts = ()


class Looks:
    """What the rules look at beside the group and the e-mail address."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self.further = tuple(dict.fromkeys((r.looks_at, r.name) for r in rules if r.looks_at in NAMED))
        properties = [name for looks_at, name in self.further if looks_at is LooksAt.PROPERTY]
        self._properties = _decoder(properties) if properties else None
        self.at_groups = any(looks_at is LooksAt.GROUP_TRAIT for looks_at, _ in self.further)
        self.at_properties = bool(properties)

    def key(self, people: People, told: Told) -> Key:
        """The key of an event that is on file already: with what has been learnt of its user and group since."""
        person = people.user(told.user)
        group = told.group or person.group
        return (group, person.email or told.email, *self.values(people, person, group, told.properties))

    def values(self, people: People, person: Person, group: str, properties: bytes | None) -> Key:
        """What an event has of `further`; empty texts where it has nothing."""
        held = self._held(properties)
        traits = {LooksAt.GROUP_TRAIT: people.group_traits(group), LooksAt.USER_TRAIT: person.traits}
        return tuple(traits.get(looks_at, held).get(name, "") for looks_at, name in self.further)

    def value(self, key: Key, rule: Rule) -> str:
        """What the key holds of what the rule looks at."""
        if rule.looks_at is LooksAt.GROUP_ID:
            return key[GROUP]
        if rule.looks_at is LooksAt.EMAIL:
            return key[EMAIL]
        if rule.looks_at is LooksAt.EMAIL_DOMAIN:
            return domain_of(key[EMAIL])
        return key[2 + self.further.index((rule.looks_at, rule.name))]

    def _held(self, properties: bytes | None) -> dict[str, str]:
        if self._properties is None or properties is None:
            return {}
        try:
            found = self._properties.decode(properties)
        except msgspec.ValidationError:
            return _one_by_one(properties, [name for looks_at, name in self.further if looks_at is LooksAt.PROPERTY])
        names = (name for looks_at, name in self.further if looks_at is LooksAt.PROPERTY)
        return {name: _text(value) for name, value in zip(names, msgspec.structs.astuple(found), strict=True)}


def match_told(told: Sequence[Told], looks: Looks, people: People, directory: Directory) -> list[Match]:
    """What the rules say of each of these events on file."""
    people.meet({one.user for one in told}, {one.group for one in told}, with_groups=looks.at_groups)
    keys: dict[Key, int] = {}
    codes = [keys.setdefault(looks.key(people, one), len(keys)) for one in told]
    matches = match_all(list(keys), looks, directory)
    return [matches[code] for code in codes]


def match_all(keys: Sequence[Key], looks: Looks, directory: Directory) -> list[Match]:
    """Whose each key is: as a person has linked its group, else as the rules say.

    One look at the book a rule, for all keys that no rule before it has settled.
    """
    linked = directory.linked()
    found = [Match(linked[key[GROUP]]) if key[GROUP] in linked else None for key in keys]
    seen = [_Seen() for _ in keys]
    for rule in looks.rules:
        values = {place: looks.value(keys[place], rule) for place, match in enumerate(found) if match is None}
        told = {place: value for place, value in values.items() if value}
        accounts = directory.find(rule.equals, set(told.values()))
        for place, value in told.items():
            if len(accounts[value]) == 1:
                found[place] = Match(accounts[value][0], rule)
            else:
                seen[place].note(accounts[value])
    return [match or one.unmatched() for match, one in zip(found, seen, strict=True)]


@dataclass(slots=True)
class _Seen:
    """What came of the rules so far for a key that none of them has settled."""

    anything: bool = False
    several: Accounts = field(default=())

    def note(self, accounts: Accounts) -> None:
        self.anything = True
        self.several = self.several or accounts

    def unmatched(self) -> Match:
        if self.several:
            return Match(why=Unmatched.SEVERAL_ACCOUNTS, several=self.several)
        return Match(why=Unmatched.NOT_ON_FILE if self.anything else Unmatched.NOTHING_TO_GO_BY)


def _decoder(names: Sequence[str]) -> msgspec.json.Decoder[msgspec.Struct]:
    """Reads these properties and passes over all others without making anything of them."""
    fields = [(f"p{number}", str | int | float | None, None) for number in range(len(names))]
    called = {f"p{number}": name for number, name in enumerate(names)}
    return msgspec.json.Decoder(msgspec.defstruct("Properties", fields, rename=called, gc=False))


def _one_by_one(properties: bytes, names: Sequence[str]) -> dict[str, str]:
    value = msgspec.json.decode(properties)
    return {name: _text(value.get(name)) for name in names}


def _text(value: object) -> str:
    """A value that an account can be found by, as text; empty for every other."""
    text = text_of(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    return "" if "\x00" in text else text
