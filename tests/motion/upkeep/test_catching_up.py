"""Bringing a book up to date: as little as can be, and never too little (DESIGN “Jobs carry no state”)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, TODAY, Cast
from tests.motion.book import EVENTS, Book

from toprung.kernel.vocabulary import Category, Equals, LooksAt, MemberRole
from toprung.motion.evaluation.keeping import keep
from toprung.motion.evaluation.models import AccountState, BookState, Evaluation
from toprung.motion.evaluation.position import Position
from toprung.motion.evaluation.running import judged_accounts
from toprung.motion.evaluation.standing import is_current
from toprung.motion.upkeep import AsOf, Done, Extent, bring_up_to_date, catching_up, state_of
from toprung.records.administration.actions import WorkspaceDraft, change_workspace
from toprung.records.administration.members import add_member
from toprung.records.book.actions.segments import change_policy
from toprung.records.book.queries import segment
from toprung.records.matching.actions import change_rules
from toprung.records.matching.rules import Rule
from toprung.records.outcomes.templates import Template, retire_template, write_template
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.usage.actions import add_source, rename_source, revoke_source

LATER = NOW + timedelta(hours=1)
TOMORROW = NOW + timedelta(days=1)
VALUE = "account,outcome,occurred_on,value\nEN-3,empty,2026-03-30,15\n"
NOTHING = Done(Extent.NOTHING)


@pytest.fixture
def standing(neighbours: Book) -> Book:
    """The book, up to date."""
    assert bring_up_to_date(neighbours.workspace, NOW) == Done(Extent.ALL, 3, 3)
    return neighbours


def extent(book: Book, now: datetime = LATER) -> Extent:
    return bring_up_to_date(book.workspace, now).extent


def rung(account: str) -> int:
    return AccountState.objects.get(account__external_id=account).rung


def test_with_nothing_new_it_asks_little_and_writes_nothing(standing: Book) -> None:
    runs = Evaluation.objects.count()
    with CaptureQueriesContext(connection) as queries:
        assert bring_up_to_date(standing.workspace, LATER) == NOTHING
    assert len(queries) == 6
    assert Evaluation.objects.count() == runs


def test_only_the_accounts_that_the_journal_names(standing: Book) -> None:
    standing.bring("measurements", VALUE, now=LATER)
    assert bring_up_to_date(standing.workspace, LATER) == Done(Extent.SOME, 1, 1)
    assert rung("EN-3") == 3
    assert is_current(standing.workspace, TODAY)
    assert bring_up_to_date(standing.workspace, LATER) == NOTHING


def test_a_new_day_looks_at_all(standing: Book) -> None:
    assert extent(standing, TOMORROW) is Extent.ALL
    assert set(AccountState.objects.values_list("as_of", flat=True)) == {TODAY + timedelta(days=1)}
    assert extent(standing, TOMORROW) is Extent.NOTHING
    assert extent(standing, NOW) is Extent.NOTHING, "a clock that went back looks at nothing"


def new_events(book: Book, cast: Cast) -> None:
    book.bring("events", EVENTS + "EN-3,u1,login,2026-03-30T09:00:00Z\n", now=LATER)


def new_policy(book: Book, cast: Cast) -> None:
    change_policy(segment(book.workspace, "SMB"), {"check_days": "60"}, by=cast.leader, now=LATER)


def new_workspace(book: Book, cast: Cast) -> None:
    change_workspace(book.workspace, WorkspaceDraft(product_names="Ledger"), by=cast.admin, now=LATER)


def new_version(book: Book, cast: Cast) -> None:
    BookState.objects.filter(workspace=book.workspace).update(version="0.0.1")


def test_new_events_look_at_their_accounts_alone(standing: Book, cast: Cast) -> None:
    new_events(standing, cast)
    done = bring_up_to_date(standing.workspace, LATER)
    assert (done.extent, done.accounts) == (Extent.SOME, 1)
    assert bring_up_to_date(standing.workspace, LATER) == NOTHING


def test_older_events_of_one_account_look_at_all(standing: Book, cast: Cast) -> None:
    """Since when the feed is connected says what the others' silence means."""
    head, (row, *_) = EVENTS.splitlines()[0], EVENTS.splitlines()[1:]
    standing.bring("events", f"{head}\n{row.replace('2025-10-06', '2025-01-06')}\n", now=LATER)
    assert extent(standing) is Extent.ALL
    assert BookState.objects.get(workspace=cast.workspace).fed_since == date(2025, 1, 6)
    assert bring_up_to_date(standing.workspace, LATER) == NOTHING


@pytest.mark.parametrize("happens", [new_policy, new_workspace, new_version])
def test_what_may_concern_every_account_looks_at_all(
    standing: Book, cast: Cast, happens: Callable[[Book, Cast], None]
) -> None:
    happens(standing, cast)
    assert extent(standing) is Extent.ALL
    assert extent(standing) is Extent.NOTHING


def new_member(workspace: Workspace, by: Actor) -> None:
    add_member(workspace, "Nia Park", "nia@brightworks.example", MemberRole.CSM, by=by, now=LATER)


