"""The bench: computed once, remembered while the facts stay the same, told how far, errors told and not remembered."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests.cast import NOW, TODAY, assemble
from tests.motion.book import FILES, LAST_YEAR, Book

from toprung.kernel.errors import Refused
from toprung.motion.measures.bench import Asked, Bench
from toprung.motion.measures.facts import Facts
from toprung.motion.measures.measuring import computed, pinned


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.close()


@pytest.fixture
def inside(neighbours: Book) -> Book:
    """The book inside the test's transaction, where no other thread sees it."""
    return neighbours


def asked(book: Book, name: str = "nrr", what: str = "figure") -> Asked:
    return Asked.of(book.workspace, pinned(book.workspace, name, LAST_YEAR), TODAY, what)


def test_inside_a_transaction_it_is_computed_at_once_and_not_remembered(inside: Book, bench: Bench) -> None:
    one, other = (bench.ask(inside.workspace, asked(inside), computed) for _ in range(2))

    assert one.done()
    assert one.result() == inside.measure("nrr", LAST_YEAR)
    assert one is not other


def test_inside_a_transaction_errors_are_told(inside: Book, bench: Bench) -> None:
    def refusing(definition: Any, facts: Facts) -> None:
        raise Refused("There are no rates.")

    with pytest.raises(Refused, match="no rates"):
        bench.ask(inside.workspace, asked(inside), refusing).result()


class Work:
    """What a bench is given in these tests: it waits to be let go, and counts how often it was asked."""

    def __init__(self) -> None:
        self.go, self.times = threading.Event(), 0

    def __call__(self, definition: Any, facts: Facts) -> str:
        self.times += 1
        assert self.go.wait(10)
        return definition.measure


@pytest.fixture
def outside(transactional_db: None, tmp_path: Path) -> Book:
    """A book that other threads see."""
    assert not connection.in_atomic_block
    cast = assemble()
    return Book(cast.workspace, cast.leader, tmp_path)


def test_the_same_is_computed_once(outside: Book, bench: Bench) -> None:
    work, question = Work(), asked(outside)

    found = [bench.ask(outside.workspace, question, work) for _ in range(3)]

    assert not found[0].done()
    work.go.set()
    assert [f.result(10) for f in found] == ["nrr"] * 3
    assert bench.ask(outside.workspace, question, work).done()
    assert work.times == 1


def test_other_facts_are_another_question(outside: Book, bench: Bench) -> None:
    before = asked(outside)
    outside.bring("accounts", "account,name\nNB-2,Nordbygg\n")

    assert asked(outside) != before
    assert replace(asked(outside), journal=before.journal) == before
    assert asked(outside, what="trend") != asked(outside)


def test_one_at_a_time_over_one_reading_of_the_facts(outside: Book, bench: Bench) -> None:
    seen: list[Facts] = []

    def noting(definition: Any, facts: Facts) -> None:
        seen.append(facts)

    gate = Work()
    first = bench.ask(outside.workspace, asked(outside, what="gate"), gate)
    others = [bench.ask(outside.workspace, asked(outside, name), noting) for name in ("nrr", "grr")]
    later = replace(asked(outside), as_of=date(2026, 3, 30))
    others.append(bench.ask(outside.workspace, later, noting))
    gate.go.set()
    for promise in (first, *others):
        promise.result(10)

    assert seen[0] is seen[1]
    assert (seen[0].as_of, seen[2].as_of) == (TODAY, date(2026, 3, 30))


def test_it_tells_how_far_it_is(outside: Book, bench: Bench) -> None:
    read, question = Work(), asked(outside)

    def reading(definition: Any, facts: Facts) -> str:
        assert len(facts.evidence) == 1
        return read(definition, facts)

    waiting = replace(question, as_of=date(2026, 3, 30))
    assert bench.accounts_read(question) is None
    promise = bench.ask(outside.workspace, question, reading)
    other: Future[str] = bench.ask(outside.workspace, waiting, read)
    while not read.times:
        pass
    assert (bench.accounts_read(question), bench.accounts_read(waiting)) == (1, None)
    read.go.set()
    promise.result(10)
    other.result(10)


def test_a_refusal_is_remembered_and_a_fault_is_not(
    outside: Book, bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    times: list[str] = []

    def refusing(definition: Any, facts: Facts) -> None:
        times.append("refused")
        raise Refused("There are no rates.")

    def failing(definition: Any, facts: Facts) -> None:
        times.append("failed")
        raise ZeroDivisionError

    for name, work, error in (("nrr", refusing, Refused), ("grr", failing, ZeroDivisionError)):
        for _ in range(2):
            with pytest.raises(error):
                bench.ask(outside.workspace, asked(outside, name), work).result(10)
            bench.close()
    assert times == ["refused", "failed", "failed"]
    assert "A figure could not be computed" in caplog.text


def test_what_was_looked_at_longest_ago_is_let_go(outside: Book) -> None:
    outside.bring_all(FILES)
    bench = Bench(most_rows=7)
    names = ("nrr", "grr", "logo_retention")
    first, *_ = (bench.ask(outside.workspace, asked(outside, name), computed) for name in names)
    bench.close()

    # Three accounts and the figure itself count for four: one of the three figures is left.
    assert bench.ask(outside.workspace, asked(outside, "logo_retention"), computed).done()
    again = bench.ask(outside.workspace, asked(outside, "nrr"), computed)
    assert again is not first
    assert again.result(10) == first.result()
    bench.close()


def test_the_figure_of_the_thread_is_that_of_the_command_line(outside: Book, bench: Bench) -> None:
    outside.bring_all(FILES)
    found = bench.ask(outside.workspace, asked(outside), computed).result(20)

    assert found.as_json() == outside.measure("nrr", LAST_YEAR).as_json()
    assert NOW.date() == TODAY
