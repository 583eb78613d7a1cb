"""Runs commands as the pages show them, with the clock stopped, so that what they print can be compared.

`python docs/console.py MOMENT COMMANDS` is the child: COMMANDS is a JSON list of argument lists, run one after another
in one process, since starting one takes longer than most commands.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

#: the day on which the pages' commands are run
MOMENT = "2026-03-02T09:00:00+00:00"
#: between the output of two commands; no command prints it
_SEPARATOR = "\x1e"


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of one command."""

    exit_code: int
    out: str
    err: str


def run(
    commands: Sequence[Sequence[str]], cwd: Path, home: Path | str = "", at: str = MOMENT, **environment: str
) -> list[Ran]:
    """Run commands one after another in a fresh process; `home` empty: the default below `cwd`.

    `at` empty: the clock runs. `check` and `demo` bring a home of their own: give them a call of their own.
    """
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TOPRUNG", "DJANGO", "DATABASE", "COLUMNS"))}
    done = subprocess.run(
        [sys.executable, str(Path(__file__).absolute()), at, json.dumps([list(c) for c in commands])],
        cwd=cwd,
        env=clean | ({"TOPRUNG_HOME": str(home)} if home else {}) | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    outs, errs = done.stdout.split(_SEPARATOR), done.stderr.split(_SEPARATOR)
    if done.returncode or len(outs) != 2 * len(commands) + 1:
        raise RuntimeError(f"The console itself failed: {done.stderr}")
    return [Ran(int(outs[2 * i + 1]), outs[2 * i], errs[i]) for i in range(len(commands))]


def _child(moment: str, commands: list[list[str]]) -> None:
    if moment:
        _stop_clock(moment)
    for arguments in commands:
        code = _one(arguments)
        sys.stdout.write(f"{_SEPARATOR}{code}{_SEPARATOR}")
        sys.stderr.write(_SEPARATOR)


def _stop_clock(moment: str) -> None:
    from datetime import datetime

    from toprung.doors.cli import booting

    stopped = datetime.fromisoformat(moment)
    booting.now = lambda: stopped


def _one(arguments: list[str]) -> int:
    from toprung.doors.cli.__main__ import main

    sys.argv = ["toprung", *arguments]
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


if __name__ == "__main__":
    _child(sys.argv[1], json.loads(sys.argv[2]))
