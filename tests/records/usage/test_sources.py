"""Sources: who may manage them, the key shown once, names, and what a key opens."""

from __future__ import annotations

import hashlib

import pytest
from tests.cast import NOW, Cast

from toprung.kernel.errors import BadInput, NotAllowed, NotFound, Refused
from toprung.kernel.vocabulary import MemberRole
from toprung.records.journal.models import Entry
from toprung.records.tenancy.actors import ANONYMOUS
from toprung.records.usage.actions import add_source, rename_source, revoke_source
from toprung.records.usage.models import Source
from toprung.records.usage.queries import source, source_named, source_of_key, sources


def test_who_may_manage_them(cast: Cast) -> None:
    held, _ = add_source(cast.workspace, "Web app", by=cast.admin, now=NOW)
    refused = [actor for role, actor in cast.members.items() if role is not MemberRole.ADMIN]
    for actor in (ANONYMOUS, cast.stranger, *refused):
        with pytest.raises(NotAllowed):
            add_source(cast.workspace, "Other", by=actor, now=NOW)
        with pytest.raises(NotAllowed):
            rename_source(cast.workspace, held.pk, "Other", by=actor, now=NOW)
        with pytest.raises(NotAllowed):
            revoke_source(cast.workspace, held.pk, by=actor, now=NOW)
    assert [s.name for s in sources(cast.workspace)] == ["Web app"]


def test_the_stranger_sees_none_of_ours(cast: Cast) -> None:
    held, _ = add_source(cast.workspace, "Web app", by=cast.admin, now=NOW)

    assert not sources(cast.elsewhere).exists()
    with pytest.raises(NotFound):
        source(cast.elsewhere, held.pk)
    with pytest.raises(NotFound):
        revoke_source(cast.elsewhere, held.pk, by=cast.stranger, now=NOW)


def test_the_key_is_kept_as_its_hash_alone(cast: Cast) -> None:
    held, key = add_source(cast.workspace, "  Web   app ", by=cast.admin, now=NOW)

    assert held.name == "Web app"
    assert len(key) == 32
    assert held.key_hash == hashlib.sha256(key.encode()).hexdigest()
    assert held.key_hint == key[-4:]
    told = [str(row) for row in (*Source.objects.values(), *Entry.objects.values())]
    assert not any(key in text for text in told)
    entry = Entry.objects.get(workspace=cast.workspace, verb="add_source")
    assert (entry.subject, entry.actor_name, entry.changes) == ("Web app", "Ada Osei", {"key_hint": [None, key[-4:]]})


def test_a_key_opens_its_source_until_it_is_revoked(cast: Cast) -> None:
    held, key = add_source(cast.workspace, "Web app", by=cast.admin, now=NOW)
    other, other_key = add_source(cast.workspace, "Server", by=cast.admin, now=NOW)

    assert source_of_key(key) == held
    assert source_of_key(key[:-1]) is None
    assert source_of_key("\ud800") is None
    revoke_source(cast.workspace, held.pk, by=cast.admin, now=NOW)
    assert source_of_key(key) is None
    assert source_of_key(other_key) == other
    with pytest.raises(NotFound, match="Nothing was changed"):
        revoke_source(cast.workspace, held.pk, by=cast.admin, now=NOW)
    assert [s.name for s in sources(cast.workspace)] == ["Server", "Web app"]


def test_names_are_told_apart(cast: Cast) -> None:
    held, _ = add_source(cast.workspace, "Web app", by=cast.admin, now=NOW)
    with pytest.raises(Refused, match="There is a source “Web app” already"):
        add_source(cast.workspace, "Web app", by=cast.admin, now=NOW)
    add_source(cast.elsewhere, "Web app", by=cast.stranger, now=NOW)
    revoke_source(cast.workspace, held.pk, by=cast.admin, now=NOW)
    second, _ = add_source(cast.workspace, "Web app", by=cast.admin, now=NOW)

    assert source_named(cast.workspace, "Web app") == second
    with pytest.raises(NotFound, match="There is: Web app"):
        source_named(cast.workspace, "Server")
    for name in ("  ", "x" * 101):
        with pytest.raises(BadInput):
            add_source(cast.workspace, name, by=cast.admin, now=NOW)


def test_renaming(cast: Cast) -> None:
    held, key = add_source(cast.workspace, "Web app", by=cast.admin, now=NOW)
    add_source(cast.workspace, "Server", by=cast.admin, now=NOW)
    with pytest.raises(Refused):
        rename_source(cast.workspace, held.pk, "Server", by=cast.admin, now=NOW)
    rename_source(cast.workspace, held.pk, "Web app", by=cast.admin, now=NOW)
    assert not Entry.objects.filter(verb="rename_source").exists()

    rename_source(cast.workspace, held.pk, "Browser", by=cast.admin, now=NOW)

    assert source_of_key(key) == source_named(cast.workspace, "Browser")
    entry = Entry.objects.get(workspace=cast.workspace, verb="rename_source")
    assert entry.changes == {"name": ["Web app", "Browser"]}
