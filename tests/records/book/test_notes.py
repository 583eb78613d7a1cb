"""Notes: who may write them, that each text stays in the journal, and that a person can be forgotten in them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import NOW, TODAY, Cast

from toprung.kernel.errors import BadInput, NotAllowed, NotFound
from toprung.kernel.vocabulary import MemberRole
from toprung.motion.forgetting import erase_person
from toprung.records.book.actions import edit_note, remove_note, write_note
from toprung.records.book.actions.notes import LONGEST
from toprung.records.book.models import Note
from toprung.records.book.queries import notes
from toprung.records.journal.queries import entries
from toprung.records.tenancy.actors import ANONYMOUS
from toprung.records.tenancy.permissions import ALLOWED, Verb

LATER = NOW + timedelta(hours=2)


def test_who_may(cast: Cast) -> None:
    for actor in (ANONYMOUS, cast.stranger):
        with pytest.raises(NotAllowed):
            write_note(cast.harbor, "Hello", by=actor, now=NOW)
    for role, actor in cast.members.items():
        if role in ALLOWED[Verb.WRITE_NOTE]:
            assert write_note(cast.harbor, "Hello", by=actor, now=NOW).written_by == actor.name
        else:
            with pytest.raises(NotAllowed):
                write_note(cast.harbor, "Hello", by=actor, now=NOW)
    assert ALLOWED[Verb.WRITE_NOTE] == frozenset(MemberRole) - {MemberRole.VIEWER}


def test_who_may_not_change_what_is_there(cast: Cast) -> None:
    note = write_note(cast.harbor, "Hello", by=cast.csm, now=NOW)
    for actor in (ANONYMOUS, cast.stranger, cast.viewer):
        with pytest.raises(NotAllowed):
            edit_note(note, "Other", by=actor, now=NOW)
        with pytest.raises(NotAllowed):
            remove_note(note, by=actor, now=NOW)


def test_a_note_is_dated_today_and_every_text_stays_in_the_journal(cast: Cast) -> None:
    note = write_note(cast.harbor, "  They close late.\r\nAsk Mina. ", by=cast.csm, now=NOW)
    assert (note.text, note.occurred_on) == ("They close late.\nAsk Mina.", TODAY)
    edit_note(note, "They close on time.", by=cast.other_csm, now=LATER)
    note.refresh_from_db()
    assert (note.text, note.written_by, note.edited_by, note.edited_at) == (
        "They close on time.",
        "Chidi Mensah",
        "Clara Ruiz",
        LATER,
    )
    remove_note(note, by=cast.csm, now=LATER)
    assert list(notes(cast.workspace)) == []
    assert [entry.changes["text"] for entry in entries(cast.workspace, "HF-1")] == [
        [None, "They close late.\nAsk Mina."],
        ["They close late.\nAsk Mina.", "They close on time."],
        ["They close on time.", None],
    ]


def test_the_same_text_again_changes_nothing(cast: Cast) -> None:
    note = write_note(cast.harbor, "Hello", by=cast.csm, now=NOW)
    edit_note(note, " Hello ", by=cast.other_csm, now=LATER)
    assert (note.edited_by, entries(cast.workspace, "HF-1").count()) == ("", 1)


@pytest.mark.parametrize(("text", "said"), [(" \n ", "empty"), ("x" * (LONGEST + 1), "shorten it to 10,000")])
def test_what_cannot_be_a_note(cast: Cast, text: str, said: str) -> None:
    note = write_note(cast.harbor, "Hello", by=cast.csm, now=NOW)
    with pytest.raises(BadInput, match=said):
        write_note(cast.harbor, text, by=cast.csm, now=NOW)
    with pytest.raises(BadInput, match=said):
        edit_note(note, text, by=cast.csm, now=NOW)
    assert Note.objects.get().text == "Hello"


def test_a_note_taken_out_meanwhile_is_told(cast: Cast) -> None:
    note = write_note(cast.harbor, "Hello", by=cast.csm, now=NOW)
    again = Note.objects.get()
    remove_note(note, by=cast.csm, now=NOW)
    with pytest.raises(NotFound, match="taken out in the meantime"):
        edit_note(again, "Other", by=cast.other_csm, now=LATER)
    with pytest.raises(NotFound, match="taken out in the meantime"):
        remove_note(again, by=cast.other_csm, now=LATER)


def test_a_forgotten_person_is_forgotten_in_notes_too(cast: Cast) -> None:
    note = write_note(cast.harbor, "Mina Sato (mina@harborfoods.example) asks; Minas does not.", by=cast.csm, now=NOW)
    erase_person(cast.manager, by=cast.admin, now=LATER)
    note.refresh_from_db()
    assert note.text == "erased person 1 (erased person 1) asks; Minas does not."
    assert "Mina Sato" not in str([entry.changes for entry in entries(cast.workspace, "HF-1")])
