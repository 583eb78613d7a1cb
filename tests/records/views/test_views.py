"""Saved views: who may keep, see, change and delete them, and what the journal says."""

from __future__ import annotations

import pytest
from tests.cast import NOW, Cast

from toprung.kernel.errors import BadInput, NotAllowed, NotFound, Refused
from toprung.records.journal.models import Entry
from toprung.records.tenancy.actors import ANONYMOUS, OPERATOR, Actor
from toprung.records.tenancy.models import Member
from toprung.records.views import queries
from toprung.records.views.actions import ViewDraft, change_view, delete_view, may_change, save_view
from toprung.records.views.models import ListKind, SavedView

MINE = ViewDraft("My large ones", "arr_from=50000&sort=-arr", shared=False)


def member(actor: Actor) -> Member:
    """The actor's row."""
    return Member.objects.get(pk=int(actor.id))


def kept(cast: Cast, by: Actor, draft: ViewDraft = MINE) -> SavedView:
    """A view of that member's."""
    return save_view(cast.workspace, ListKind.ACCOUNTS, draft, by=by, now=NOW)


def names(cast: Cast, actor: Actor, kind: ListKind = ListKind.ACCOUNTS) -> list[str]:
    """The views that the member sees."""
    return [view.name for view in queries.views(cast.workspace, member(actor), kind)]


def test_anonymous_keeps_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        kept(cast, ANONYMOUS)


def test_a_stranger_keeps_nothing_here_and_sees_nothing(cast: Cast) -> None:
    view = kept(cast, cast.csm, ViewDraft("Ours", "", shared=True))

    with pytest.raises(NotAllowed):
        kept(cast, cast.stranger)
    assert names(cast, cast.stranger) == []
    assert list(queries.views(cast.elsewhere, member(cast.stranger), ListKind.ACCOUNTS)) == []
    with pytest.raises(NotFound):
        queries.view(cast.elsewhere, member(cast.stranger), view.pk)
    with pytest.raises(NotAllowed):
        change_view(view, ViewDraft("Theirs"), by=cast.stranger, now=NOW)


def test_the_operator_is_no_member_and_has_no_views(cast: Cast) -> None:
    with pytest.raises(Refused, match="is no member of Brightworks"):
        kept(cast, OPERATOR)


def test_everyone_may_keep_their_own(cast: Cast) -> None:
    for actor in cast.members.values():
        kept(cast, actor)
        assert names(cast, actor) == ["My large ones"]


def test_an_own_view_is_nobody_elses_business(cast: Cast) -> None:
    view = kept(cast, cast.csm)

    assert names(cast, cast.leader) == []
    assert not may_change(view, cast.leader)
    with pytest.raises(NotFound, match="not shared with you"):
        queries.view(cast.workspace, member(cast.leader), view.pk)
    for act in (
        lambda: change_view(view, ViewDraft("Hers"), by=cast.leader, now=NOW),
        lambda: delete_view(view, by=cast.leader, now=NOW),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_shared_view_is_seen_by_all_and_changed_by_its_owner_and_by_leaders(cast: Cast) -> None:
    view = kept(cast, cast.csm, ViewDraft("Ours", "rung=3", shared=True))

    assert all(names(cast, actor) == ["Ours"] for actor in cast.members.values())
    assert [role.value for role, actor in cast.members.items() if may_change(view, actor)] == ["admin", "leader", "csm"]
    assert not may_change(view, cast.other_csm)
    with pytest.raises(NotAllowed, match="ask one who is admin, leader"):
        change_view(view, ViewDraft("Mine now"), by=cast.other_csm, now=NOW)
    with pytest.raises(NotAllowed):
        delete_view(view, by=cast.viewer, now=NOW)

    changed = change_view(view, ViewDraft(query="rung=4"), by=cast.leader, now=NOW)

    assert (changed.name, changed.query, changed.shared, changed.member) == ("Ours", "rung=4", True, member(cast.csm))


def test_own_views_come_before_shared_ones(cast: Cast) -> None:
    kept(cast, cast.leader, ViewDraft("A shared one", "", shared=True))
    kept(cast, cast.csm, ViewDraft("Z of mine", ""))

    assert names(cast, cast.csm) == ["Z of mine", "A shared one"]


def test_a_list_has_its_own_views(cast: Cast) -> None:
    save_view(cast.workspace, ListKind.TRIAGE, MINE, by=cast.csm, now=NOW)

    assert names(cast, cast.csm) == []
    assert names(cast, cast.csm, ListKind.TRIAGE) == ["My large ones"]


@pytest.mark.parametrize("name", ["", "   ", "\n"])
def test_a_view_needs_a_name(cast: Cast, name: str) -> None:
    with pytest.raises(BadInput, match="needs a name"):
        kept(cast, cast.csm, ViewDraft(name, ""))


def test_a_view_is_not_given_without_a_name(cast: Cast) -> None:
    with pytest.raises(BadInput, match="needs a name"):
        kept(cast, cast.csm, ViewDraft(query=""))


def test_names_and_lists_have_an_end(cast: Cast) -> None:
    with pytest.raises(BadInput, match="shorten it to 100"):
        kept(cast, cast.csm, ViewDraft("n" * 101, ""))
    with pytest.raises(BadInput, match="too many filters"):
        kept(cast, cast.csm, ViewDraft("Long", "q=" + "x" * 4_000))


def test_a_name_is_taken_once_by_each_member_and_list(cast: Cast) -> None:
    kept(cast, cast.csm)
    kept(cast, cast.leader)

    with pytest.raises(Refused, match="choose another name"):
        kept(cast, cast.csm, ViewDraft("  My   large ones ", ""))


def test_a_view_keeps_its_own_name_when_it_is_changed(cast: Cast) -> None:
    view = kept(cast, cast.csm)

    change_view(view, ViewDraft("My large ones", "rung=1"), by=cast.csm, now=NOW)

    assert SavedView.objects.get().query == "rung=1"


def test_changing_nothing_writes_nothing(cast: Cast) -> None:
    view = kept(cast, cast.csm)
    before = Entry.objects.count()

    change_view(view, ViewDraft("My large ones", shared=False), by=cast.csm, now=NOW)

    assert Entry.objects.count() == before


def test_a_view_that_was_deleted_meanwhile_says_so(cast: Cast) -> None:
    view = kept(cast, cast.csm)
    delete_view(view, by=cast.csm, now=NOW)

    with pytest.raises(NotFound, match="deleted in the meantime"):
        change_view(
            SavedView(pk=1, workspace=cast.workspace, member=member(cast.csm)), ViewDraft("New"), by=cast.csm, now=NOW
        )


def test_the_journal_keeps_who_did_what(cast: Cast) -> None:
    view = kept(cast, cast.csm)
    change_view(view, ViewDraft(shared=True), by=cast.csm, now=NOW)
    delete_view(SavedView.objects.get(), by=cast.leader, now=NOW)

    entries = list(
        Entry.objects.filter(workspace=cast.workspace).values_list("verb", "actor_name", "subject", "changes")
    )

    assert entries == [
        (
            "save_view",
            "Chidi Mensah",
            "My large ones",
            {"name": [None, "My large ones"], "query": [None, "arr_from=50000&sort=-arr"], "shared": [None, False]},
        ),
        ("change_view", "Chidi Mensah", "My large ones", {"shared": [False, True]}),
        (
            "delete_view",
            "Lena Vogt",
            "My large ones",
            {"name": ["My large ones", None], "query": ["arr_from=50000&sort=-arr", None], "shared": [True, None]},
        ),
    ]
