"""Accounts by what they are known by: id, name, a stakeholder's address or its domain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from django.db.models.functions import Lower

from toprung.kernel.batching import batches
from toprung.kernel.vocabulary import Equals
from toprung.records.book import queries as book
from toprung.records.matching.queries import links
from toprung.records.tenancy.models import Workspace

#: external ids: none, the one, or the first few of several that share the value
Accounts = tuple[str, ...]
#: how many of several accounts are named
_TOLD = 3
#: values in one query: SQLite takes 32,766
_AT_ONCE = 5_000
#: anybody's mailbox: two people with one of these have nothing in common
PUBLIC_DOMAINS = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "icloud.com", "me.com"),
        *("yahoo.com", "yahoo.co.uk", "aol.com", "proton.me", "protonmail.com", "pm.me", "gmx.com", "gmx.de"),
        *("gmx.net", "web.de", "mail.com", "mail.ru", "yandex.com", "yandex.ru", "qq.com", "163.com", "zoho.com"),
        *("fastmail.com", "hey.com", "orange.fr", "free.fr", "libero.it", "t-online.de"),
    }
)


class Directory:
    """What the book says by now of each value asked for; a value is looked up once."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known: dict[Equals, dict[str, Accounts]] = defaultdict(dict)
        self._whole: dict[Equals, Mapping[str, Accounts]] = {}
        self._linked: Mapping[str, str] | None = None

    def linked(self) -> Mapping[str, str]:
        """The groups that a person has linked, each with its account."""
        if self._linked is None:
            self._linked = dict(links(self._workspace).values_list("group_id", "account__external_id"))
        return self._linked

    def find(self, equals: Equals, values: Iterable[str]) -> Mapping[str, Accounts]:
        """The accounts of each value; what is not on file has none. Letters' case counts in ids alone."""
        known = self._known[equals]
        keys = {value: folded(equals, value) for value in values}
        missing = {key for key in keys.values() if key not in known}
        if missing:
            known.update(dict.fromkeys(missing, ()))
            known.update(self._looked_up(equals, missing))
        return {value: known[key] for value, key in keys.items()}

    def _looked_up(self, equals: Equals, keys: set[str]) -> Mapping[str, Accounts]:
        if equals is Equals.EXTERNAL_ID:
            return _gathered(self._by_id(keys))
        if equals is Equals.STAKEHOLDER_EMAIL:
            return _gathered(self._by_email(keys))
        whole = self._everything(equals)
        return {key: whole[key] for key in keys if key in whole}

    def _by_id(self, keys: set[str]) -> Iterator[tuple[str, str]]:
        for some in batches(sorted(keys), _AT_ONCE):
            found = book.accounts(self._workspace).filter(external_id__in=some).order_by()
            yield from ((name, name) for name in found.values_list("external_id", flat=True))

    def _by_email(self, keys: set[str]) -> Iterator[tuple[str, str]]:
        people = book.stakeholders(self._workspace).annotate(folded=Lower("email")).order_by()
        for some in batches(sorted(keys - {""}), _AT_ONCE):
            yield from people.filter(folded__in=some).values_list("folded", "account__external_id")

    def _everything(self, equals: Equals) -> Mapping[str, Accounts]:
        """All names, or all domains: neither can be asked for by value, so they are read once."""
        if equals not in self._whole:
            self._whole[equals] = _gathered(_WHOLE[equals](self._workspace))
        return self._whole[equals]


def folded(equals: Equals, value: str) -> str:
    """The value as it is compared: an id as it is, everything else without its letters' case."""
    if equals is Equals.EXTERNAL_ID:
        return value
    folded = " ".join(value.split()).lower()
    return folded.removeprefix("@").removeprefix("www.") if equals is Equals.STAKEHOLDER_DOMAIN else folded


def domain_of(email: str) -> str:
    """What stands behind the @, in lower case; empty where there is none."""
    return email.rpartition("@")[2].lower() if "@" in email else ""


def _names(workspace: Workspace) -> Iterator[tuple[str, str]]:
    for name, external_id in book.accounts(workspace).values_list("name", "external_id"):
        yield folded(Equals.ACCOUNT_NAME, name), external_id


def _domains(workspace: Workspace) -> Iterator[tuple[str, str]]:
    people = book.stakeholders(workspace).exclude(email="").order_by()
    for email, external_id in people.values_list("email", "account__external_id"):
        if (domain := domain_of(email)) not in PUBLIC_DOMAINS:
            yield domain, external_id


_WHOLE: Mapping[Equals, Callable[[Workspace], Iterator[tuple[str, str]]]] = {
    Equals.ACCOUNT_NAME: _names,
    Equals.STAKEHOLDER_DOMAIN: _domains,
}


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, Accounts]:
    """Key -> its accounts, the first few by id."""
    found: dict[str, set[str]] = defaultdict(set)
    for key, account in pairs:
        found[key].add(account)
    return {key: tuple(sorted(accounts)[:_TOLD]) for key, accounts in found.items()}
