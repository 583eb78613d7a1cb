"""Files coming in by pieces: dropped, repeated, too large, from someone else, through an ended session."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, override_settings
from tests.cast import NOW
from tests.doors.web.importing.conftest import Desk
from tests.doors.web.visiting import signed_up

from toprung.motion.imports.models import ImportRun, RunState
from toprung.motion.imports.runs.receiving import LARGEST_FILE, LARGEST_PIECE, MOST_OPEN
from toprung.motion.imports.runs.storing import path_of
from toprung.motion.imports.runs.sweeping import sweep

SLICE = 512 * 1024
TEXT = b"account,segment\nNile,SMB\nFjord,SMB\n"


def announce(desk: Desk, size: int, name: str = "book.csv", query: str = "", **more: object) -> HttpResponse:
    body = json.dumps({"name": name, "size": size, **more})
    return desk.client.post(desk.at(f"new/{query}"), body, "application/json", headers={"Accept": "application/json"})


def put(desk: Desk, url: str, offset: int | str, piece: bytes) -> HttpResponse:
    headers = {"X-Offset": str(offset), "Accept": "application/json"}
    return desk.client.put(url, piece, "application/octet-stream", headers=headers)


def begun(desk: Desk, size: int = len(TEXT), name: str = "book.csv") -> tuple[str, ImportRun]:
    told = announce(desk, size, name).json()
    return told["chunk_url"], ImportRun.objects.get(pk=told["id"])


def test_pieces_arrive_in_order(leader: Desk) -> None:
    answer = announce(leader, len(TEXT))
    assert answer.status_code == 201
    told = answer.json()
    assert told["finish_url"] == leader.at(f"{told['id']}/")
    assert put(leader, told["chunk_url"], 0, TEXT[:10]).json() == {"received": 10}
    assert put(leader, told["chunk_url"], 10, TEXT[10:]).json() == {"received": len(TEXT)}
    run = ImportRun.objects.get(pk=told["id"])
    assert path_of(run).read_bytes() == TEXT
    assert (run.state, run.kind) == (RunState.RECEIVED, "sheet")
    assert leader.get(f"{run.pk}/").status_code == 200


def test_a_piece_twice_or_out_of_order_is_told_where_to_go_on(leader: Desk) -> None:
    url, run = begun(leader)
    put(leader, url, 0, TEXT[:10])
    for offset in (0, 5, 20):
        answer = put(leader, url, offset, TEXT[offset : offset + 5])
        assert answer.status_code == 409
        assert answer.json()["received"] == 10
    assert leader.client.get(url).json() == {"received": 10}
    assert put(leader, url, 10, TEXT[10:]).status_code == 200
    assert put(leader, url, 10, TEXT[10:]).json()["received"] == len(TEXT), "the last one, sent again"
    assert path_of(run).read_bytes() == TEXT


def test_a_hundred_megabytes_with_a_dropped_piece(leader: Desk) -> None:
    row = b"account-%08d,SMB\n"
    rows = (100 << 20) // len(row % 0)
    digest = hashlib.sha256()
    head = b"account,segment\n"
    size = len(head) + rows * len(row % 0)
    url, run = begun(leader, size)
    line = b"".join(row % n for n in range(1000))
    received, sent, dropped = 0, 0, False
    held = bytearray(head)
    while received < size:
        while len(held) < min(SLICE, size - received):
            held += line
        piece = bytes(held[: min(SLICE, size - received)])
        if received > size // 2 and not dropped:
            dropped = True  # it arrived, and its answer got lost
            assert put(leader, url, received, piece).status_code == 200
            answer = put(leader, url, received, piece)
            assert answer.status_code == 409
            assert answer.json()["received"] == received + len(piece)
        else:
            assert put(leader, url, received, piece).status_code == 200
        digest.update(piece)
        del held[: len(piece)]
        received += len(piece)
        sent += 1
    run.refresh_from_db()
    assert (run.state, run.received) == (RunState.RECEIVED, size)
    assert run.seen is None, "a large file is a worker's to look at"
    with path_of(run).open("rb") as stream:
        assert hashlib.file_digest(stream, "sha256").hexdigest() == digest.hexdigest()


def test_the_session_ends_during_an_upload(leader: Desk) -> None:
    url, run = begun(leader)
    put(leader, url, 0, TEXT[:10])
    leader.client.logout()
    answer = put(leader, url, 10, TEXT[10:])
    assert answer.status_code == 401, "the page's script waits until someone signed in again"
    leader.client.force_login(signed_up("lena@brightworks.example"))
    assert put(leader, url, 10, TEXT[10:]).status_code == 200
    assert path_of(run).read_bytes() == TEXT


def test_a_closed_page_goes_on_with_the_same_file_only(leader: Desk, admin: Desk) -> None:
    url, run = begun(leader)
    put(leader, url, 0, TEXT[:10])
    assert "10 bytes of 35 bytes" in leader.text(f"{run.pk}/")
    assert announce(leader, len(TEXT) + 1, query=f"?resume={run.pk}").status_code == 422
    assert announce(leader, len(TEXT), "other.csv", f"?resume={run.pk}").status_code == 422
    assert announce(admin, len(TEXT), query=f"?resume={run.pk}").status_code == 403
    again = announce(leader, len(TEXT), query=f"?resume={run.pk}")
    assert again.json()["chunk_url"] == url
    assert again.json()["received"] == 10


def test_nobody_else_writes_to_it(leader: Desk, admin: Desk, viewer: Desk, stranger: Desk) -> None:
    url, run = begun(leader)
    assert put(admin, url, 0, b"evil").status_code == 403
    assert put(viewer, url, 0, b"evil").status_code == 403
    assert put(stranger, url, 0, b"evil").status_code == 404
    assert put(stranger, f"/w/{leader.cast.elsewhere.pk}/import/{run.pk}/bytes/", 0, b"evil").status_code == 404
    assert put(Desk(leader.cast, Client()), url, 0, b"evil").status_code == 401
    run.refresh_from_db()
    assert run.received == 0


def test_what_is_refused_says_why(leader: Desk) -> None:
    assert "is empty" in announce(leader, 0).json()["error"]
    assert "files of up to 2 GB" in announce(leader, LARGEST_FILE + 1).json()["error"]
    for body in ("no json", "[]", '{"name": "x"}', '{"name": 1, "size": 1}', '{"name": "x", "size": true}'):
        answer = leader.client.post(leader.at("new/"), body, "application/json", headers={"Accept": "application/json"})
        assert answer.status_code == 422, body
    url, run = begun(leader)
    assert put(leader, url, 0, b"x" * (len(TEXT) + 1)).status_code == 422
    assert put(leader, url, 0, b"x" * (LARGEST_PIECE + 1)).status_code == 413
    for offset in ("", "-1", "ten", "1" * 30):
        assert put(leader, url, offset, b"x").status_code == 422
    run.refresh_from_db()
    assert run.received == 0
    assert leader.client.post(leader.at("new/"), {}).status_code == 422, "no file came along"


def test_only_so_many_are_on_their_way_at_once(leader: Desk) -> None:
    for number in range(MOST_OPEN):
        assert announce(leader, 10, f"{number}.csv").status_code == 201
    assert announce(leader, 10, "one more.csv").status_code == 422


def test_an_answer_that_got_lost_begins_no_second_upload(leader: Desk) -> None:
    first = announce(leader, len(TEXT), once="key-1").json()
    assert announce(leader, len(TEXT), once="key-1").json()["id"] == first["id"]
    assert announce(leader, len(TEXT), once="key-2").json()["id"] != first["id"]


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\book.csv", "book.csv"),
        ("<script>alert(1)</script>.csv", "script>.csv"),
        ("a\nb\x1b[31m.csv", "a b␛[31m.csv"),
        ("..", ".."),
        ("x" * 500 + ".csv", "x" * 200),
    ],
)
def test_a_files_name_is_shown_and_never_a_path(leader: Desk, name: str, called: str) -> None:
    url, run = begun(leader, name=name)
    assert run.file_name == called
    put(leader, url, 0, TEXT)
    run.refresh_from_db()
    stored = path_of(run)
    assert stored.parent.name == "uploads"
    assert stored.stat().st_mode & 0o077 == 0
    assert stored.name.endswith(".upload")
    assert "<script>" not in leader.text(f"{run.pk}/")


def test_a_browser_without_script_sends_it_whole_and_once(leader: Desk) -> None:
    sent = {"file": SimpleUploadedFile("book.csv", TEXT), "once": "k"}
    assert leader.client.post(leader.at("new/"), sent).status_code == 303
    sent["file"] = SimpleUploadedFile("book.csv", TEXT)
    assert leader.client.post(leader.at("new/"), sent).headers["Location"] == leader.at()
    assert ImportRun.objects.count() == 1


def test_a_form_from_elsewhere_is_refused(leader: Desk) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(signed_up("lena@brightworks.example"))
    url, _ = begun(leader)
    assert strict.put(url, TEXT, headers={"X-Offset": "0"}).status_code == 403


def test_files_are_swept_after_a_week(leader: Desk) -> None:
    done = leader.bring("account,seats\nNile,1\nFjord,many\n")
    url, left = begun(leader)
    put(leader, url, 0, TEXT[:10])
    files = [path_of(done), path_of(left), path_of(done).with_suffix(".csv")]
    assert all(file.exists() for file in files)

    assert sweep(NOW + timedelta(days=6)) == 0
    assert sweep(NOW + timedelta(days=8)) == 2

    assert not any(file.exists() for file in files)
    left.refresh_from_db()
    assert left.state == RunState.FAILED
    assert "within 7 days" in left.error
    assert "1 new, 1 rejected" in leader.text(f"{done.pk}/")
    assert "many" not in leader.text(f"{done.pk}/"), "what the customer wrote is gone"
    assert "these are over" in leader.text(f"{done.pk}/")
    assert leader.get(f"{done.pk}/rejects/").status_code == 404
    assert sweep(NOW + timedelta(days=9)) == 0


def test_no_room_on_the_disk_is_told(leader: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"free": 1000})())
    with override_settings(HOME=tmp_path / "new"):
        assert "no room" in announce(leader, 5000).json()["error"]


@pytest.mark.parametrize("key", ["\ud800", "a\0", "x" * 65, {"a": 1}, None])
def test_what_no_database_keeps_in_name_and_key(leader: Desk, key: object) -> None:
    answer = announce(leader, 10, "a\ud800\0.csv", once=key)
    assert answer.status_code == 201
    run = ImportRun.objects.get()
    assert (run.file_name, run.ticket) == ("a\ufffd\u2400.csv", "")


def test_an_announcement_of_a_hundred_thousand_brackets(leader: Desk) -> None:
    answer = leader.client.post(leader.at("new/"), "[" * 100_000, "application/json")
    assert answer.status_code == 422
