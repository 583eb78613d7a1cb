"""Notes: written, edited by two people without losing words, taken out again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from toprung.doors.web.account.fields import Text
from toprung.doors.web.account.workbench import METHODS, EditForm, WorkForm, posted, shown, was_shown, work
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import NotFound
from toprung.motion.portrait.head import the_account
from toprung.records.book.actions import edit_note, remove_note, write_note
from toprung.records.book.models import Account, Note
from toprung.records.book.queries import notes
from toprung.records.tenancy.permissions import Verb

_GONE = (
    "Someone took this note out while you were writing. Nothing of yours is lost: it stands below, to be kept as a "
    "new note."
)


class WriteNote(WorkForm):
    """A new note."""

    heading = "Write a note"
    text = Text(rows=6, max_length=None, label="Note", help_text="For your colleagues; the customer does not see it.")

    def act(self) -> str:
        """Put it on file."""
        write_note(self.account, self.cleaned_data["text"], by=self.visit.actor, now=self.visit.now)
        return "Note saved."


class EditNote(EditForm):
    """Another text for a note."""

    heading = "Edit the note"
    text = Text(rows=6, max_length=None, label="Note")

    def __init__(self, visit: Visit, account: Account, note: int, data: Any = None) -> None:
        self.note = note
        super().__init__(visit, account, data)

    def on_file(self) -> dict[str, Any]:
        """The note's text."""
        return {"text": the_note(self.visit, self.account, self.note).text}

    def keep(self, changed: dict[str, Any]) -> str:
        """Save the text."""
        note = the_note(self.visit, self.account, self.note)
        edit_note(note, changed["text"], by=self.visit.actor, now=self.visit.now)
        return "Note saved."


class RemoveNote(WorkForm):
    """Asks once more before a note is taken out."""

    heading = "Take the note out?"
    submit = "Take it out"

    def __init__(self, visit: Visit, account: Account, note: Note, data: Any = None) -> None:
        self.note = note
        super().__init__(visit, account, data)

    @property
    def intro(self) -> str:
        """Whose note it is, and what stays."""
        return f"The note of {self.note.written_by} leaves this page; the journal keeps its text."

    @property
    def quote(self) -> str:
        """The words that would go."""
        return self.note.text

    def act(self) -> str:
        """Take it out."""
        remove_note(self.note, by=self.visit.actor, now=self.visit.now)
        return "Note taken out."


@page(Verb.WRITE_NOTE, methods=METHODS)
def note_new(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Write a note."""
    return work(request, WriteNote(visit, the_account(visit.workspace, pk), posted(request)))


@page(Verb.WRITE_NOTE, methods=METHODS)
def note_edit(request: HttpRequest, visit: Visit, pk: int, note: int) -> HttpResponse:
    """Edit a note; what is sent to one that was taken out meanwhile is offered as a new one."""
    account = the_account(visit.workspace, pk)
    gone = not notes(visit.workspace).filter(account=account, pk=note).exists()
    if gone and request.method == "POST" and was_shown(request):
        again = WriteNote(visit, account, request.POST)
        again.add_error(None, _GONE)
        return shown(request, again, reverse("note_new", args=[visit.workspace.pk, pk]), status=422)
    return work(request, EditNote(visit, account, note, posted(request)))


@page(Verb.WRITE_NOTE, methods=METHODS)
def note_remove(request: HttpRequest, visit: Visit, pk: int, note: int) -> HttpResponse:
    """Take a note out."""
    account = the_account(visit.workspace, pk)
    return work(request, RemoveNote(visit, account, the_note(visit, account, note), posted(request)))


def the_note(visit: Visit, account: Account, pk: int) -> Note:
    """The account's note of that key. Raises NotFound."""
    found = notes(visit.workspace).filter(account=account, pk=pk).select_related("account__workspace").first()
    if found is None:
        raise NotFound("There is no such note at this account; it may have been taken out.")
    return found
