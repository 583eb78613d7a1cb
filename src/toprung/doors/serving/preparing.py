"""What is made ready before serving: the front end collected, the key made, the clock handed on."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from toprung.kernel.errors import Refused


def require_front_end() -> None:
    """Raise Refused where the front end is not built. Needs Django set up."""
    from django.contrib.staticfiles import finders

    if finders.find("toprung/toprung.js") is None:
        raise Refused("The front end is not built yet, so pages would be bare: run “make setup”, then serve again.")


def prepare() -> None:
    """Make ready. Needs Django set up. Raises Refused where the front end is not built."""
    from django.conf import settings
    from django.core.management import call_command

    require_front_end()
    str(settings.SECRET_KEY)  # made now, so that both processes find one
    call_command("collectstatic", interactive=False, verbosity=0)
    if settings.CLOCK_SHIFT:
        # A clock that begins at an instant would begin there anew in every process.
        os.environ["TOPRUNG_CLOCK"] = f"{settings.CLOCK_SHIFT.total_seconds():+f}"


def become_supervisor(host: str, port: int, workers: int) -> NoReturn:
    """Go on as the supervisor, which needs nothing of what this process has loaded."""
    sys.stdout.flush()
    sys.stderr.flush()
    words = [sys.executable, "-m", "toprung.doors.serving", host, str(port), str(workers)]
    os.execv(sys.executable, words)
