"""Evaluating a book: who may, which days, what is kept, what an earlier day leaves alone (DOMAIN section 12)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, TODAY, Cast
from tests.motion.book import EVENTS, YEAR_END, Book

from toprung.doctrine.evidence import Evidence
from toprung.kernel.canon import canonical_bytes
from toprung.kernel.errors import BadInput, NotAllowed, NotFound
from toprung.kernel.vocabulary import MemberRole
from toprung.motion.evaluation import running
from toprung.motion.evaluation.judging import Judged
from toprung.motion.evaluation.models import AccountState, BookState, Evaluation, StateChange
from toprung.motion.evaluation.position import Position
from toprung.motion.evaluation.running import evaluate
from toprung.motion.evaluation.standing import is_current, standing
from toprung.records.tenancy.actors import ANONYMOUS, OPERATOR

LATER = NOW + timedelta(hours=1)


def states(account: str | None = None) -> list[dict[str, Any]]:
    """The states on file, but for their row numbers."""
    found = AccountState.objects.order_by("account__external_id")
    if account is not None:
        found = found.filter(account__external_id=account)
    columns = ("as_of", "inputs_fingerprint", "rung", "health", "arr", "changed_on", "account__verdict__verdict")
    return list(found.values("account__external_id", *columns))


def history(account: str) -> list[tuple[date, int]]:
    """Since when, on which rung."""
    rows = StateChange.objects.filter(account__external_id=account).order_by("since")
    return [(row.since, row.standing["rung"]) for row in rows]


def test_anonymous_may_not(book: Book) -> None:
    with pytest.raises(NotAllowed, match="may not evaluate"):
        evaluate(book.workspace, TODAY, by=ANONYMOUS, now=NOW)


def test_a_stranger_may_not_and_leaves_nothing_behind(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        evaluate(cast.workspace, TODAY, by=cast.stranger, now=NOW)
    evaluate(cast.elsewhere, TODAY, by=cast.stranger, now=NOW)
    assert [state.account for state in AccountState.objects.all()] == [cast.their_harbor]


def test_who_may(cast: Cast) -> None:
    for role, actor in cast.members.items():
        if role in (MemberRole.ADMIN, MemberRole.LEADER, MemberRole.CSM):
            assert evaluate(cast.workspace, TODAY, by=actor, now=NOW).accounts == 1
        else:
            with pytest.raises(NotAllowed, match="csm"):
                evaluate(cast.workspace, TODAY, by=actor, now=NOW)
    assert evaluate(cast.workspace, TODAY, by=OPERATOR, now=NOW).accounts == 1


def test_a_day_to_come_is_refused_in_the_workspaces_own_zone(cast: Cast) -> None:
    with pytest.raises(BadInput, match="2026-04-01 is still to come in Europe/Berlin"):
        evaluate(cast.workspace, TODAY + timedelta(days=1), by=cast.csm, now=NOW)
    # 22:30 in UTC is half past midnight in Berlin
    evening = NOW.replace(hour=22, minute=30)
    assert evaluate(cast.workspace, TODAY + timedelta(days=1), by=cast.csm, now=evening).as_of == date(2026, 4, 1)
    assert not Evaluation.objects.filter(as_of=TODAY).exists()


def test_an_account_that_is_not_on_file(book: Book) -> None:
    with pytest.raises(NotFound, match="Did you mean “HF-1”"):
        book.evaluate(accounts=["HF1"])
    assert not Evaluation.objects.exists()


def test_the_same_day_twice_adds_nothing(neighbours: Book) -> None:
    first, before, rows = neighbours.evaluate(), states(), StateChange.objects.count()
    second = neighbours.evaluate(now=LATER)
    assert canonical_bytes(second.as_json()) == canonical_bytes(first.as_json())
    assert (first.changed, second.changed) == (3, 0)
    assert (states(), StateChange.objects.count()) == (before, rows)


def test_an_earlier_day_never_changes_todays_standing(neighbours: Book) -> None:
    neighbours.evaluate(date(2025, 11, 30))
    neighbours.evaluate()
    before, rows, told = states(), list(StateChange.objects.values()), standing(neighbours.workspace, TODAY)
    tally = neighbours.evaluate(YEAR_END, now=LATER)
    assert (tally.accounts, tally.changed) == (3, 0)
    assert (states(), list(StateChange.objects.values())) == (before, rows)
    assert standing(neighbours.workspace, TODAY) == told


def test_history_has_a_row_for_a_change_and_not_for_a_day(book: Book) -> None:
    book.bring("events", EVENTS + "X-0,x,seen,2025-01-01T09:00:00Z\n")
    for day in range(1, 29):
        book.evaluate(date(2025, 10, day))
    # Used from Monday 6 October on; each week of use that has passed counts for health, from its Sunday on.
    days = (1, 6, 12, 26)
    assert history("HF-1") == [(date(2025, 10, day), int(day > 1)) for day in days]


def test_a_correction_of_the_day_mends_its_row(book: Book) -> None:
    book.evaluate(YEAR_END)
    book.evaluate()
    book.bring("outcomes", "account,outcome,statement,validator\nHF-1,x,Cut waste by 20%,Mina Sato\n")
    book.bring("measurements", "account,outcome,occurred_on,value\nHF-1,x,2026-03-30,yes\n")
    book.evaluate()
    assert history("HF-1")[-1] == (TODAY, 3)
    assert len({since for since, _ in history("HF-1")}) == len(history("HF-1"))


def test_a_change_that_the_day_takes_back_leaves_no_row(book: Book) -> None:
    # the first import, which puts checks off, is not what this is about
    book.bring("accounts", "account,owner\nHF-1,Clara Ruiz\n", now=NOW - timedelta(days=5))
    before, day = TODAY - timedelta(days=2), TODAY - timedelta(days=1)
    book.evaluate(before)
    rows = history("HF-1")
    book.bring("accounts", f"account,segment,segment_from\nHF-1,SMB,{day}\n")
    assert book.evaluate(day).changed == 1
    assert [since for since, _ in history("HF-1")] == [before, day]
    # it was a slip
    book.bring("accounts", f"account,segment,segment_from\nHF-1,Mid-Market,{day}\n", now=LATER)
    assert book.evaluate(day, now=LATER).changed == 1
    assert history("HF-1") == rows
    assert book.evaluate(day, now=LATER).changed == 0


def test_some_accounts_alone_equal_their_part_and_leave_the_rest(neighbours: Book) -> None:
    whole = neighbours.bytes_of(TODAY)
    alone = neighbours.verdicts(accounts=["NB-2", "HF-1"])
    assert list(alone) == ["HF-1", "NB-2"]
    assert alone == {name: v for name, v in neighbours.verdicts().items() if name in alone}
    neighbours.evaluate(YEAR_END)
    before = states("EN-3")
    runs = Evaluation.objects.count()
    tally = neighbours.evaluate(accounts=["NB-2", "HF-1"])
    assert tally.accounts == 2
    assert states("EN-3") == before
    assert [state["as_of"] for state in states()] == [YEAR_END, TODAY, TODAY]
    assert Evaluation.objects.count() == runs, "only a run over the whole book is noted"
    assert neighbours.bytes_of(TODAY) == whole


def test_a_subset_is_judged_by_its_own_usage_alone(book: Book) -> None:
    """Few accounts are counted by themselves, many from the rollup: both say the same."""
    extra = "".join(f"A-{n:02},Account {n},SMB\n" for n in range(25))
    book.bring("accounts", "account,name,segment\n" + extra)
    book.bring("events", EVENTS + "".join(f"A-{n:02},u,login,2025-12-{n + 1:02}T09:00:00Z\n" for n in range(25)))
    alone = book.verdicts(YEAR_END, ["A-03", "HF-1"])
    whole = book.verdicts(YEAR_END)
    assert alone == {name: whole[name] for name in ("A-03", "HF-1")}
    assert (whole["HF-1"]["rung"], whole["A-00"]["rung"], whole["A-24"]["rung"]) == (2, 0, 1)


def test_standing_reads_states_only_while_nothing_has_happened_since(neighbours: Book) -> None:
    neighbours.evaluate(now=LATER)
    assert is_current(neighbours.workspace, TODAY)
    assert standing(neighbours.workspace, TODAY) == list(neighbours.verdicts().values())
    assert not is_current(neighbours.workspace, YEAR_END)
    later = LATER + timedelta(minutes=1)
    neighbours.bring("measurements", "account,outcome,occurred_on,value\nEN-3,empty,2026-03-30,15\n", now=later)
    assert not is_current(neighbours.workspace, TODAY)
    found = {v["account"]: v["rung"] for v in standing(neighbours.workspace, TODAY)}
    assert (found["EN-3"], states("EN-3")[0]["rung"]) == (3, 0)
    neighbours.evaluate(now=later + timedelta(minutes=1))
    assert is_current(neighbours.workspace, TODAY)
    neighbours.evaluate(accounts=["EN-3"], now=later + timedelta(minutes=2))
    assert is_current(neighbours.workspace, TODAY), "some looked at again over the same facts changes nothing"
    BookState.objects.filter(workspace=neighbours.workspace).update(version="0.0.1")
    assert not is_current(neighbours.workspace, TODAY), "another version may judge otherwise"


def test_an_import_that_began_before_and_ended_after_is_not_overlooked(neighbours: Book) -> None:
    """An import is stamped with its beginning; the evaluation that ran meanwhile cannot have seen its last rows."""
    neighbours.evaluate(now=LATER)
    began = LATER - timedelta(minutes=10)
    neighbours.bring("measurements", "account,outcome,occurred_on,value\nEN-3,empty,2026-03-30,15\n", now=began)
    assert not is_current(neighbours.workspace, TODAY)
    found = {v["account"]: v["rung"] for v in standing(neighbours.workspace, TODAY)}
    assert found["EN-3"] == 3


def test_states_are_of_their_workspace_alone(cast: Cast, neighbours: Book) -> None:
    evaluate(cast.elsewhere, TODAY, by=cast.stranger, now=NOW)
    neighbours.evaluate(now=LATER)
    assert [v["account"] for v in standing(neighbours.workspace, TODAY)] == ["EN-3", "HF-1", "NB-2"]
    assert [v["account"] for v in standing(cast.elsewhere, TODAY)] == ["HF-1"]


def queries_of(book: Book, count: int) -> tuple[int, int]:
    """How many queries judge a book of so many accounts, and how many more evaluate it for the first time."""
    names = [f"A-{n:03}" for n in range(count)]
    book.bring("accounts", "account,segment,go_live_on\n" + "".join(f"{n},SMB,2025-06-01\n" for n in names))
    book.bring("stakeholders", "account,name,role\n" + "".join(f"{n},Bo Dahl,buyer\n" for n in names))
    book.bring("outcomes", "account,outcome,statement\n" + "".join(f"{n},x,Cut waste by 20%\n" for n in names))
    words = "".join(f"{n},x,Bo Dahl,yes,2026-01-15\n" for n in names)
    book.bring("attestations", "account,outcome,stakeholder,verdict,occurred_on\n" + words)
    with CaptureQueriesContext(connection) as judging:
        assert len(book.verdicts()) >= count
    with CaptureQueriesContext(connection) as evaluating:
        book.evaluate()
    return len(judging), len(evaluating)


def test_queries_do_not_grow_with_accounts(book: Book) -> None:
    few, many = queries_of(book, 5), queries_of(book, 90)
    assert few[0] == many[0] <= 22
    # The second time some accounts say what they said before, which takes a few queries of its own.
    assert many[1] <= few[1] + 4 <= 49


def test_an_account_whose_facts_are_the_same_is_not_judged_again(
    neighbours: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = neighbours.evaluate()
    neighbours.bring("measurements", "account,outcome,occurred_on,value\nEN-3,empty,2026-03-30,15\n", now=LATER)
    looked_at: list[str] = []

    def judged(evidence: Evidence, inputs: str | None = None) -> Judged:
        looked_at.append(evidence.account)
        return judge(evidence, inputs)

    judge = running.judged
    monkeypatch.setattr(running, "judged", judged)
    second = neighbours.evaluate(now=LATER)
    assert looked_at == ["EN-3"]
    assert (second.accounts, second.changed) == (first.accounts, 1)
    positions = AccountState.objects.values_list("position", flat=True)
    assert set(positions) == {Position.of(neighbours.workspace).journal}, "those that say the same have moved on too"
    # And what is counted of them is what judging them all would count.
    AccountState.objects.update(verdict_fingerprint="")
    assert neighbours.evaluate(now=LATER).summary() == second.summary()
    assert looked_at == ["EN-3", "EN-3", "HF-1", "NB-2"]


def test_history_mends_a_row_whose_state_knows_not_since_when(neighbours: Book) -> None:
    """States of before it was noted have no `changed_on`: the latest row is looked for."""
    neighbours.evaluate(YEAR_END)
    AccountState.objects.update(changed_on=None)
    rows = StateChange.objects.count()
    neighbours.evaluate()
    since = dict(AccountState.objects.values_list("account_id", "changed_on"))
    latest = {row.account_id: row.since for row in StateChange.objects.order_by("since")}
    assert since == latest
    assert StateChange.objects.count() <= rows + 3
