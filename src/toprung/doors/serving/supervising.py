"""Keeping processes running: started afresh, restarted when they die, stopped together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

#: a process that died this soon after its start did not come up; after as many in a row it is given up
SOON, SO_OFTEN = 15.0, 5
SECONDS_TO_STOP = 15.0
_TICK = 0.2


@dataclass(slots=True)
class Child:
    """One process to keep: what it is called, and its command line."""

    name: str
    words: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    wait_until: float = field(default=0.0)

    def start(self, now: float) -> None:
        """Start it, in a group of its own: Ctrl-C reaches the supervisor alone, which stops all in order."""
        self.started = now
        self.process = subprocess.Popen(list(self.words), start_new_session=True)

    def signal(self, number: int) -> None:
        """Signal its whole group, so that nothing it started stays behind."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return

    @property
    def died(self) -> bool:
        return self.process is not None and self.process.poll() is not None


def supervise(children: Sequence[Child], tell: Callable[[str], None]) -> int:
    """Run the children until SIGTERM or SIGINT; returns the exit code: 1 where one would not come up."""
    told_to_stop = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        told_to_stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    try:
        for child in children:
            child.start(time.monotonic())
        while not told_to_stop.wait(_TICK):
            for child in children:
                if not kept(child, time.monotonic(), tell):
                    return 1
        return 0
    finally:
        stop_all(children)


def kept(child: Child, now: float, tell: Callable[[str], None]) -> bool:
    """Start it again where it died; False where it dies again and again. `now` in seconds of one clock."""
    if child.process is None:
        if now >= child.wait_until:
            child.start(now)
        return True
    if not child.died:
        return True
    child.failures = child.failures + 1 if now - child.started < SOON else 1
    code = child.process.returncode
    child.signal(signal.SIGTERM)
    if child.failures >= SO_OFTEN:
        tell(f"The {child.name} does not come up (it ended with {code}, {SO_OFTEN} times in a row): see what it said.")
        return False
    tell(f"The {child.name} has ended ({code}) and is started again.")
    child.process, child.wait_until = None, now + child.failures - 1
    return True


def stop_all(children: Sequence[Child]) -> None:
    """Ask all to stop, wait, and end whatever is still there."""
    for child in children:
        child.signal(signal.SIGTERM)
    deadline = time.monotonic() + SECONDS_TO_STOP
    for child in children:
        if child.process is None:
            continue
        try:
            child.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            sys.stderr.write(f"The {child.name} did not stop by itself and was ended.\n")
        child.signal(signal.SIGKILL)
