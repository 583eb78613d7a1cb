"""A workspace's zone changes: its events follow, whoever brings some meanwhile, and whatever dies when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, Cast
from tests.motion.intake.feed import Feed, of_group, rows, track

from toprung.engine.lake import Lake
from toprung.motion import stores
from toprung.motion.forgetting import erase_events
from toprung.motion.imports import events as importing
from toprung.motion.imports.running import run_import
from toprung.motion.intake import redating
from toprung.motion.intake.loading import Loader, load_once
from toprung.motion.intake.redating import redate_if_due
from toprung.motion.intake.rematching import rematch, rematch_once
from toprung.records.administration.actions import WorkspaceDraft, change_workspace
from toprung.records.book.actions import upsert_accounts
from toprung.records.book.drafts import AccountDraft
from toprung.records.inbox.queries import waiting
from toprung.records.journal.queries import entries
from toprung.records.matching.models import ProductUser
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.queries import redating as redating_workspaces
from toprung.sheets import events as sheets

LATER = NOW + timedelta(hours=1)
TOKYO, LISBON, APIA = "Asia/Tokyo", "Europe/Lisbon", "Pacific/Apia"
#: late on Sunday 1 March 2026 in Berlin; in Tokyo Monday has begun, in Lisbon as well it is Sunday
LATE = "2026-03-01T20:30:00Z"
#: half past midnight of 1 March in Berlin; in Lisbon it is the last of February
EARLY = "2026-02-28T23:30:00Z"


def move(cast: Cast, zone: str) -> None:
    change_workspace(cast.workspace, WorkspaceDraft(timezone=zone), by=cast.admin, now=NOW)


def days(feed: Feed) -> dict[str, date]:
    return {row["message_id"]: row["occurred_on"] for row in [*feed.events(), *feed.unmatched()]}


def user(name: str) -> tuple[date | None, date | None]:
    found = ProductUser.objects.get(user_id=name)
    return found.first_seen_on, found.last_seen_on


@pytest.fixture
def used(feed: Feed) -> Feed:
    """An event of Harbor Foods, one of nobody, one of a time that is not believed, and somebody who did nothing yet."""
    feed.send(
        track(number="m1", timestamp=LATE, **of_group("HF-1")),
        track(number="m2", timestamp=EARLY, user="u2", **of_group("LATE-1")),
        track(number="m3", timestamp="1970-01-01T20:30:00Z", **of_group("HF-1")),
        {"type": "identify", "userId": "u3", "messageId": "m4", "traits": {"city": "Oslo"}},
    )
    feed.load()
    return feed


def test_the_days_follow_the_zone(used: Feed, cast: Cast) -> None:
    assert days(used) == {"m1": date(2026, 3, 1), "m2": date(2026, 3, 1)}
    move(cast, TOKYO)
    assert days(used) == {"m1": date(2026, 3, 1), "m2": date(2026, 3, 1)}, "nothing is done by the change itself"

    assert redate_if_due(cast.workspace, LATER) == 2

    assert days(used) == {"m1": date(2026, 3, 2), "m2": date(2026, 3, 1)}
    assert quarantined(cast) == {"m3": date(1970, 1, 2)}
    assert not Workspace.objects.get(pk=cast.workspace.pk).is_redating
    noted = list(entries(cast.workspace))[-1]
    assert (noted.verb, noted.actor_name, noted.changes["events"]) == ("recount_days", "Toprung", [None, 2])


def test_nothing_due_is_one_query_and_no_entry(used: Feed, cast: Cast) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert list(redating_workspaces()) == []
    assert len(queries) == 1
    before = entries(cast.workspace).count()
    assert redate_if_due(cast.workspace, NOW) == 0
    move(cast, TOKYO)
    assert redate_if_due(cast.workspace, NOW) == 2
    assert redate_if_due(cast.workspace, NOW) == 0
    assert entries(cast.workspace).count() == before + 2


def test_another_workspace_keeps_its_days(used: Feed, cast: Cast) -> None:
    theirs = Feed.of(cast.elsewhere, cast.stranger)
    theirs.send(track(number="m1", timestamp=LATE, **of_group("HF-1")))
    theirs.load()
    files = stores.lake().files(cast.elsewhere.lake_key)
    move(cast, TOKYO)
    redate_if_due(cast.workspace, LATER)
    assert stores.lake().files(cast.elsewhere.lake_key) == files
    assert ProductUser.objects.get(workspace=cast.elsewhere).first_seen_on == date(2026, 3, 1)
    assert not entries(cast.elsewhere).filter(verb="recount_days").exists()


def test_what_waits_is_loaded_by_the_old_days_and_follows(used: Feed, cast: Cast) -> None:
    used.send(track(number="m5", timestamp=LATE, **of_group("HF-1")))
    move(cast, TOKYO)
    redate_if_due(cast.workspace, LATER)
    assert waiting(cast.workspace.pk).messages == 0
    assert days(used)["m5"] == date(2026, 3, 2)


def test_a_load_between_change_and_count_follows_too(used: Feed, cast: Cast) -> None:
    move(cast, TOKYO)
    used.send(track(number="m5", timestamp=LATE, **of_group("HF-1")))
    used.load()
    assert days(used)["m5"] == days(used)["m1"] == date(2026, 3, 1), "a reader sees days of one zone"
    redate_if_due(cast.workspace, LATER)
    assert days(used)["m5"] == date(2026, 3, 2)
    used.send(track(number="m6", timestamp=LATE, **of_group("HF-1")))
    used.load()
    assert days(used)["m6"] == date(2026, 3, 2)


def test_back_again_before_it_was_done(used: Feed, cast: Cast) -> None:
    """What was loaded in between has days of the zone that the workspace has again."""
    move(cast, TOKYO)
    used.send(track(number="m5", timestamp=LATE, **of_group("HF-1")))
    used.load()
    move(cast, "Europe/Berlin")
    assert redate_if_due(cast.workspace, LATER) == 0
    assert days(used)["m5"] == date(2026, 3, 1)


def test_another_change_while_it_is_done(used: Feed, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    redate = Lake.redate

    def meanwhile(lake: Lake, *given: Any) -> int:
        moved = redate(lake, *given)
        change_workspace(
            Workspace.objects.get(pk=cast.workspace.pk), WorkspaceDraft(timezone=APIA), by=cast.admin, now=NOW
        )
        return moved

    move(cast, TOKYO)
    with monkeypatch.context() as busy:
        busy.setattr(Lake, "redate", meanwhile)
        redate_if_due(cast.workspace, LATER)
    stored = Workspace.objects.get(pk=cast.workspace.pk)
    assert (stored.timezone, stored.events_zone) == (APIA, TOKYO)
    assert list(redating_workspaces()) == [cast.workspace]
    redate_if_due(cast.workspace, LATER)
    assert days(used) == {"m1": date(2026, 3, 2), "m2": date(2026, 3, 1)}
    assert list(redating_workspaces()) == []


@pytest.mark.parametrize("dying", ["begin_redating", "_see_users_anew", "keep_known", "note_redated"])
def test_what_dies_is_done_again(used: Feed, cast: Cast, monkeypatch: pytest.MonkeyPatch, dying: str) -> None:
    def power_cut(*given: object, **more: object) -> None:
        raise OSError("power cut")

    move(cast, TOKYO)
    with monkeypatch.context() as broken:
        broken.setattr(redating, dying, power_cut)
        with pytest.raises(OSError, match="power"):
            redate_if_due(cast.workspace, LATER)
    assert list(redating_workspaces()) == [cast.workspace]
    # Events come in before anybody takes it up again.
    used.send(track(number="m5", timestamp=LATE, **of_group("HF-1")))
    used.load()

    redate_if_due(cast.workspace, LATER)

    assert days(used) == {"m1": date(2026, 3, 2), "m2": date(2026, 3, 1), "m5": date(2026, 3, 2)}
    assert (user("u1"), user("u2")) == ((date(2026, 3, 2),) * 2, (date(2026, 3, 1),) * 2)
    assert entries(cast.workspace).filter(verb="recount_days").count() == 1


def test_after_one_that_died_going_back_is_counted_again(
    used: Feed, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = days(used)
    move(cast, TOKYO)

    def power_cut(*given: object) -> None:
        raise OSError("power cut")

    with monkeypatch.context() as broken:
        broken.setattr(redating, "_see_users_anew", power_cut)
        with pytest.raises(OSError, match="power"):
            redate_if_due(cast.workspace, LATER)
    assert days(used) != before
    move(cast, "Europe/Berlin")
    redate_if_due(cast.workspace, LATER)
    assert days(used) == before


def test_a_load_that_died_half_way_ends_with_the_days_it_began_with(
    used: Feed, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten years back to the day in Berlin, and over in London: neither lost nor kept twice.

    The quarantine has taken its part of the load, and would take no more of it.
    """
    edge = track(number="m5", timestamp="2016-03-30T22:30:00Z", **of_group("HF-1"))
    old = track(number="m6", timestamp="1970-01-01T12:00:00Z", **of_group("HF-1"))
    used.send(edge, old)

    def power_cut(*given: object) -> None:
        raise OSError("power cut")

    with monkeypatch.context() as broken:
        broken.setattr(stores.lake()._events, "add", power_cut)
        with pytest.raises(OSError, match="power"):
            Loader().load_once(NOW)
    move(cast, "Atlantic/Reykjavik")
    redate_if_due(cast.workspace, LATER)

    assert days(used)["m5"] == date(2016, 3, 30)
    assert sorted(quarantined(cast)) == ["m3", "m6"]


