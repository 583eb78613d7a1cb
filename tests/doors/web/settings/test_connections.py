"""Connections: what is on file, how fresh, what is missing; and what only admins are told."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.cast import NOW, Cast
from tests.doors.web.conftest import SignIn
from tests.doors.web.settings.browsing import words
from tests.motion.book import Book

from toprung.motion import stores
from toprung.motion.imports.models import ImportRun


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/w/{cast.workspace.pk}/settings/connections/"


def test_anonymous_and_the_stranger(address: str, client: Client, sign_in: SignIn) -> None:
    for path in (address, f"{address}examined/"):
        assert client.get(path).status_code == 302
        assert sign_in("stan").get(path).status_code == 404


def test_a_new_workspace_is_told_what_to_bring(address: str, sign_in: SignIn) -> None:
    said = words(sign_in("lena").get(address))
    assert "2 of 9 kinds of fact are on file; 7 are missing." in said
    assert "Usage events. Activity and adoption, rungs 1 and 2, are unknown, which is not no." in said
    assert "There are no connectors yet" in said
    assert "A leader or an admin imports them." in words(sign_in("vera").get(address))


def test_everything_on_file_with_its_age(address: str, sign_in: SignIn, book: Book) -> None:
    said = words(sign_in("vera").get(address))
    assert "9 of 9 kinds of fact are on file." in said
    assert "Measurements 4 newest 5 Dec 2025, 116 days ago" in said
    assert "Usage events 36 newest 29 Dec 2025, 92 days ago; since 6 Oct 2025" in said
    assert "Contracts 3 newest start 15 Sep 2025" in said


def test_the_last_import_of_each_kind(address: str, sign_in: SignIn, cast: Cast, book: Book) -> None:
    def run(kind: str, state: str, file: str) -> None:
        report = {"read": 12, "created": 9, "updated": 1, "unchanged": 0, "rejected": 2}
        about = {"by_name": "Lena Vogt", "file_name": file, "size": 10, "kind": kind, "report": report}
        times = {"created_at": NOW, "started_at": NOW, "finished_at": NOW}
        ImportRun.objects.create(workspace=cast.workspace, state=state, **about, **times)

    for state, file in (("done", "first.csv"), ("done", "<b>second.csv"), ("undone", "third.csv")):
        run("touches", state, file)
    page = sign_in("vera").get(address)
    said = words(page)
    assert "&lt;b&gt;second.csv, 31 Mar 2026, 12:00 by Lena Vogt: 10 of 12 rows kept, 2 rejected" in said
    assert "first.csv" not in said
    assert "third.csv" not in said


def test_the_installation_is_for_admins(address: str, sign_in: SignIn, book: Book, home: object) -> None:
    said = words(sign_in("ada").get(address))
    assert "36 events of this workspace in 3 files" in said
    assert "each mail is written to a file" in said
    assert "schema of" in said
    assert str(home) not in said
    for name in ("lena", "chidi", "vera"):
        page = sign_in(name).get(address)
        assert "Where it is kept" not in words(page)
        assert sign_in(name).get(f"{address}examined/").status_code == 403


def test_examined_says_nothing_of_others(address: str, sign_in: SignIn, book: Book, home: object) -> None:
    ada = sign_in("ada")
    said = words(ada.get(f"{address}examined/"))
    assert "Everything that was looked at is sound." in said
    assert "2 attestations, unbroken" in said
    assert "Northlight" not in said
    assert str(home) not in said
    assert "<html" not in ada.get(f"{address}examined/", headers={"HX-Request": "true"}).content.decode()


def test_a_store_that_cannot_be_read_is_said(address: str, sign_in: SignIn, book: Book) -> None:
    for entry in (stores.lake().folder / "events" / "_delta_log").glob("*.json"):
        entry.write_text("{")
    said = words(sign_in("ada").get(address))
    assert "The events' store cannot be read: “toprung restore” brings the last backup back." in said.replace(
        "&#x27;", "'"
    )
    examined = words(sign_in("ada").get(f"{address}examined/"))
    assert "the lake&#x27;s log cannot be read: ask who runs this installation." in examined


def test_a_damaged_file_is_found(address: str, sign_in: SignIn, book: Book, home: object) -> None:
    path = stores.lake().files(stores.lake_key(book.workspace)).paths[0]
    path.write_bytes(b"no Parquet")
    said = words(sign_in("ada").get(f"{address}examined/"))
    assert "1 finding needs somebody to act." in said
    assert "1 of their files cannot be read" in said
    assert str(home) not in said
