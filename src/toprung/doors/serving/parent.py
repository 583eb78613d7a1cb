"""A child that outlived its supervisor would hold the port and the database for nobody: it ends instead."""

from __future__ import annotations

import os
import signal
import threading
import time


def end_with_parent(seconds: float = 1.0) -> None:
    """From now on this process ends (SIGTERM to itself) within `seconds` of its parent's death, however that came."""
    threading.Thread(target=_watch, args=(os.getppid(), seconds), daemon=True).start()


def _watch(parent: int, seconds: float) -> None:
    while os.getppid() == parent:
        time.sleep(seconds)
    os.kill(os.getpid(), signal.SIGTERM)