def new_source(workspace: Workspace, by: Actor) -> None:
    source, _ = add_source(workspace, "Web app", by=by, now=LATER)
    rename_source(workspace, source.pk, "Backend", by=by, now=LATER)
    revoke_source(workspace, source.pk, by=by, now=LATER)


def new_rules(workspace: Workspace, by: Actor) -> None:
    change_rules(workspace, [Rule(LooksAt.GROUP_ID, Equals.ACCOUNT_NAME)], by=by, now=LATER)


def new_template(workspace: Workspace, by: Actor) -> None:
    held = write_template(workspace, "", Template("Close in [target] days", Category.COST_CUT), by=by, now=LATER)
    retire_template(workspace, held.key, by=by, now=LATER)


@pytest.mark.parametrize("happens", [new_member, new_source, new_rules, new_template])
def test_what_concerns_no_account_is_passed_over_once(
    standing: Book, cast: Cast, happens: Callable[[Workspace, Actor], None]
) -> None:
    happens(standing.workspace, cast.admin)
    assert not state_of(standing.workspace, TODAY).waiting
    assert extent(standing) is Extent.NOTHING
    state = BookState.objects.get(workspace=standing.workspace)
    assert state.journal_position == Position.of(standing.workspace).journal


def test_with_many_accounts_named_the_whole_book_is_looked_at(standing: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catching_up, "_MANY", 2)
    standing.bring("accounts", "account,owner\nHF-1,Ana\nNB-2,Ana\nEN-3,Ana\n", now=LATER)
    assert extent(standing) is Extent.ALL


def test_dying_midway_loses_nothing(standing: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """It dies after the states are written and before it is noted how far the book has come; and before any is."""
    standing.bring("measurements", VALUE, now=LATER)
    with monkeypatch.context() as broken:
        broken.setattr(catching_up, "reach", dies)
        with pytest.raises(Died):
            bring_up_to_date(standing.workspace, LATER)
    assert rung("EN-3") == 3
    assert bring_up_to_date(standing.workspace, LATER) == Done(Extent.SOME, 1, 0)
    standing.bring("measurements", VALUE.replace("15", "22"), now=LATER)
    with monkeypatch.context() as broken:
        broken.setattr(catching_up, "refresh", dies)
        with pytest.raises(Died):
            bring_up_to_date(standing.workspace, LATER)
    assert rung("EN-3") == 3
    assert bring_up_to_date(standing.workspace, LATER) == Done(Extent.SOME, 1, 1)
    assert rung("EN-3") == 0


class Died(Exception):
    pass


def dies(*args: object, **kwargs: object) -> None:
    raise Died


def test_what_comes_in_while_it_looks_is_left_for_the_next_time(
    standing: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing.bring("accounts", "account,owner\nHF-1,Ana\n", now=LATER)
    look = catching_up.refresh

    def meanwhile(*args: object) -> object:
        found = look(*args)  # type: ignore[arg-type]
        standing.bring("measurements", VALUE, now=LATER)
        return found

    monkeypatch.setattr(catching_up, "refresh", meanwhile)
    assert extent(standing) is Extent.SOME
    monkeypatch.setattr(catching_up, "refresh", look)
    assert rung("EN-3") == 0
    assert bring_up_to_date(standing.workspace, LATER) == Done(Extent.SOME, 1, 1)
    assert rung("EN-3") == 3


def test_facts_read_earlier_never_replace_what_was_said_of_later_ones(standing: Book) -> None:
    """A slow evaluation read its facts before a measurement came; a quick one, begun later, has written already."""
    position = Position.of(standing.workspace).journal
    slow = [account for chunk in judged_accounts(standing.workspace, TODAY) for account in chunk]
    standing.bring("measurements", VALUE, now=LATER)
    assert extent(standing) is Extent.SOME

    assert keep(standing.workspace, TODAY, slow, position) == 0

    assert rung("EN-3") == 3


def test_another_workspaces_journal_is_none_of_ours(standing: Book, cast: Cast) -> None:
    state = BookState.objects.get(workspace=standing.workspace)
    assert bring_up_to_date(cast.elsewhere, LATER).extent is Extent.ALL
    assert extent(standing) is Extent.NOTHING
    assert BookState.objects.get(workspace=standing.workspace) == state
    assert BookState.objects.count() == 2


def test_what_a_page_says_of_how_new_it_is(neighbours: Book) -> None:
    workspace = neighbours.workspace
    assert state_of(workspace, TODAY) == AsOf(None, None, waiting=True)
    bring_up_to_date(workspace, NOW)
    assert state_of(workspace, TODAY) == AsOf(TODAY, NOW, waiting=False)
    assert state_of(workspace, TODAY + timedelta(days=1)).waiting
    neighbours.bring("measurements", VALUE, now=LATER)
    assert state_of(workspace, TODAY).waiting
    catching_up.refresh(workspace, ["EN-3"], LATER)
    assert not state_of(workspace, TODAY).waiting, "its account has been looked at since"
    with CaptureQueriesContext(connection) as queries:
        state_of(workspace, TODAY)
    assert len(queries) == 1


def test_an_empty_book_waits_for_nothing(cast: Cast) -> None:
    assert state_of(cast.workspace, date(2026, 3, 31)) == AsOf(None, None, waiting=False)
