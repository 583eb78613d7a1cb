"""API keys: who may make them, the key shown once, what it opens, and what is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import NOW, TODAY, Cast

from toprung.kernel.errors import BadInput, NotAllowed, NotFound, Refused
from toprung.kernel.keys import hash_of
from toprung.kernel.vocabulary import MemberRole
from toprung.records.apikeys.actions import acting_key, make_key, note_use, revoke_key
from toprung.records.apikeys.models import ApiKey
from toprung.records.apikeys.queries import key_named, key_of_secret, keys
from toprung.records.journal.models import Entry
from toprung.records.tenancy.actors import ANONYMOUS, ActorKind


def test_who_may_manage_them(cast: Cast) -> None:
    held, _ = make_key(cast.workspace, "Warehouse", MemberRole.CSM, by=cast.admin, now=NOW)
    refused = [actor for role, actor in cast.members.items() if role is not MemberRole.ADMIN]
    for actor in (ANONYMOUS, cast.stranger, *refused):
        with pytest.raises(NotAllowed):
            make_key(cast.workspace, "Other", MemberRole.CSM, by=actor, now=NOW)
        with pytest.raises(NotAllowed):
            revoke_key(cast.workspace, held.pk, by=actor, now=NOW)
    with pytest.raises(NotFound):
        revoke_key(cast.elsewhere, held.pk, by=cast.stranger, now=NOW)


def test_the_key_is_kept_as_its_hash_alone(cast: Cast) -> None:
    held, secret = make_key(cast.workspace, "  The   warehouse ", MemberRole.VIEWER, by=cast.admin, now=NOW)

    assert held.name == "The warehouse"
    assert secret.startswith("toprung_")
    assert held.key_hash == hash_of(secret)
    told = [str(row) for row in (*ApiKey.objects.values(), *Entry.objects.values())]
    assert not any(secret in text for text in told)
    entry = Entry.objects.get(workspace=cast.workspace, verb="make_api_key")
    assert entry.changes == {"role": [None, "viewer"], "key_hint": [None, secret[-4:]]}


def test_a_key_opens_until_it_is_revoked(cast: Cast) -> None:
    held, secret = make_key(cast.workspace, "Warehouse", MemberRole.CSM, by=cast.admin, now=NOW)

    assert key_of_secret(secret) == held
    assert key_of_secret(secret[:-1]) is None
    assert key_of_secret("\ud800") is None
    revoke_key(cast.workspace, held.pk, by=cast.admin, now=NOW)
    assert key_of_secret(secret) is None
    with pytest.raises(NotFound, match="Nothing was changed"):
        revoke_key(cast.workspace, held.pk, by=cast.admin, now=NOW)


def test_it_acts_in_its_workspace_with_its_role(cast: Cast) -> None:
    held, _ = make_key(cast.workspace, "Warehouse", MemberRole.VIEWER, by=cast.admin, now=NOW)

    actor = acting_key(held)

    assert (actor.kind, actor.name, actor.role) == (ActorKind.API_KEY, "Warehouse", MemberRole.VIEWER)
    assert actor.workspace == cast.workspace.pk


def test_names(cast: Cast) -> None:
    held, _ = make_key(cast.workspace, "Warehouse", MemberRole.CSM, by=cast.admin, now=NOW)
    make_key(cast.elsewhere, "Warehouse", MemberRole.CSM, by=cast.stranger, now=NOW)
    with pytest.raises(Refused, match="There is an API key “Warehouse” already"):
        make_key(cast.workspace, "Warehouse", MemberRole.CSM, by=cast.admin, now=NOW)
    for name in ("  ", "x" * 101):
        with pytest.raises(BadInput):
            make_key(cast.workspace, name, MemberRole.CSM, by=cast.admin, now=NOW)
    with pytest.raises(NotFound, match="There is: Warehouse"):
        key_named(cast.workspace, "Billing")
    revoke_key(cast.workspace, held.pk, by=cast.admin, now=NOW)
    make_key(cast.workspace, "Warehouse", MemberRole.CSM, by=cast.admin, now=NOW)
    assert [(k.name, k.opens) for k in keys(cast.workspace)] == [("Warehouse", True), ("Warehouse", False)]


def test_the_day_of_its_last_use(cast: Cast) -> None:
    held, _ = make_key(cast.workspace, "Warehouse", MemberRole.CSM, by=cast.admin, now=NOW)

    note_use(held, NOW)
    held.refresh_from_db()
    assert held.used_on == TODAY
    note_use(held, NOW + timedelta(days=1))
    held.refresh_from_db()
    assert held.used_on == TODAY + timedelta(days=1)
