"""Segment's own Python client, unchanged, against a served Toprung; also while the server is away for a moment."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from segment.analytics.client import Client
from tests.doors.serving.conftest import WEB, Processes, lake_of, message_ids, run, until

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("gzip", [False, True], ids=["plain", "gzip"])
def test_nothing_that_it_was_given_is_lost(
    founded_with_key: tuple[Path, str], processes: Processes, gzip: bool
) -> None:
    home, key = founded_with_key
    failed: list[Exception] = []
    client = Client(
        key,
        host=f"http://127.0.0.1:{processes.port}",
        gzip=gzip,
        upload_size=20,
        upload_interval=0.1,
        on_error=lambda error, batch: failed.append(error),
    )
    client.identify("u1", {"email": "ana@harbor.example"})
    client.group("u1", "HF-1", {"name": "Harbor Foods"})
    for number in range(200):
        # The account is the group that the user was put into.
        client.track("u1", "Report Run", {"pages": number}, message_id=f"m{number}", timestamp=datetime.now(UTC))
        if number == 100:
            processes.kill(WEB)
            processes.start(WEB)
    client.page("u1", "Reports", "Monthly", message_id="page")
    client.shutdown()

    assert not failed
    assert until(lambda: lake_of(home)["events"] == 201 and lake_of(home)["waiting"] == 0, 60), lake_of(home)
    assert sorted(message_ids(home)) == sorted([*(f"m{n}" for n in range(200)), "page"])
    assert run(home, "source", "messages", "Web app", "--refused", "--json").stdout == "[]\n"
