"""Groups linked to accounts: who may, what is refused, and what the journal keeps."""

from __future__ import annotations

import pytest
from tests.cast import NOW, Cast

from toprung.kernel.errors import BadInput, NotAllowed, NotFound
from toprung.kernel.vocabulary import MemberRole
from toprung.records.book.actions import upsert_accounts
from toprung.records.book.drafts import AccountDraft
from toprung.records.journal.models import Entry
from toprung.records.matching.actions import link_group, unlink_group
from toprung.records.matching.queries import links
from toprung.records.tenancy.actors import ANONYMOUS


def _told(cast: Cast) -> list[tuple[str, str]]:
    return [(link.group_id, link.account.external_id) for link in links(cast.workspace)]


def test_who_may_link(cast: Cast) -> None:
    refused = [actor for role, actor in cast.members.items() if role is not MemberRole.ADMIN]
    for actor in (ANONYMOUS, cast.stranger, *refused):
        with pytest.raises(NotAllowed):
            link_group(cast.workspace, "acme", "HF-1", by=actor, now=NOW)
        with pytest.raises(NotAllowed):
            unlink_group(cast.workspace, "acme", by=actor, now=NOW)
    assert _told(cast) == []


def test_a_link_is_one_a_group_and_on_the_record(cast: Cast) -> None:
    upsert_accounts(cast.workspace, [AccountDraft("NB-2", name="Nordbygg")], by=cast.admin, now=NOW)

    link_group(cast.workspace, " acme ", "HF-1", by=cast.admin, now=NOW)
    link_group(cast.workspace, "acme", "HF-1", by=cast.admin, now=NOW)
    link_group(cast.workspace, "acme", "NB-2", by=cast.admin, now=NOW)

    assert _told(cast) == [("acme", "NB-2")]
    assert not links(cast.elsewhere).exists()
    unlink_group(cast.workspace, "acme", by=cast.admin, now=NOW)
    assert _told(cast) == []
    noted = Entry.objects.filter(workspace=cast.workspace, verb__endswith="link_group").order_by("pk")
    assert [(entry.verb, entry.account, entry.changes["account"]) for entry in noted] == [
        ("link_group", "HF-1", [None, "HF-1"]),
        ("link_group", "NB-2", ["HF-1", "NB-2"]),
        ("unlink_group", "NB-2", ["NB-2", None]),
    ]


def test_what_cannot_be_linked_is_refused_with_a_sentence(cast: Cast) -> None:
    for group in (" ", "x" * 501, "a\x00b"):
        with pytest.raises(BadInput):
            link_group(cast.workspace, group, "HF-1", by=cast.admin, now=NOW)
    with pytest.raises(NotFound, match="There is no account “HF-2”"):
        link_group(cast.workspace, "acme", "HF-2", by=cast.admin, now=NOW)
    with pytest.raises(NotFound, match="linked to no account"):
        unlink_group(cast.workspace, "acme", by=cast.admin, now=NOW)
    assert _told(cast) == []
