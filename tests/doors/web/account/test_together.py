"""Two people at one account: nobody's words are lost, and both versions stand side by side."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.cast import NOW
from tests.doors.web.account.conftest import Desk
from tests.doors.web.account.test_forms import seen, typed
from tests.doors.web.account.test_page import plain

from toprung.doors.web.account import notes
from toprung.records.book.actions import edit_note, remove_note, upsert_accounts, upsert_stakeholders, write_note
from toprung.records.book.drafts import AccountDraft, StakeholderDraft
from toprung.records.book.models import Account, Note
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.drafts import OutcomeDraft
from toprung.records.outcomes.queries import terms


def test_a_note_that_someone_else_changed_meanwhile(bare: Desk) -> None:
    cast = bare.cast
    note = write_note(cast.harbor, "They close late.", by=cast.csm, now=NOW)
    opened = seen(bare, "note_edit", note.pk)
    edit_note(note, "They close late; ask Mina.", by=cast.other_csm, now=NOW)
    answer = bare.send("note_edit", note.pk, text="They close late and know it.", seen=opened)
    page = plain(answer.content.decode())
    assert answer.status_code == 422
    assert "Someone else changed this while you were writing." in page
    assert "They close late; ask Mina." in page
    assert page.count("They close late and know it.") == 2  # beside the other's version, and in the form
    note.refresh_from_db()
    assert note.text == "They close late; ask Mina."
    # Having seen both, this person's word is the last.
    again = seen_in(answer.content.decode())
    assert bare.send("note_edit", note.pk, text="They close late and know it.", seen=again).status_code == 200
    note.refresh_from_db()
    assert note.text == "They close late and know it."


def test_a_note_that_someone_else_took_out_meanwhile_is_kept_as_a_new_one(bare: Desk) -> None:
    cast = bare.cast
    note = write_note(cast.harbor, "They close late.", by=cast.csm, now=NOW)
    opened = seen(bare, "note_edit", note.pk)
    remove_note(Note.objects.get(), by=cast.other_csm, now=NOW)
    answer = bare.send("note_edit", note.pk, text="Much written here.", seen=opened)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Someone took this note out while you were writing." in plain(html)
    assert "Much written here." in html
    assert f'action="{bare.url("note_new")}"' in html
    assert bare.get("note_edit", note.pk).status_code == 404
    assert bare.send("note_edit", note.pk, text="x", seen="made up").status_code == 404
    assert bare.send("note_remove", note.pk).status_code == 404


def test_different_fields_of_an_account_are_both_kept(bare: Desk) -> None:
    cast = bare.cast
    fields = typed(bare, "account_edit")
    upsert_accounts(cast.workspace, [AccountDraft("HF-1", tier="A")], by=cast.leader, now=NOW)
    assert bare.send("account_edit", **fields | {"owner": "Clara Ruiz"}).status_code == 200
    account = Account.objects.get(pk=bare.account.pk)
    assert (account.owner, account.tier) == ("Clara Ruiz", "A")


def test_the_same_field_of_an_account_is_shown_in_both_versions(bare: Desk) -> None:
    cast = bare.cast
    fields = typed(bare, "account_edit") | {"owner": "Clara Ruiz", "industry": "Food"}
    upsert_accounts(cast.workspace, [AccountDraft("HF-1", owner="Lena Vogt")], by=cast.leader, now=NOW)
    answer = bare.send("account_edit", **fields)
    page = plain(answer.content.decode())
    assert answer.status_code == 422
    assert "Owner Lena Vogt Clara Ruiz" in page
    assert 'value="Food"' in answer.content.decode()
    assert Account.objects.get(pk=bare.account.pk).industry == ""


def test_a_promise_that_someone_else_changed_meanwhile(desk: Desk) -> None:
    cast = desk.cast
    outcome = terms(cast.workspace, "HF-1", "close").outcome_id
    fields = typed(desk, "outcome_edit", outcome) | {"target": "4"}
    draft = OutcomeDraft("HF-1", "close", target=Decimal(3), owner="Clara Ruiz")
    write_outcomes(cast.workspace, [draft], by=cast.other_csm, now=NOW)
    answer = desk.send("outcome_edit", outcome, **fields)
    assert answer.status_code == 422
    assert "Target 3" in plain(answer.content.decode())
    now = terms(cast.workspace, "HF-1", "close")
    assert (now.target, now.owner) == (3, "Clara Ruiz")


def test_a_person_whom_someone_else_changed_meanwhile(bare: Desk) -> None:
    cast = bare.cast
    fields = typed(bare, "stakeholder_edit", cast.team_lead.pk) | {"email": "t@harborfoods.example"}
    drafts = [StakeholderDraft("HF-1", "Tom Becker", "tb@harborfoods.example")]
    upsert_stakeholders(cast.workspace, drafts, by=cast.seller, now=NOW)
    answer = bare.send("stakeholder_edit", cast.team_lead.pk, **fields)
    assert answer.status_code == 422
    assert "tb@harborfoods.example t@harborfoods.example" in plain(answer.content.decode())


def test_a_form_that_does_not_say_what_it_showed_changes_nothing(bare: Desk) -> None:
    fields = typed(bare, "account_edit") | {"owner": "Clara Ruiz"}
    for wrong in ("", "made up"):
        answer = bare.send("account_edit", **fields | {"seen": wrong, "once": f"x{wrong}".ljust(22, "x")})
        assert answer.status_code == 422
        assert "Reload the page, then send it again." in plain(answer.content.decode())
    assert Account.objects.get(pk=bare.account.pk).owner == "Chidi Mensah"


def seen_in(html: str) -> str:
    """What an answered form says it shows now."""
    return html.split('name="seen" value="')[1].split('"')[0]


def test_a_server_that_dies_between_receipt_and_note_has_kept_neither(
    bare: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*given: object, **more: object) -> None:
        raise SystemExit

    with monkeypatch.context() as ended:
        ended.setattr(notes, "write_note", dies)
        with pytest.raises(SystemExit):
            bare.send("note_new", text="They close late.", once="k" * 22)
    again = bare.send("note_new", text="They close late.", once="k" * 22)
    assert "Note saved." in again.headers["HX-Trigger"]
    assert Note.objects.get().text == "They close late."


def test_a_book_pasted_into_a_statement_is_refused_and_kept_in_the_form(bare: Desk) -> None:
    answer = bare.send("outcome_new", statement="Close the books faster. " * 300, kind="numeric")
    assert answer.status_code == 422
    assert "7199 characters long: shorten it to 4000." in plain(answer.content.decode())
    assert "Close the books faster. Close the books faster." in answer.content.decode()
    assert not bare.cast.harbor.outcomes.exists()


def test_a_form_that_is_too_large_to_be_read_is_told_so(bare: Desk) -> None:
    answer = bare.send("note_new", text="x" * 4_000_000)
    assert answer.status_code == 413
    assert "More was sent than a form takes (3 MB); nothing was changed." in plain(answer.content.decode())
    assert not Note.objects.exists()
