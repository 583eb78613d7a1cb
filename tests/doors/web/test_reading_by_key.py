"""Pages find an account's rows by its key, and not among all rows of the book: SQLite's plans are looked at.

A row that has both its account and its workspace tempts SQLite, in the order of days for example, to go through the
whole workspace for one account. With ten thousand accounts a page then takes twice as long as it has to.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, Cast
from tests.doors.web.looking import Browser, browser_of
from tests.motion.book import Book

from toprung.kernel.vocabulary import MemberRole
from toprung.motion.checks.owed import counts, owed, staged, told
from toprung.motion.upkeep import refresh
from toprung.records.book.models import Account
from toprung.records.outcomes.actions import answer_check

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads tables this small whole")

#: a table read whole or by its workspace alone
WHOLE = re.compile(r"(SCAN|SEARCH) (\w+)(?: USING (?:COVERING )?INDEX (\w+)(?: \(workspace_id=\?\))?)?$")
#: a handful of rows, whatever the book
SMALL = {"tenancy_workspace", "book_segment", "evaluation_bookstate"}
#: answers are read backwards until there are enough; each account is asked for its open intervention, in indexes alone:
#: under a millisecond for ten thousand
KNOWN = {"account": [], "checks": ["outcomes_checkanswer", "book_account"]}
#: an index of what is counted
COUNTED = "state_checks"


def plans(asked: CaptureQueriesContext) -> list[str]:
    """What SQLite does for each of these, a line a step."""
    found = []
    for query in asked.captured_queries:
        if query["sql"].startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql'].replace('%', '%%')}")
                found += [row[3] for row in cursor.fetchall()]
    return found


def read_whole(steps: list[str]) -> list[str]:
    """The steps that go through a whole table, or all of a workspace's rows in one."""
    found = [(step, WHOLE.match(step)) for step in steps]
    return [step for step, whole in found if whole and whole[2] not in SMALL and whole[3] != COUNTED]


@pytest.fixture
def leader(book: Book, cast: Cast) -> Browser:
    """A leader's browser, on a day on which an answer was given after the last evaluation of the whole book."""
    answer_check(Account.objects.get(workspace=book.workspace, external_id="NB-2"), yes=False, by=cast.leader, now=NOW)
    refresh(book.workspace, ["NB-2"], NOW + timedelta(minutes=1))
    return browser_of(cast, MemberRole.LEADER)


@pytest.mark.parametrize("name", ["account", "checks"])
def test_a_page_reads_no_table_whole(name: str, leader: Browser, book: Book, in_spring: None) -> None:
    key = [Account.objects.get(workspace=book.workspace, external_id="EN-3").pk] if name == "account" else []
    leader.page(name, *key)
    with CaptureQueriesContext(connection) as asked:
        leader.page(name, *key)

    assert [WHOLE.match(step)[2] for step in read_whole(plans(asked))] == KNOWN[name]  # type: ignore[index]


def test_an_account_evaluated_again_reads_its_own_words(leader: Browser, book: Book) -> None:
    with CaptureQueriesContext(connection) as asked:
        refresh(book.workspace, ["EN-3"], NOW + timedelta(minutes=2))

    words = [step for step in plans(asked) if "outcomes_attestation" in step]
    assert words
    assert read_whole(words) == []


def test_checks_are_counted_from_an_index_and_the_staged_passed_over(book: Book) -> None:
    with CaptureQueriesContext(connection) as asked:
        counts(book.workspace, Q())
        staged(book.workspace, Q())
    assert [step for step in plans(asked) if "INDEX state_checks (workspace_id=?" not in step] == []
    with CaptureQueriesContext(connection) as asked:
        told(book.workspace, owed(book.workspace, Q()))
    assert any("INDEX state_check (workspace_id=? AND check_asked_on>?)" in step for step in plans(asked))
