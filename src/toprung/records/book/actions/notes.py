"""Notes: what a member writes down about an account, edits, and takes out again. The journal keeps every text."""

from __future__ import annotations

from datetime import datetime

from toprung.kernel.errors import BadInput, NotFound
from toprung.records.book.models import Account, Note
from toprung.records.journal import actions as journal
from toprung.records.journal.actions import changes_between
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn

#: a note is read at a glance; what is longer belongs into a document
LONGEST = 10_000


def write_note(account: Account, text: str, *, by: Actor, now: datetime) -> Note:
    """Put a note on file, dated today. Raises NotAllowed, and BadInput for a text that is empty or too long."""
    workspace = account.workspace
    require(by, Verb.WRITE_NOTE, workspace)
    kept = _readable(text)
    with turn(workspace):
        today = workspace.day_of(now)
        note = Note(account=account, text=kept, written_by=by.name, occurred_on=today, recorded_at=now)
        note.save(force_insert=True)
        _journal("write_note", note, None, kept, by=by, now=now)
    return note


def edit_note(note: Note, text: str, *, by: Actor, now: datetime) -> Note:
    """Give the note another text; the journal keeps the one before. Raises NotAllowed, BadInput and NotFound."""
    workspace = note.account.workspace
    require(by, Verb.WRITE_NOTE, workspace)
    kept = _readable(text)
    with turn(workspace):
        before = note.text = _text_on_file(note)
        if kept == before:
            return note
        note.text, note.edited_by, note.edited_at = kept, by.name, now
        note.save(update_fields=["text", "edited_by", "edited_at"])
        _journal("edit_note", note, before, kept, by=by, now=now)
    return note


def remove_note(note: Note, *, by: Actor, now: datetime) -> None:
    """Take the note out of the account's page; the journal keeps its text. Raises NotAllowed and NotFound."""
    workspace = note.account.workspace
    require(by, Verb.WRITE_NOTE, workspace)
    with turn(workspace):
        _journal("remove_note", note, _text_on_file(note), None, by=by, now=now)
        note.delete()


def _text_on_file(note: Note) -> str:
    text = Note.objects.filter(pk=note.pk).values_list("text", flat=True).first()
    if text is None:
        raise NotFound("This note was taken out in the meantime: write what you have to say as a new one.")
    return text


def _readable(text: str) -> str:
    kept = text.replace("\r\n", "\n").strip()
    if not kept:
        raise BadInput("The note is empty: write something, or leave it.")
    if len(kept) > LONGEST:
        raise BadInput(f"The note is {len(kept):,} characters long: shorten it to {LONGEST:,}.")
    return kept


def _journal(verb: str, note: Note, before: str | None, after: str | None, *, by: Actor, now: datetime) -> None:
    account = note.account
    changes = changes_between({"text": before}, {"text": after})
    entry = journal.Note(verb, account.external_id, f"note of {note.occurred_on}", changes)
    journal.write(account.workspace, [entry], by=by, at=now)
