"""The head of a portrait: one query, one account, one workspace, and a version that moves with everything it shows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, TODAY, Cast
from tests.motion.book import Book

from toprung.kernel.errors import NotFound
from toprung.motion.portrait.head import head, the_account, version
from toprung.records.book.actions import upsert_accounts, write_note
from toprung.records.book.drafts import AccountDraft


def test_an_account_of_another_workspace_is_not_there(cast: Cast) -> None:
    for look in (head, version, the_account):
        args = (cast.elsewhere, cast.harbor.pk, TODAY) if look is head else (cast.elsewhere, cast.harbor.pk)
        with pytest.raises(NotFound):
            look(*args)  # type: ignore[operator]


def test_one_query_reads_it_all(judged: Book, cast: Cast) -> None:
    with CaptureQueriesContext(connection) as queries:
        seen = head(cast.workspace, cast.harbor.pk, TODAY)
        assert (seen.segment, seen.segment_since, seen.currency) == ("Mid-Market", None, "EUR")
        assert seen.policy.notice_days == 60
        assert seen.state is not None
        assert seen.verdict is not None
        assert (seen.state.rung, seen.verdict["rung"]) == (3, 3)
    assert len(queries) == 1


def test_an_account_that_was_never_evaluated_has_no_verdict(cast: Cast) -> None:
    seen = head(cast.workspace, cast.harbor.pk, TODAY)
    assert (seen.verdict, seen.state, seen.currency) == (None, None, "EUR")


def test_the_segment_is_the_one_in_force_today(cast: Cast) -> None:
    ahead, past = TODAY + timedelta(days=10), date(2026, 1, 1)
    moves = [AccountDraft("HF-1", segment="Enterprise", segment_from=ahead)]
    upsert_accounts(cast.workspace, moves, by=cast.leader, now=NOW)
    assert head(cast.workspace, cast.harbor.pk, TODAY).segment == "Mid-Market"
    moves = [AccountDraft("HF-1", segment="SMB", segment_from=past, rhythm="month")]
    upsert_accounts(cast.workspace, moves, by=cast.leader, now=NOW)
    seen = head(cast.workspace, cast.harbor.pk, TODAY)
    assert (seen.segment, seen.segment_since, seen.policy.rhythm) == ("SMB", past, "month")
    assert head(cast.workspace, cast.harbor.pk, ahead).segment == "Enterprise"


def test_the_version_moves_when_something_was_written_or_judged(judged: Book, cast: Cast) -> None:
    before = version(cast.workspace, cast.harbor.pk)
    assert before == head(cast.workspace, cast.harbor.pk, TODAY).version == version(cast.workspace, cast.harbor.pk)
    write_note(cast.harbor, "Hello", by=cast.csm, now=NOW)
    noted = version(cast.workspace, cast.harbor.pk)
    judged.bring("measurements", "account,outcome,occurred_on,value\nHF-1,close,2026-03-20,4\n")
    measured = version(cast.workspace, cast.harbor.pk)
    judged.evaluate(TODAY)
    assert len({before, noted, measured, version(cast.workspace, cast.harbor.pk)}) == 4
