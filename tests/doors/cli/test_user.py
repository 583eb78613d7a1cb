"""`toprung user`: who can enter, as the operator says it."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.doors.cli.conftest import Run

ADD = "user add ada@brightworks.example --name Ada"
_LINK = re.compile(r"^  http://127\.0\.0\.1:8000/enter/link/[\w-]{43}/$", re.MULTILINE)


def test_the_first_is_admin_and_later_ones_viewers(book: Path, toprung: Run) -> None:
    first, second, third, listed = toprung(
        book, ADD, "user add Bo@Brightworks.example", "user add lena@x.example --role leader", "user list --json"
    )

    assert "Ada (ada@brightworks.example) is admin at Brightworks." in first.out
    assert _LINK.search(first.out)
    assert "is viewer at" in second.out
    assert "is leader at" in third.out
    told = json.loads(listed.out)
    assert [t["email"] for t in told] == ["ada@brightworks.example", "bo@brightworks.example", "lena@x.example"]
    assert told[0] == {
        "email": "ada@brightworks.example",
        "name": "Ada",
        "member_of": ["Brightworks (admin)"],
        "last_login": None,
        "password": False,
    }


def test_adding_again_changes_the_role_if_one_is_given(book: Path, toprung: Run) -> None:
    _, other, again, changed, lonely = toprung(
        book,
        ADD,
        "user add bo@brightworks.example --role admin",
        ADD,
        f"{ADD} --role csm --json",
        "user add bo@brightworks.example --role csm",
    )

    assert "is admin at" in other.out
    assert "is admin at" in again.out
    assert json.loads(changed.out)["role"] == "csm"
    assert (lonely.exit_code, lonely.out) == (2, "")
    assert "is the last admin" in lonely.err


def test_a_link_is_new_each_time_and_kept_as_a_hash(book: Path, toprung: Run) -> None:
    _, one, two = toprung(book, ADD, *["user link ADA@brightworks.example --json"] * 2)

    links = {json.loads(ran.out)["link"] for ran in (one, two)}
    assert len(links) == 2
    kept = (book / "var" / "toprung.sqlite3").read_bytes()
    assert not any(link.rstrip("/").rpartition("/")[2].encode() in kept for link in links)


def test_links_lead_to_the_configured_address(book: Path, toprung: Run) -> None:
    (ran,) = toprung(book, f"{ADD} --json", TOPRUNG_URL="https://success.brightworks.example")

    assert json.loads(ran.out)["link"].startswith("https://success.brightworks.example/enter/link/")


def test_reset_drops_password_and_second_step(book: Path, toprung: Run) -> None:
    toprung(book, ADD)
    with closing(sqlite3.connect(book / "var" / "toprung.sqlite3")) as database, database:
        database.execute("UPDATE access_user SET password = 'argon2$x'")
        database.execute(
            "INSERT INTO mfa_authenticator (type, data, user_id, created_at) VALUES ('totp', '{}', 1, '2026-01-01')"
        )
    kept, _, dropped = toprung(
        book, "user list --json", "user link ada@brightworks.example --reset", "user list --json"
    )

    assert [json.loads(ran.out)[0]["password"] for ran in (kept, dropped)] == [True, False]
    with closing(sqlite3.connect(book / "var" / "toprung.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM mfa_authenticator").fetchone() == (0,)


def test_refusals(book: Path, toprung: Run) -> None:
    for line, says in (
        ("user add", "Say whom: toprung user add EMAIL"),
        ("user link", "Say whom"),
        ("user link nobody@x.example", "There is no user with the address nobody@x.example"),
        ("user add nobody", "is not an e-mail address"),
        ("user add a@x.example --role king", "king"),
        ("user drop a@x.example", "drop"),
    ):
        (ran,) = toprung(book, line)
        assert (ran.exit_code, ran.out) == (2, ""), line
        assert says in ran.err, line


def test_nobody_yet(book: Path, toprung: Run) -> None:
    (ran,) = toprung(book, "user list")

    assert ran.out == "Nobody can enter yet: toprung user add EMAIL --name NAME.\n"