def quarantined(cast: Cast) -> dict[str, date]:
    files = stores.lake().quarantined_files(cast.workspace.lake_key)
    return {row["message_id"]: row["occurred_on"] for row in rows(files)}


def test_users_were_seen_on_the_new_days(used: Feed, cast: Cast) -> None:
    used.send(track(number="m5", timestamp="2026-03-20T20:30:00Z", **of_group("HF-1")))
    used.load()
    assert user("u1") == (date(2026, 3, 1), date(2026, 3, 20))
    move(cast, TOKYO)
    # The loader reads them from file after the change, and before their days follow.
    used.send(track(number="m7", timestamp="2026-03-10T12:00:00Z", **of_group("HF-1")))
    used.load()
    redate_if_due(cast.workspace, LATER)
    assert user("u1") == (date(2026, 3, 2), date(2026, 3, 21))
    assert user("u3") == (None, None)
    used.send(track(number="m6", timestamp="2026-03-25T12:00:00Z", **of_group("HF-1")))
    used.load()
    assert user("u1") == (date(2026, 3, 2), date(2026, 3, 25))
    move(cast, "Pacific/Pago_Pago")
    redate_if_due(cast.workspace, LATER)
    assert user("u1") == (date(2026, 3, 1), date(2026, 3, 25))


