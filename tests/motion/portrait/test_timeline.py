"""The timeline: every kind, in order, page by page, in words, and nothing of another workspace."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import NOW, TODAY, Cast
from tests.motion.book import Book

from toprung.kernel.changing_hands import HandOffKind
from toprung.kernel.errors import BadInput
from toprung.kernel.vocabulary import Said, TouchKind, TouchPurpose
from toprung.motion.portrait.happenings import Happening, Kind, Place
from toprung.motion.portrait.timeline import timeline
from toprung.records.book.actions import edit_note, record_touches, remove_note, upsert_accounts, write_note
from toprung.records.book.drafts import AccountDraft, TouchDraft
from toprung.records.handoffs.actions import hand_over, send_back_handoff, state_commitments
from toprung.records.outcomes.actions import (
    answer_check,
    claim_results,
    record_attestations,
    record_measurements,
)
from toprung.records.outcomes.drafts import AttestationDraft, ClaimDraft, MeasurementDraft

LATER = NOW + timedelta(hours=1)


def pages(cast: Cast, size: int, kind: Kind | None = None) -> list[Happening]:
    """All of Harbor's happenings, read page by page."""
    found: list[Happening] = []
    before = None
    while True:
        shown = timeline(cast.workspace, cast.harbor, kind, before, size)
        found += shown.happenings
        if shown.older is None:
            return found
        before = Place.parse(str(shown.older))


@pytest.fixture
def busy(judged: Book, cast: Cast) -> Cast:
    """Harbor with something of every kind on one day, and some of it twice at one moment."""
    for number in range(3):
        write_note(cast.harbor, f"Note {number}", by=cast.csm, now=NOW)
        touch = TouchDraft("HF-1", TODAY, TouchKind.CALL, 30, ("buyer",), "close", TouchPurpose.STRATEGIC, number)
        record_touches(cast.workspace, [touch], by=cast.seller, now=NOW)
    measured = MeasurementDraft("HF-1", "close", TODAY, Decimal("4.5"))
    record_measurements(cast.workspace, [measured], by=cast.csm, now=NOW)
    no = AttestationDraft("HF-1", "close", "Tom Becker", Said.NO, TODAY, words="Not yet", how="call")
    record_attestations(cast.workspace, [no], by=cast.csm, now=LATER)
    claim_results(cast.workspace, [ClaimDraft("HF-1", "close", document="Board report")], by=cast.csm, now=NOW)
    answer_check(cast.harbor, yes=True, named="Closing in 5 days", by=cast.csm, now=NOW)
    state_commitments(cast.harbor, HandOffKind.GO_LIVE, ["A dashboard in Dutch"], by=cast.seller, now=NOW)
    hand_over(cast.harbor, HandOffKind.GO_LIVE, missing=["name_of_the_CSM"], words="Soon", by=cast.seller, now=NOW)
    send_back_handoff(cast.harbor, HandOffKind.GO_LIVE, reasons="Who is it?", by=cast.csm, now=LATER)
    return cast


def test_a_hand_off_is_told_step_by_step(busy: Cast) -> None:
    told = [(h.what, h.who, h.quote, h.details, h.good) for h in pages(busy, 30, Kind.HAND_OFF)]
    of = "Hand-off from implementation to CSM"
    assert told == [
        (f"{of}: sent back", "Chidi Mensah", "Who is it?", (), False),
        (f"{of}: handed over", "Sam Keller", "Soon", ("missing then: name of the CSM",), None),
        (f"{of}: commitments stated", "Sam Keller", "", ("“A dashboard in Dutch”",), None),
    ]


def test_pages_of_any_size_tell_the_same_story(busy: Cast) -> None:
    whole = timeline(busy.workspace, busy.harbor, limit=1000).happenings
    assert {h.kind for h in whole} == set(Kind)
    assert [h.place for h in whole] == sorted((h.place for h in whole), key=lambda p: p.newness, reverse=True)
    for size in (1, 2, 7):
        assert [h.place for h in pages(busy, size)] == [h.place for h in whole]


def test_one_kind_alone(busy: Cast) -> None:
    whole = timeline(busy.workspace, busy.harbor, limit=1000).happenings
    for kind in Kind:
        assert [h.place for h in pages(busy, 2, kind)] == [h.place for h in whole if h.kind is kind]


