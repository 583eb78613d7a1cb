"""A match rule as a value: what it may look at, what it compares with, how it reads, and which ones are the default."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from toprung.kernel.errors import BadInput
from toprung.kernel.vocabulary import Equals, LooksAt

LONGEST_NAME = 200
MOST = 12
#: what a rule looks at that goes by a name of its own
NAMED = (LooksAt.GROUP_TRAIT, LooksAt.USER_TRAIT, LooksAt.PROPERTY)
_ANY = tuple(Equals)
#: an address is compared with addresses, a domain with domains; what senders name themselves may be anything
FITTING: Mapping[LooksAt, tuple[Equals, ...]] = {
    LooksAt.GROUP_ID: _ANY,
    LooksAt.GROUP_TRAIT: _ANY,
    LooksAt.USER_TRAIT: _ANY,
    LooksAt.PROPERTY: _ANY,
    LooksAt.EMAIL: (Equals.STAKEHOLDER_EMAIL,),
    LooksAt.EMAIL_DOMAIN: (Equals.STAKEHOLDER_DOMAIN, Equals.EXTERNAL_ID),
}
#: how each reads; “{}” is the name of the trait or property
LOOKED_AT = {
    LooksAt.GROUP_ID: "the group’s id",
    LooksAt.GROUP_TRAIT: "the group’s trait “{}”",
    LooksAt.USER_TRAIT: "the user’s trait “{}”",
    LooksAt.PROPERTY: "the event’s property “{}”",
    LooksAt.EMAIL: "the user’s e-mail address",
    LooksAt.EMAIL_DOMAIN: "the domain of the user’s e-mail address",
}
COMPARED = {
    Equals.EXTERNAL_ID: "the account’s id",
    Equals.ACCOUNT_NAME: "the account’s name",
    Equals.STAKEHOLDER_EMAIL: "the e-mail address of one of its stakeholders",
    Equals.STAKEHOLDER_DOMAIN: "the domain of its stakeholders’ e-mail addresses",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the rules. `name` is that of the trait or property, else empty."""

    looks_at: LooksAt
    equals: Equals
    name: str = ""

    @property
    def looked_at(self) -> str:
        """What it looks at, in words: the group’s trait “crm_id”."""
        return LOOKED_AT[self.looks_at].format(self.name)

    @property
    def sentence(self) -> str:
        """The rule in words: the group’s id is the account’s id."""
        return f"{self.looked_at} is {COMPARED[self.equals]}"

    @property
    def text(self) -> str:
        """The rule as the command line writes it: group_trait:crm_id=external_id."""
        return f"{self.looks_at}{':' if self.name else ''}{self.name}={self.equals}"


#: in force until somebody edits them
DEFAULT = (
    Rule(LooksAt.GROUP_ID, Equals.EXTERNAL_ID),
    Rule(LooksAt.EMAIL, Equals.STAKEHOLDER_EMAIL),
)


def checked(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules if they can be kept. Raises BadInput that names the line and says what to write instead."""
    found = tuple(rules)
    if not found:
        raise BadInput("There is no rule: without one no event finds its account. Keep at least one.")
    if len(found) > MOST:
        raise BadInput(f"There are {len(found)} rules; {MOST} are the most.")
    for line, rule in enumerate(found, 1):
        _check(line, rule)
        if rule in found[: line - 1]:
            raise BadInput(f"Rule {line} stands there twice: take one of them out.")
    return found


def _check(line: int, rule: Rule) -> None:
    if rule.looks_at in NAMED and not rule.name:
        raise BadInput(f"Rule {line} looks at a {rule.looks_at.label}: say which, by its name.")
    if rule.looks_at not in NAMED and rule.name:
        raise BadInput(f"Rule {line} looks at {rule.looked_at}, which has no name: leave “{rule.name}” out.")
    if len(rule.name) > LONGEST_NAME:
        raise BadInput(f"The name in rule {line} is {len(rule.name)} characters long: {LONGEST_NAME} are the most.")
    if rule.equals not in FITTING[rule.looks_at]:
        fitting = " or ".join(COMPARED[equals] for equals in FITTING[rule.looks_at])
        raise BadInput(f"Rule {line} looks at {rule.looked_at}: compare that with {fitting}.")


def read(text: str) -> Rule:
    """A rule from how the command line writes it. Raises BadInput that lists what may stand there."""
    left, _equals, right = text.strip().partition("=")
    looks_at, _, name = left.strip().partition(":")
    try:
        return Rule(LooksAt(looks_at.strip()), Equals(right.strip()), name.strip())
    except ValueError as error:
        raise BadInput(
            f"“{text}” is no rule: write LOOKS_AT=EQUALS, such as group_id=external_id or "
            f"group_trait:crm_id=external_id. LOOKS_AT is one of {', '.join(LooksAt)}; EQUALS one of "
            f"{', '.join(Equals)}."
        ) from error
