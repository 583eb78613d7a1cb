"""Rules tried and changed, groups linked, and how far events have come, on the command line on 2 March 2026."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.doors.cli.conftest import Run


def test_rules_are_tried_and_set(book: Path, toprung: Run) -> None:
    shown, tried, kept, changed, told = toprung(
        book,
        "matching",
        "matching try group_trait:name=account_name",
        "matching --json",
        "matching set group_id=external_id group_trait:name=account_name",
        "matching show --json",
    )

    assert "the group’s id is the account’s id" in shown.out
    assert "Every event that came has its account." in shown.out
    assert "there is nothing to try rules on" in tried.out
    assert json.loads(kept.out)["rules"] == ["group_id=external_id", "email=stakeholder_email"]
    assert "2 rules are in force" in changed.out
    assert json.loads(told.out)["rules"] == ["group_id=external_id", "group_trait:name=account_name"]


def test_rules_are_shown_whole_and_numbered(book: Path, toprung: Run) -> None:
    _, shown = toprung(book, "matching set group_trait:crm_id=external_id email=stakeholder_email", "matching")

    assert "1  group_trait:crm_id=external_id" in shown.out
    assert "2  email=stakeholder_email" in shown.out
    assert "the user’s e-mail address is the e-mail address of one of its stakeholders" in " ".join(shown.out.split())


def test_a_group_is_linked_and_unlinked(book: Path, toprung: Run) -> None:
    linked, shown, told, moved, unlinked, again = toprung(
        book,
        ["matching", "link", "birch-eu", "Birch Logistics"],
        "matching",
        "matching --json",
        "matching rematch",
        "matching unlink birch-eu",
        "matching unlink birch-eu",
    )

    assert "go to Birch Logistics" in linked.out
    assert "Linked by hand" in shown.out
    assert json.loads(told.out)["links"] == [{"group": "birch-eu", "account": "Birch Logistics"}]
    assert "0 events have found their account." in moved.out
    assert unlinked.exit_code == 0
    assert again.exit_code != 0
    assert "linked to no account" in again.err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("matching try", "Say which rules"),
        ("matching set nonsense", "is no rule"),
        ("matching set email=account_name", "compare that with"),
        ("matching link birch-eu", "GROUP ACCOUNT"),
        ("matching link birch-eu NOBODY", "There is no account"),
        ("matching unlink", "GROUP"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(line: str, said: str, book: Path, toprung: Run) -> None:
    [ran] = toprung(book, line)

    assert ran.exit_code != 0
    assert said in " ".join(ran.err.split())


def test_events_that_count_nowhere_are_said_to_have_come(book: Path, toprung: Run) -> None:
    (book / "events.csv").write_text(
        "account,user,name,occurred_at\nBirch Logistics,ana,matched,1970-01-01T09:00:00Z\n", encoding="utf-8"
    )
    _, shown = toprung(book, "import events events.csv", "lake")

    assert "No event is counted yet: none that came has an account and a time that is believed." in shown.out
    assert "1 with a time that is not believed" in shown.out


def test_after_an_erasure_the_others_are_said_to_be_counted(book: Path, toprung: Run) -> None:
    events = "Birch Logistics,ana,matched,2026-02-16T09:00:00Z\nBirch Logistics,bo,matched,2026-01-16T09:00:00Z\n"
    (book / "events.csv").write_text(f"account,user,name,occurred_at\n{events}", encoding="utf-8")

    # Of January nothing is left, so that the log holds no load any more.
    *_, shown = toprung(book, "import events events.csv", "lake erase --user bo", "lake")

    assert "Every event is counted; nothing waits." in shown.out
    assert "1 events in 1 files" in shown.out


def test_how_far_events_have_come(book: Path, toprung: Run) -> None:
    (book / "events.csv").write_text(
        "account,user,name,occurred_at\nBirch Logistics,ana,matched,2026-02-16T09:00:00Z\n", encoding="utf-8"
    )
    before, _, after, told = toprung(book, "lake", "import events events.csv", "lake status", "lake --json")

    assert "No event has come yet; nothing waits." in before.out
    assert "Events are counted up to 2026-03-02" in after.out
    assert "1 events in 1 files" in after.out
    found = json.loads(told.out)
    assert (found["events"], found["waiting"], found["lag_seconds"]) == (1, 0, 0)
    assert [load["events"] for load in found["loads"]] == [1]
    assert found["counted_to"] == found["last_load_at"] == found["loads"][0]["at"]
