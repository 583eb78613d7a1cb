"""The supervisor, over children that are a line of Python each."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

import pytest
from tests.doors.serving.conftest import until

from toprung.doors.serving import supervising
from toprung.doors.serving.__main__ import reserve, why_not
from toprung.doors.serving.supervising import Child, kept, stop_all


def child(text: str) -> Child:
    """One that runs this text."""
    return Child("child", (sys.executable, "-c", textwrap.dedent(text)))


def test_one_that_never_comes_up_is_given_up() -> None:
    failing, told = child("raise SystemExit(3)"), list[str]()
    failing.start(0)
    given_up = next(second for second in range(60) if not _look(failing, second, told))

    assert given_up >= 10, "it was given time"
    assert told == [
        *["The child has ended (3) and is started again."] * 4,
        "The child does not come up (it ended with 3, 5 times in a row): see what it said.",
    ]


def _look(failing: Child, second: int, told: list[str]) -> bool:
    """One look of the supervisor's, once whatever runs has ended."""
    if failing.process is not None:
        failing.process.wait()
    return kept(failing, second, told.append)


def test_one_that_dies_now_and_then_is_started_for_ever() -> None:
    failing, told = child("raise SystemExit(3)"), list[str]()
    failing.start(0)

    assert all(_look(failing, second, told) for second in range(0, 1000, 20))
    assert len(told) > 20
    stop_all([failing])


def test_one_that_does_not_stop_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervising, "SECONDS_TO_STOP", 0.5)
    ready = tmp_path / "ready"
    deaf = child(
        f"""
        import pathlib, signal, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        pathlib.Path({str(ready)!r}).touch()
        time.sleep(60)
        """
    )
    deaf.start(0)
    assert until(ready.exists)

    stop_all([deaf])

    assert deaf.process
    assert deaf.process.wait(5) == -9


def test_what_a_child_started_ends_with_it(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    parent = child(
        f"""
        import pathlib, subprocess, sys, time
        inner = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        pathlib.Path({str(told)!r}).write_text(str(inner.pid))
        time.sleep(60)
        """
    )
    parent.start(0)
    assert until(lambda: told.exists() and told.read_text() != "")

    stop_all([parent])

    assert until(lambda: not _runs(int(told.read_text())), 5)


def _runs(pid: int) -> bool:
    """Is it there, and not only waiting to be counted as gone?"""
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


def test_a_held_port_is_held() -> None:
    with reserve("127.0.0.1", 0) as held:
        port = held.getsockname()[1]
        with pytest.raises(OSError) as refused:
            reserve("127.0.0.1", port)
    assert f"127.0.0.1:{port} cannot be served" in why_not("127.0.0.1", port, refused.value)
    reserve("127.0.0.1", port).close()
