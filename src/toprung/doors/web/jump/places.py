"""What there is to jump to: pages, accounts, and the actions that a member's role allows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from toprung.doors.web.ui.navigation import ENTRIES
from toprung.doors.web.visits import Visit
from toprung.records.book.models import Account
from toprung.records.tenancy.permissions import Verb


@dataclass(frozen=True, slots=True)
class Place:
    """Something to jump to: what kind it is, its name, a word beside it, its address."""

    kind: str
    label: str
    hint: str
    href: str

    def as_json(self) -> dict[str, str]:
        """As the script wants it."""
        return {"kind": self.kind, "label": self.label, "hint": self.hint, "href": self.href}


@dataclass(frozen=True, slots=True)
class Deed:
    """An action: its name, further words it is found by, URL name and verb."""

    label: str
    words: str
    url: str
    verb: Verb = Verb.READ
    query: str = ""


#: what can be begun from anywhere
DEEDS = (
    Deed("Import a file", "upload csv xlsx spreadsheet sheet", "importing", Verb.IMPORT),
    Deed("Answer a result check", "due yes no", "checks", Verb.ANSWER_CHECK),
    Deed("Name a result", "triage outcome validator", "triage", Verb.WRITE_OUTCOME),
    Deed("Accounts on a hollow rung", "gaps list filter", "accounts", query="hollow=yes"),
    Deed("Accounts of mine", "owner list filter", "accounts", query="who=mine"),
    Deed("Change a policy number", "segment settings definition", "settings", Verb.CHANGE_POLICY),
    Deed("Add a source", "feed usage events write key segment", "sources", Verb.MANAGE_SOURCES),
    Deed("Match events to accounts", "rules group unmatched link", "matching"),
    Deed("See how far events have come", "lake loads lag waiting", "lake"),
    Deed("Add a member", "user role people invite", "members", Verb.MANAGE_MEMBERS),
)
#: what is done to one account; “note harbor” finds them
ACCOUNT_DEEDS = (
    Deed("Write a note", "note", "note_new", Verb.WRITE_NOTE),
    Deed("Record a touch", "touch call e-mail meeting review", "touch_new", Verb.RECORD_TOUCH),
    Deed("Record a measurement", "measurement value", "measurement_new", Verb.RECORD_MEASUREMENT),
    Deed("Record a confirmation", "confirmation attestation", "attestation_new", Verb.RECORD_ATTESTATION),
    Deed("Promise an outcome", "outcome", "outcome_new", Verb.WRITE_OUTCOME),
)


def pages(visit: Visit, text: str) -> Iterator[Place]:
    """The pages whose name begins a word with the text."""
    for entry in ENTRIES:
        if fits(text, entry.label):
            yield Place("page", entry.label, f"g {entry.letter}", reverse(entry.url, args=[visit.workspace.pk]))


def deeds(visit: Visit, text: str) -> Iterator[Place]:
    """The actions that the member may do and that the text fits."""
    for deed in DEEDS:
        if visit.may(deed.verb) and fits(text, f"{deed.label} {deed.words}"):
            address = reverse(deed.url, args=[visit.workspace.pk])
            yield Place("action", deed.label, "", f"{address}?{deed.query}" if deed.query else address)


def accounts(visit: Visit, found: Iterable[Account]) -> Iterator[Place]:
    """The accounts, each with its id and owner beside it."""
    for account in found:
        hint = " · ".join(part for part in (account.external_id, account.owner) if part)
        yield Place("account", account.name, hint, reverse("account", args=[visit.workspace.pk, account.pk]))


def account_deeds(visit: Visit, found: Iterable[Account], word: str = "") -> Iterator[Place]:
    """What the member may do to each of the accounts; with a word, only what it names."""
    for account in found:
        for deed in named(visit, word):
            address = reverse(deed.url, args=[visit.workspace.pk, account.pk])
            yield Place("action", deed.label, account.name, address)


def named(visit: Visit, word: str) -> list[Deed]:
    """The actions on an account that the member may do and that the word fits."""
    return [deed for deed in ACCOUNT_DEEDS if visit.may(deed.verb) and fits(word, deed.words)]


def fits(text: str, name: str) -> bool:
    """Does every word of the text begin a word of the name? Nothing typed fits all."""
    words = name.casefold().split()
    return all(any(word.startswith(part) for word in words) for part in text.casefold().split())