def test_queries_do_not_grow(busy: Cast) -> None:
    with CaptureQueriesContext(connection) as queries:
        timeline(busy.workspace, busy.harbor)
    assert len(queries) == len(Kind) + 2


def test_it_is_told_who_did_what(busy: Cast) -> None:
    told = {(h.kind, h.what, h.who, h.quote) for h in timeline(busy.workspace, busy.harbor, limit=1000).happenings}
    close = "“Close the books in 5 days instead of 9”"
    assert told >= {
        (Kind.NOTE, "Note", "Chidi Mensah", "Note 1"),
        (Kind.TOUCH, "Call", "Sam Keller", ""),
        (Kind.MEASUREMENT, f"{close} measured: 4.5 days", "Chidi Mensah", ""),
        (Kind.MEASUREMENT, f"{close} measured: 8 days", "Lena Vogt", ""),
        (Kind.ATTESTATION, f"Tom Becker (team lead) denied {close}", "Chidi Mensah", "Not yet"),
        (Kind.ATTESTATION, f"Mina Sato (manager) confirmed {close}", "Lena Vogt", "We close in 5 days now"),
        (Kind.CLAIM, f"Result of {close} claimed", "Chidi Mensah", ""),
        (
            Kind.CHECK,
            "Result check answered: the account can name its measurable result",
            "Chidi Mensah",
            "Closing in 5 days",
        ),
        (Kind.REVENUE, "Revenue, new (core): MRR EUR +2,400", "Lena Vogt", ""),
        (Kind.STANDING, "First evaluated: 3, Outcome; health amber", "", ""),
        (Kind.CHANGE, "Put contract H-25 on file", "Lena Vogt", ""),
    }


def test_what_came_with_imported_history_says_so(busy: Cast) -> None:
    shown = timeline(busy.workspace, busy.harbor, limit=1000)
    old = [h for h in shown.happenings if h.backfilled]
    assert {h.kind for h in old} == {Kind.MEASUREMENT, Kind.ATTESTATION, Kind.REVENUE}
    assert shown.backfilled == len(old) == 4


def test_a_note_changed_or_taken_out_stays_in_the_story(cast: Cast) -> None:
    note = write_note(cast.harbor, "First", by=cast.csm, now=NOW)
    edit_note(note, "Second", by=cast.other_csm, now=LATER)
    shown = timeline(cast.workspace, cast.harbor).happenings
    assert [(h.kind, h.quote, h.details, h.who) for h in shown if h.kind is Kind.NOTE] == [
        (Kind.NOTE, "Second", ("edited by Clara Ruiz",), "Chidi Mensah")
    ]
    remove_note(note, by=cast.csm, now=LATER)
    shown = timeline(cast.workspace, cast.harbor).happenings
    changes = [(c.before, c.after) for h in shown for c in h.changes]
    assert [h.kind for h in shown] == [Kind.CHANGE, Kind.CHANGE]
    assert sorted(changes) == [("First", "Second"), ("Second", "")]


def test_a_change_says_what_was_before_and_after(cast: Cast) -> None:
    draft = AccountDraft("HF-1", owner="Clara Ruiz", seats=50, segment="SMB")
    upsert_accounts(cast.workspace, [draft], by=cast.csm, now=NOW)
    (changed,) = timeline(cast.workspace, cast.harbor).happenings
    assert changed.what == "Changed the account"
    assert {(c.field, c.before, c.after) for c in changed.changes} == {
        ("owner", "Chidi Mensah", "Clara Ruiz"),
        ("seats", "40", "50"),
        ("segment", "Mid-Market", "SMB"),
        ("segment since 31 Mar 2026", "", "SMB"),
    }
    assert changed.is_first is False


def test_another_workspace_has_a_story_of_its_own(busy: Cast) -> None:
    assert timeline(busy.elsewhere, busy.their_harbor).happenings == ()
    assert timeline(busy.elsewhere, busy.harbor).happenings == ()


@given(st.text(max_size=60))
def test_a_place_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="begin again"):
        Place.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-31_2026-03-31T10:00:00_3_17",  # no zone
        "2026-03-31_2026-03-31T10:00:00+00:00_99_17",
        "2026-03-31_2026-03-31T10:00:00+00:00_1_-4",
        f"2026-03-31_2026-03-31T10:00:00+00:00_1_{2**70}",
    ],
)
def test_a_place_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="begin again"):
        Place.parse(text)
