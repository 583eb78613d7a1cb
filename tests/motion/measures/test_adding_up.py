"""Every figure opens to the accounts behind it, which add up to it; so do its groups, and its movements to the cent."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import NOW, TODAY, Cast
from tests.motion.book import EVER, LAST_YEAR, Book, undone

from toprung.kernel.days import Window
from toprung.kernel.errors import BadInput, NotAllowed, NotFound
from toprung.kernel.vocabulary import MovementKind
from toprung.motion.measures.figures import Figure
from toprung.motion.measures.measuring import COMPUTING, By, keep, kept_figure, measure
from toprung.motion.measures.queries import query_of
from toprung.records.book.actions import record_movements, upsert_accounts, upsert_contracts
from toprung.records.book.drafts import AccountDraft, ContractDraft, MovementDraft
from toprung.records.outcomes.actions import record_measurements, write_outcomes
from toprung.records.outcomes.drafts import MeasurementDraft, OutcomeDraft
from toprung.records.tenancy.actors import ANONYMOUS

RETENTION = ("nrr", "grr", "logo_retention")
WINDOWS = dict.fromkeys(RETENTION, LAST_YEAR) | {"oar": EVER, "ttfv": EVER, "promise_kept": EVER}
SEGMENTS = [None, "SMB", "Mid-Market", "Enterprise", "Unassigned"]


def all_rows_add_up(figure: Figure) -> None:
    told = figure.as_json()
    assert sum((Decimal(str(r["numerator"])) for r in told["accounts"]), Decimal(0)) == Decimal(str(told["numerator"]))
    assert sum((Decimal(str(r["denominator"])) for r in told["accounts"]), Decimal(0)) == Decimal(
        str(told["denominator"])
    )
    assert len({r["account"] for r in told["accounts"]}) == len(told["accounts"])
    if figure.definition.measure == "ttfv":
        assert figure.denominator == len(figure.rows)
    elif figure.denominator:
        assert figure.value is not None
        assert abs(figure.value - figure.numerator / figure.denominator) < Decimal("1e-11")
    else:
        assert figure.value is None
        assert figure.notes[0].startswith("No base: ")


def groups_add_up(figure: Figure, by: By) -> None:
    parts = [part for _, part in figure.groups]
    assert sum((p.numerator for p in parts), Decimal(0)) == figure.numerator
    assert sum((p.denominator for p in parts), Decimal(0)) == figure.denominator
    assert Counter(r.account for p in parts for r in p.rows) == Counter(r.account for r in figure.rows)
    for name, part in figure.groups:
        all_rows_add_up(part)
        assert {str(getattr(row, by.value)) or "—" for row in part.rows} == {name}
    for name in {"measured", "validated", "coverage"} & figure.parts.keys():
        assert sum(p.parts[name]["numerator"] for p in parts) == figure.parts[name]["numerator"]


def movements_reconcile(figure: Figure) -> None:
    moved = figure.parts["movements"]
    grown = moved["start"] + moved["new"] + moved["expansion"] + moved["reactivation"] + moved["transfers"]
    assert grown - moved["contraction"] - moved["churn"] == moved["end"]


def check(figure: Figure) -> None:
    all_rows_add_up(figure)
    if figure.definition.measure in RETENTION and figure.rows:
        movements_reconcile(figure)


@pytest.mark.parametrize("name", WINDOWS)
def test_by_every_grouping_and_segment(name: str, neighbours: Book) -> None:
    neighbours.bring("accounts", "account,name,owner,go_live_on\nUN-5,Nobody's,,2025-07-01\n")
    neighbours.bring("revenue", "account,occurred_on,kind,mrr_change\nUN-5,2024-06-01,new,10\n")
    for by in COMPUTING[name].groups:
        whole = neighbours.measure(name, WINDOWS[name], group_by=by)
        check(whole)
        groups_add_up(whole, by)
    alone = {s: neighbours.measure(name, WINDOWS[name], segment=s) for s in SEGMENTS[1:]}
    for figure in alone.values():
        check(figure)
    assert sum(f.denominator for f in alone.values()) == whole.denominator
    assert sum(f.numerator for f in alone.values()) == whole.numerator


days = st.dates(date(2024, 6, 1), TODAY)
cents = st.integers(1, 500_000).map(lambda n: Decimal(n) / 100)
movements = st.tuples(st.sampled_from("abcd"), days, st.sampled_from(MovementKind), cents, st.sampled_from("xy"))


@settings(max_examples=12)
@given(
    moves=st.lists(movements, max_size=12),
    placed=st.fixed_dictionaries({a: st.tuples(st.sampled_from(SEGMENTS), st.none() | days) for a in "abcd"}),
    start=days,
    length=st.integers(1, 400),
    options=st.fixed_dictionaries(
        {"reactivation": st.sampled_from(["include", "exclude"]), "basis": st.sampled_from(["mrr", "arr"])}
    ),
    cap=st.sampled_from(["account", "subscription"]),
)
def test_retention_of_any_small_book(
    book: Book, moves: list[Any], placed: dict[str, Any], start: date, length: int, options: dict[str, str], cap: str
) -> None:
    window = Window(start, min(start + timedelta(days=length), TODAY + timedelta(days=1)))
    with undone():
        drafts = [AccountDraft(a, segment=s, segment_from=day) for a, (s, day) in placed.items()]
        upsert_accounts(book.workspace, drafts, by=book.by, now=NOW)
        told = [MovementDraft(a, day, kind, amount, p, ordinal=n) for n, (a, day, kind, amount, p) in enumerate(moves)]
        record_movements(book.workspace, told, by=book.by, now=NOW)
        for name in RETENTION:
            fit = {k: v for k, v in options.items() if k != "basis" or name != "logo_retention"}
            fit |= {"cap": cap} if name == "grr" else {}
            whole = book.measure(name, window, window.end, group_by=By.SEGMENT, settings=fit)
            check(whole)
            groups_add_up(whole, By.SEGMENT)
            for group, part in whole.groups:
                alone = book.measure(name, window, window.end, segment=group, settings=fit)
                assert (alone.value, alone.numerator, alone.denominator) == (
                    part.value,
                    part.numerator,
                    part.denominator,
                )
                assert alone.rows == part.rows


stories = st.fixed_dictionaries(
    {
        "segment": st.sampled_from(SEGMENTS),
        "live": st.none() | st.integers(0, 400),
        "signed": st.none() | st.integers(0, 400),
        "outcome": st.booleans(),
        "agreed": st.none() | st.integers(0, 400),
        "reached": st.none() | st.integers(0, 400),
    }
)


def ago(count: int) -> date:
    return TODAY - timedelta(days=count)


@settings(max_examples=12)
@given(st.lists(stories, min_size=1, max_size=5), st.sampled_from(["signature", "go_live"]))
def test_clocks_of_any_small_book(book: Book, told: list[dict[str, Any]], start: str) -> None:
    with undone():
        lives = {f"s{n}": story for n, story in enumerate(told)}
        write = {"by": book.by, "now": NOW}
        upsert_accounts(
            book.workspace,
            [
                AccountDraft(a, segment=s["segment"], go_live_on=None if s["live"] is None else ago(s["live"]))
                for a, s in lives.items()
            ],
            **write,
        )
        signed = [(a, ago(s["signed"])) for a, s in lives.items() if s["signed"] is not None]
        upsert_contracts(book.workspace, [ContractDraft(a, "c", signed_on=day) for a, day in signed], **write)
        promised = {a: s for a, s in lives.items() if s["outcome"]}
        promises = [
            OutcomeDraft(
                a,
                "o",
                "Cut waste by 20%",
                agreed_on=None if s["agreed"] is None else ago(s["agreed"]),
                state_after="cut",
            )
            for a, s in promised.items()
        ]
        write_outcomes(book.workspace, promises, **write)
        readings = [
            MeasurementDraft(a, "o", ago(s["reached"]), "cut") for a, s in promised.items() if s["reached"] is not None
        ]
        record_measurements(book.workspace, readings, **write)
        for name, fit in (("oar", {}), ("oar", {"reading": "validated"}), ("ttfv", {"start": start})):
            whole = book.measure(name, group_by=By.SEGMENT, settings=fit)
            all_rows_add_up(whole)
            groups_add_up(whole, By.SEGMENT)
            for group, part in whole.groups:
                alone = book.measure(name, segment=group, settings=fit)
                assert (alone.value, alone.numerator, alone.denominator) == (
                    part.value,
                    part.numerator,
                    part.denominator,
                )
            if name == "ttfv":
                each = [book.measure(name, segment=s, settings=fit).parts for s in SEGMENTS]
                assert each[0]["excluded_without_start"] == sum(p["excluded_without_start"] for p in each[1:])
                # the accounts told of and Harbor Foods, which has neither contract nor story
                assert len(whole.rows) + each[0]["excluded_without_start"] == len(on_the_book(book))


def on_the_book(book: Book) -> set[str]:
    return set(book.verdicts())


def test_no_movements_is_no_base_and_says_what_to_import(book: Book) -> None:
    for name in RETENTION:
        told = book.measure(name, LAST_YEAR).as_json()
        assert (told["value"], told["numerator"], told["denominator"], told["accounts"]) == (None, 0, 0, [])
        assert told["notes"][0].startswith("No base: there are no revenue movements by the as-of day.")
        assert "import subscriptions or revenue" in told["notes"][0]


def test_an_empty_base_is_neither_zero_nor_all(neighbours: Book) -> None:
    early = Window(date(2024, 1, 1), date(2024, 6, 1))
    for name in RETENTION:
        figure = neighbours.measure(name, early)
        assert (figure.value, figure.notes) == (None, ("No base: no account was paying at the start of the window.",))
    for name in ("oar", "ttfv"):
        figure = neighbours.measure(name, early)
        assert figure.value is None
        assert figure.notes[0].startswith("No base: ")


def test_a_window_that_ends_after_the_day_is_refused(neighbours: Book) -> None:
    with pytest.raises(BadInput, match="give an earlier --to"):
        neighbours.measure("nrr", LAST_YEAR, date(2025, 6, 1))


def test_who_may_read_a_figure(cast: Cast, neighbours: Book) -> None:
    for actor in (ANONYMOUS, cast.stranger):
        with pytest.raises(NotAllowed):
            measure(cast.workspace, "nrr", LAST_YEAR, as_of=TODAY, by=actor)
    for actor in cast.members.values():
        assert measure(cast.workspace, "nrr", LAST_YEAR, as_of=TODAY, by=actor).value is None
    theirs = measure(cast.elsewhere, "ttfv", EVER, as_of=TODAY, by=cast.stranger)
    assert theirs.rows == ()


def test_a_segment_nobody_has_heard_of(neighbours: Book) -> None:
    with pytest.raises(NotFound, match=r"mean “Enterprise”.* There is: Enterprise, Mid-Market, SMB, Unassigned"):
        neighbours.measure("oar", segment="Enterprize")


def test_a_figure_is_kept_once_with_its_definition(neighbours: Book, cast: Cast) -> None:
    figure = neighbours.measure("oar")
    kept = keep(neighbours.workspace, figure, by=neighbours.by, now=NOW)
    assert keep(neighbours.workspace, neighbours.measure("oar"), by=neighbours.by, now=NOW + timedelta(days=1)) == kept
    kept = kept_figure(neighbours.workspace, kept.pk)
    assert kept.value == figure.value
    assert kept.figure == figure.as_json(accounts=False)
    assert (kept.definition_id, kept.inputs_fingerprint) == (figure.definition.id, figure.inputs_fingerprint)
    with pytest.raises(NotFound):
        kept_figure(cast.elsewhere, kept.pk)
    neighbours.bring("measurements", "account,outcome,occurred_on,value\nEN-3,empty,2025-07-15,15\n")
    assert keep(neighbours.workspace, neighbours.measure("oar"), by=neighbours.by, now=NOW) != kept


@pytest.mark.parametrize("name", WINDOWS)
def test_every_figure_opens_to_its_query(name: str) -> None:
    assert "SELECT" in query_of(name)


def test_there_is_no_query_of_an_unknown_measure() -> None:
    with pytest.raises(BadInput, match="There is: nrr, grr, logo_retention, oar, ttfv"):
        query_of("nps")
