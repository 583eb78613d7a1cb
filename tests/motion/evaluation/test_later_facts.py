"""Facts dated later never change an earlier day: the same bytes, whatever came in since (DOMAIN section 12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import NOW, TODAY, Cast
from tests.motion.book import YEAR_END, Book, undone

from toprung.kernel.canon import canonical_bytes
from toprung.motion.demo.book import build_book
from toprung.records.book.models import Account
from toprung.records.outcomes.actions import answer_check, claim_results, withdraw_attestation
from toprung.records.outcomes.drafts import ClaimDraft
from toprung.records.outcomes.models import Attestation
from toprung.sheets.cells import cell_text

#: nobody types a change in the moment in which a file is imported
LATER_ON = NOW + timedelta(hours=1)
LATER: dict[str, tuple[str, str]] = {
    "a new account": (
        "accounts",
        "account,name,segment,segment_from,go_live_on\nLT-4,Late,SMB,2026-01-05,2026-02-01\n",
    ),
    "a move to another segment": (
        "accounts",
        "account,segment,segment_from\nHF-1,Enterprise,2026-02-01\nNB-2,Mid-Market,2026-01-01\n",
    ),
    "a stakeholder who joins": ("stakeholders", "account,name,role,joined_on\nEN-3,Nora Bek,manager,2026-01-01\n"),
    "stakeholders who leave": (
        "stakeholders",
        "account,name,role,left_on\nHF-1,Mina Sato,manager,2026-01-15\nEN-3,Ines Moro,executive_sponsor,2026-03-01\n",
    ),
    "a contract": (
        "contracts",
        "account,contract,signed_on,starts_on,ends_on\nHF-1,H-26,2026-01-01,2026-09-15,2027-09-14\n",
    ),
    "a notice": (
        "contracts",
        "account,contract,starts_on,ends_on,cancelled_on\nEN-3,E-25,2025-04-15,2026-04-14,2026-01-02\n"
        "HF-1,H-25,2025-09-15,2026-09-14,2026-03-30\n",
    ),
    "revenue": (
        "revenue",
        "account,occurred_on,kind,mrr_change,product\nHF-1,2026-01-01,churn,-2400,core\nEN-3,2026-02-01,expansion,99,x\n",
    ),
    "subscriptions": (
        "subscriptions",
        "account,product,started_on,ended_on,mrr\nNB-2,core,2025-06-01,2026-01-01,300\nNB-2,core,2026-01-01,,350\n"
        "NB-2,plus,2026-03-01,,50\n",
    ),
    "an outcome": (
        "outcomes",
        "account,outcome,statement,validator,agreed_on,primary,first_value\n"
        "NB-2,more,Win 20% more tenders,Bo Dahl,2026-01-01,yes,yes\n",
    ),
    "a new version of an outcome": (
        "outcomes",
        "account,outcome,statement,target,agreed_on,validator\n"
        "HF-1,close,Close the books in 2 days instead of 9,2,2026-01-20,Esi Laurent\n"
        "EN-3,empty,Cut empty kilometres from 22% to 20%,20,2026-01-01,Otto Lind\n",
    ),
    "an edit without a date": ("outcomes", "account,outcome,statement\nNB-2,quotes,Cut the time to quote to 1 day\n"),
    "measurements": (
        "measurements",
        "account,outcome,occurred_on,value\nHF-1,close,2026-01-01,9\nEN-3,empty,2026-01-31,14\nNB-2,quotes,2026-02-01,9\n",
    ),
    "attestations": (
        "attestations",
        "account,outcome,stakeholder,verdict,occurred_on,value\nHF-1,close,Tom Becker,yes,2026-01-01,5\n"
        "EN-3,empty,Ines Moro,yes,2026-02-02,14\nNB-2,quotes,Bo Dahl,no,2026-01-01,\n",
    ),
    "touches": (
        "touches",
        "account,occurred_on,kind,minutes,attendees,outcome\nHF-1,2026-01-01,meeting,30,executive_sponsor,close\n",
    ),
    "events": (
        "events",
        "account,user,name,occurred_at\nHF-1,u1,invoice_matched,2025-12-31T23:00:00Z\n"
        "EN-3,u1,invoice_matched,2026-01-02T08:00:00Z\nNB-2,u1,login,2026-03-30T08:00:00Z\n",
    ),
}


def withdrawn(book: Book, cast: Cast) -> None:
    word = Attestation.objects.get(outcome__external_id="quotes")
    withdraw_attestation(word, how="call", by=cast.csm, now=NOW)


def claimed(book: Book, cast: Cast) -> None:
    draft = ClaimDraft("EN-3", "empty", date(2026, 1, 1), opened_by="Ines Moro", opened_on=date(2026, 1, 2))
    assert all(r.problem is None for r in claim_results(book.workspace, [draft], by=cast.csm, now=NOW))


def answered(book: Book, cast: Cast) -> None:
    answer_check(Account.objects.get(external_id="EN-3"), yes=False, by=cast.csm, now=NOW)


ACTS: dict[str, Callable[[Book, Cast], None]] = {
    "a withdrawal": withdrawn,
    "a claim": claimed,
    "an answer to a check": answered,
}


def add(kind: str, book: Book, cast: Cast) -> None:
    if kind in LATER:
        book.bring(*LATER[kind], now=LATER_ON)
    else:
        ACTS[kind](book, cast)


@pytest.mark.parametrize("kind", [*LATER, *ACTS])
def test_a_later_fact_of_any_kind_leaves_the_day_as_it_was(kind: str, neighbours: Book, cast: Cast) -> None:
    # the tally holds the fingerprints of all that went in and all that came out
    told, today = canonical_bytes(neighbours.evaluate(YEAR_END).as_json()), neighbours.bytes_of(TODAY)
    add(kind, neighbours, cast)
    assert canonical_bytes(neighbours.evaluate(YEAR_END).as_json()) == told
    # and it was a fact that counts: today looks different
    assert neighbours.bytes_of(TODAY) != today


def test_all_of_them_together(neighbours: Book, cast: Cast) -> None:
    told, before = canonical_bytes(neighbours.evaluate(YEAR_END).as_json()), neighbours.bytes_of(YEAR_END)
    for kind in ("a withdrawal", *LATER, "a claim", "an answer to a check"):
        add(kind, neighbours, cast)
    assert set(neighbours.bytes_of(TODAY)) == {"EN-3", "HF-1", "LT-4", "NB-2"}
    assert neighbours.bytes_of(YEAR_END) == before
    assert canonical_bytes(neighbours.evaluate(YEAR_END).as_json()) == told


def test_a_go_live_to_come_sets_no_due_day_yet(book: Book) -> None:
    book.bring("accounts", "account,segment,segment_from\nNB-2,SMB,2024-01-01\n")
    book.bring("outcomes", "account,outcome,statement,due_days,agreed_on\nNB-2,q,Cut waste by 20%,30,2025-10-01\n")
    before = book.bytes_of(YEAR_END)
    book.bring("accounts", "account,go_live_on\nNB-2,2026-01-15\n")
    assert book.bytes_of(YEAR_END) == before


days = st.dates(YEAR_END + timedelta(days=1), TODAY)
revenue = st.tuples(
    st.sampled_from(["HF-1", "EN-3"]), days, st.sampled_from(["expansion", "churn"]), st.integers(1, 99)
)
readings = st.tuples(st.sampled_from(["HF-1,close", "NB-2,quotes", "EN-3,empty"]), days, st.integers(0, 30))
words = st.tuples(
    st.sampled_from(["HF-1,close,Mina Sato", "HF-1,close,Tom Becker", "NB-2,quotes,Bo Dahl", "EN-3,empty,Ines Moro"]),
    st.sampled_from(["yes", "no"]),
    days,
)


@settings(max_examples=12)
@given(st.lists(revenue, max_size=3), st.lists(readings, max_size=4, unique_by=lambda r: r[:2]), st.lists(words))
def test_whatever_is_dated_later(neighbours: Book, moves: list[Any], values: list[Any], said: list[Any]) -> None:
    before = neighbours.bytes_of(YEAR_END)
    with undone():
        lines = [f"{a},{day},{kind},{amount},p{n}" for n, (a, day, kind, amount) in enumerate(moves)]
        neighbours.bring("revenue", "\n".join(["account,occurred_on,kind,mrr_change,product", *lines, ""]))
        lines = [f"{outcome},{day},{value}" for outcome, day, value in values]
        neighbours.bring("measurements", "\n".join(["account,outcome,occurred_on,value", *lines, ""]))
        lines = [f"{who},{verdict},{day}" for who, verdict, day in said]
        neighbours.bring("attestations", "\n".join(["account,outcome,stakeholder,verdict,occurred_on", *lines, ""]))
        assert neighbours.bytes_of(YEAR_END) == before


#: the field that dates a row of the demo, and the fields that hold days of their own
DATED = {
    "accounts": ("segment_from", ("go_live_on",)),
    "stakeholders": ("joined_on", ("left_on",)),
    "contracts": ("signed_on", ("cancelled_on",)),
    "revenue": ("occurred_on", ()),
    "outcomes": ("agreed_on", ()),
    "measurements": ("occurred_on", ()),
    "attestations": ("occurred_on", ()),
    "touches": ("occurred_on", ()),
    "events": ("occurred_at", ()),
}


def as_csv(rows: list[dict[str, Any]]) -> str:
    header = ",".join(rows[0])
    quoted = [",".join('"' + cell_text(value).replace('"', '""') + '"' for value in row.values()) for row in rows]
    return "\n".join([header, *quoted, ""])


def known_by(kind: str, rows: list[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    """What a file of that day would have said."""
    dated, own = DATED[kind]
    known = [row for row in rows if row[dated] is None or str(row[dated])[:10] <= str(day)]
    return [{n: None if n in own and v and v > day else v for n, v in row.items()} for row in known]


def test_a_day_of_the_demo_does_not_know_what_came_after_it(book: Book) -> None:
    """Two months of a believable book's facts come in after the day was first evaluated."""
    demo = build_book(30, 3, TODAY, events_per_user_week=0.5)
    rows = {**demo.rows, "events": list(demo.events())}
    day = date(2026, 1, 31)
    for kind in DATED:
        book.bring(kind, as_csv(known_by(kind, rows[kind], day)))
    told, before = canonical_bytes(book.evaluate(day).as_json()), book.bytes_of(day)
    later = replace(book)
    for kind in DATED:
        later.bring(kind, as_csv(rows[kind]))
    assert later.bytes_of(day) == before
    assert canonical_bytes(later.evaluate(day).as_json()) == told
    assert len(later.bytes_of(TODAY)) == 31