def test_days_that_the_lake_does_not_know_stay(used: Feed, cast: Cast) -> None:
    """Of events that are erased, or were never loaded."""
    ProductUser.objects.filter(user_id="u1").update(first_seen_on=date(2025, 1, 1), last_seen_on=date(2026, 3, 30))
    ProductUser.objects.create(
        workspace=cast.workspace, user_id="gone", first_seen_on=date(2025, 5, 5), last_seen_on=date(2025, 5, 6)
    )
    move(cast, TOKYO)
    redate_if_due(cast.workspace, LATER)
    assert user("u1") == (date(2025, 1, 1), date(2026, 3, 30))
    assert user("gone") == (date(2025, 5, 5), date(2025, 5, 6))


def test_events_that_find_their_account_by_who_held_the_workspace_long(used: Feed, cast: Cast) -> None:
    """An erasure re-matches with the workspace that its page has read, before others changed it."""
    held = Workspace.objects.get(pk=cast.workspace.pk)
    upsert_accounts(cast.workspace, [AccountDraft("LATE-1", name="Late")], by=cast.admin, now=NOW)
    move(cast, LISBON)
    redate_if_due(cast.workspace, NOW)
    assert rematch(held, LATER) == 1
    assert days(used)["m2"] == date(2026, 2, 28)


def test_an_erasure_brings_in_no_day_of_the_old_zone(used: Feed, cast: Cast) -> None:
    held = Workspace.objects.get(pk=cast.workspace.pk)
    upsert_accounts(cast.workspace, [AccountDraft("LATE-1", name="Late")], by=cast.admin, now=NOW)
    move(cast, LISBON)
    redate_if_due(cast.workspace, NOW)
    used.send(track(number="m5", timestamp=EARLY, user="u9", **of_group("HF-1")))
    assert erase_events(held, by=cast.admin, now=NOW, users=["u1"]).events == 2
    assert days(used) == {"m2": date(2026, 2, 28), "m5": date(2026, 2, 28)}


def test_re_matching_before_the_count_keeps_to_the_days_on_file(used: Feed, cast: Cast) -> None:
    upsert_accounts(cast.workspace, [AccountDraft("LATE-1", name="Late")], by=cast.admin, now=NOW)
    move(cast, LISBON)
    assert rematch_once(LATER) == 1
    assert days(used)["m2"] == date(2026, 3, 1)
    redate_if_due(cast.workspace, LATER)
    assert days(used)["m2"] == date(2026, 2, 28)


def test_a_file_that_was_being_read_brings_the_days_of_the_zone_that_stands(
    used: Feed, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The import holds the workspace as it was, and the zone changes and is counted while it reads."""
    path = tmp_path / "events.csv"
    path.write_text(f"account,user,name,occurred_at,message_id\nHF-1,u1,login,{EARLY},f1\n")
    held = Workspace.objects.get(pk=cast.workspace.pk)

    def slowly(*given: Any) -> Iterator[Any]:
        yield from sheets.event_batches(*given)
        move(cast, LISBON)
        redate_if_due(cast.workspace, NOW)

    monkeypatch.setattr(importing, "event_batches", slowly)
    assert run_import(held, "events", path, by=cast.admin, now=LATER).created == 1
    assert days(used)["f1"] == date(2026, 2, 28)


def test_a_file_waits_for_who_counts_the_days(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "events.csv"
    path.write_text(f"account,user,name,occurred_at\nHF-1,u1,login,{EARLY}\n")
    held: list[bool] = []
    monkeypatch.setattr(Lake, "_commit", lambda *given: held.append(_is_held()) or _commit(*given))
    run_import(cast.workspace, "events", path, by=cast.admin, now=NOW)
    assert held == [True]


_commit = Lake._commit


def _is_held() -> bool:
    import fcntl

    with (stores.lake().folder / "moving.lock").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def test_the_same_message_after_the_change_is_the_same(used: Feed, cast: Cast) -> None:
    move(cast, LISBON)
    redate_if_due(cast.workspace, LATER)
    used.send(track(number="m2", timestamp=EARLY, user="u2", **of_group("HF-1")))
    used.send(track(number="m1", timestamp=LATE, **of_group("HF-1")))
    while load_once(LATER):
        pass
    assert [row["message_id"] for row in used.events()].count("m1") == 1
