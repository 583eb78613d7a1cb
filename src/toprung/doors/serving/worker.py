"""The worker's process: `python -m toprung.doors.serving.worker`. Does what is due, every second.

Nothing here carries state: what is due stands in the database, so dying or running twice is harmless.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from itertools import count
from types import FrameType
from typing import TypeVar

from toprung.doors.serving.holding import hold_home
from toprung.doors.serving.parent import end_with_parent

T = TypeVar("T")
logger = logging.getLogger(__name__)
SECONDS = 1.0
_ROUNDS_BETWEEN_SWEEPS = 1800
#: what failed rests this long: a book that cannot be evaluated must not be tried over and over at full speed
REST_SECONDS = 60.0
#: what failed lately -> how long it rests, and the moment (of `time.monotonic`) from which it is tried again
_resting: dict[str, tuple[float, float]] = {}


def main() -> None:
    """Work until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toprung.config.settings")
    signal.signal(signal.SIGTERM, stop_at_once)
    signal.signal(signal.SIGINT, stop_at_once)
    end_with_parent()
    import django

    django.setup()
    from django.contrib.sessions.backends.db import SessionStore

    hold_home()
    threading.Thread(target=_keep_mailing, daemon=True).start()
    for number in count():
        if number % _ROUNDS_BETWEEN_SWEEPS == 0:
            tried("forgetting ended sessions", SessionStore.clear_expired)
        if not work():
            time.sleep(SECONDS)


def work() -> bool:
    """One round: imports, then each workspace's evaluation. True where more may be waiting already."""
    from django.db import close_old_connections

    from toprung.doors.clock import now
    from toprung.motion.imports.jobs import work_once
    from toprung.motion.portal.following import follow
    from toprung.motion.scrubbing import scrub_if_due
    from toprung.motion.upkeep import bring_up_to_date
    from toprung.records.tenancy.queries import workspaces

    close_old_connections()
    tried("clearing what was erased", lambda: scrub_if_due(now()))
    more = tried("importing", lambda: work_once(now()))
    for workspace in tried("reading the workspaces", lambda: list(workspaces())) or []:
        tried(f"evaluating {workspace.name}", lambda w=workspace: bring_up_to_date(w, now()))  # type: ignore[misc]
        tried(f"reminding customers of {workspace.name}", lambda w=workspace: follow(w, now()))  # type: ignore[misc]
    close_old_connections()
    return bool(more)


def send_mails() -> None:
    """The mails that are due."""
    from django.db import close_old_connections

    from toprung.doors.clock import now
    from toprung.doors.portal import mailing as to_customers
    from toprung.doors.web.entering.mailing import send_due

    close_old_connections()
    tried("sending mails", lambda: send_due(now()))
    tried("sending mails to customers", lambda: to_customers.send_due(now()))
    close_old_connections()


def tried(what: str, do: Callable[[], T], first_rest: float = REST_SECONDS) -> T | None:
    """What `do` returns; None while it rests after a failure, which the log tells and which stops no other work.

    It rests `first_rest` seconds, and after each further failure twice as long, up to REST_SECONDS.
    """
    rested, wait_until = _resting.get(what, (first_rest / 2, 0.0))
    if time.monotonic() < wait_until:
        return None
    try:
        done = do()
    except Exception:
        rest = min(2 * rested, REST_SECONDS)
        _resting[what] = rest, time.monotonic() + rest
        logger.exception("%s failed; it is tried again in %.0f seconds", what, rest)
        return None
    _resting.pop(what, None)
    return done


def _keep_mailing() -> None:
    """In a thread of its own: a log-in link does not wait for an import, nor an import for a mail server."""
    while True:
        send_mails()
        time.sleep(SECONDS)


def stop_at_once(number: int, frame: FrameType | None) -> None:
    """Leave at once: an open transaction is rolled back, and what was begun is taken up again by the next worker."""
    sys.exit(0)


if __name__ == "__main__":
    main()
