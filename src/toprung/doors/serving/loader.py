"""The loader's process: `python -m toprung.doors.serving.loader`. What feeds have sent goes from the inbox to the lake.

It carries no state: a load that it dies in is taken up again by the next one. Of several only one loads at a time.
"""

from __future__ import annotations

import os
import signal
import time
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path

from toprung.doors.serving.holding import hold_home
from toprung.doors.serving.parent import end_with_parent
from toprung.doors.serving.worker import stop_at_once, tried

#: how long an idle loader rests; a message waits no longer than this before it is loaded
SECONDS = 0.3
#: after a failure, such as a full disk, loading is tried again so soon; what fails on rests longer and longer
FIRST_REST = 1.0
#: events that no rule gave an account, and those whose workspace's zone has changed, are looked at so often
_ROUNDS_BETWEEN_REMATCHES = 10
#: the lake's files are put in order so often when nothing waits to be loaded, and at the latest after so many rounds
_ROUNDS_BETWEEN_TIDYINGS, _ROUNDS_WITHOUT_TIDYING = 200, 600
#: a month with so many files is read noticeably slower
CROWDED = 24
#: counts are replaced often, and nobody reads them for long
_COUNTS_KEPT = timedelta(hours=1)
#: sources' last messages are shown for so long
_MESSAGES_SHOWN = timedelta(days=7)


def main() -> None:
    """Load until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toprung.config.settings")
    signal.signal(signal.SIGTERM, stop_at_once)
    signal.signal(signal.SIGINT, stop_at_once)
    end_with_parent()
    import django

    django.setup()
    from django.conf import settings

    from toprung.engine.storage import locked

    hold_home()
    with locked(Path(settings.HOME) / "loader.lock"):
        schedule = Tidying()
        for number in count():
            busy = work(number)
            if schedule.is_due(busy=busy):
                tried("tidying the lake", tidy)
            if not busy:
                time.sleep(SECONDS)


class Tidying:
    """When the lake's files are put in order: at once, then so often while nothing waits, and seldomer under load."""

    def __init__(self) -> None:
        self._rounds = _ROUNDS_BETWEEN_TIDYINGS

    def is_due(self, *, busy: bool) -> bool:
        """Asked once a round; True where it is to be done now, from which on it is counted anew."""
        self._rounds += 1
        if self._rounds <= (_ROUNDS_WITHOUT_TIDYING if busy else _ROUNDS_BETWEEN_TIDYINGS):
            return False
        self._rounds = 0
        return True


def work(number: int) -> bool:
    """One round: the next load, and now and then what comes after it. True where more may be waiting already."""
    from django.db import close_old_connections

    from toprung.doors.clock import now
    from toprung.motion.intake.loading import load_once
    from toprung.motion.intake.redating import redate_if_due
    from toprung.motion.intake.rematching import rematch_once
    from toprung.records.tenancy.queries import redating

    close_old_connections()
    loaded = tried("loading events", lambda: load_once(now()), FIRST_REST)
    if number % _ROUNDS_BETWEEN_REMATCHES == 0:
        tried("finding accounts for events without one", lambda: rematch_once(now()))
        for workspace in tried("reading whose zone has changed", lambda: list(redating())) or []:
            do = partial(redate_if_due, workspace, now())
            tried(f"counting the days of {workspace.name} anew", do)
    close_old_connections()
    return bool(loaded)


def tidy() -> None:
    """Merge the files of crowded months, and delete what nobody reads any more. Readers never wait for it."""
    from toprung.doors.clock import now
    from toprung.motion import stores
    from toprung.records.matching.actions import drop_old_messages
    from toprung.records.tenancy.queries import workspaces

    lake = stores.lake()
    lake.compact(at_least=CROWDED)
    lake.vacuum()
    for workspace in workspaces():
        lake.vacuum_counts(stores.lake_key(workspace), _COUNTS_KEPT)
    drop_old_messages(now() - _MESSAGES_SHOWN)


if __name__ == "__main__":
    main()
