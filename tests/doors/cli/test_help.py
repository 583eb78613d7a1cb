"""Help and usage errors answer without Django; everything else about them is one look."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

#: runs a command line and says, on a last line, its exit code and which heavy modules it has imported
_PROBE = """
import sys
sys.argv = ["toprung", *sys.argv[1:]]
from toprung.doors.cli.__main__ import main
try:
    main()
    code = 0
except SystemExit as end:
    code = end.code or 0
heavy = sorted({"django", "duckdb", "deltalake", "pyarrow", "openpyxl"} & set(sys.modules))
print("\\nPROBE", code, *heavy)
"""


def probe(*arguments: str, cwd: Path) -> tuple[int, list[str], str]:
    """(exit code, heavy modules imported, everything that was printed)"""
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, *arguments], cwd=cwd, capture_output=True, encoding="utf-8", check=True
    )
    out, _, last = done.stdout.rpartition("PROBE ")
    code, *heavy = last.split()
    return int(code), heavy, out + done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--help",), 0, "Begin with one spreadsheet"),
        (("--version",), 0, "toprung 0."),
        (("measure", "--help"), 0, "accounts paying at FROM"),
        ((), 2, "Usage: toprung"),
        (("bogus",), 2, "No such command"),
        (("accounts", "--bogus"), 2, "No such option"),
        (("measure", "nrr"), 2, "--from"),
        (("check",), 2, "SHEET"),
        (("serve", "--help"), 0, "until Ctrl-C or SIGTERM"),
        (("serve", "--port", "70000"), 2, "65535"),
        (("user", "add"), 2, "Say whom"),
        (("kinds", "contracts"), 0, "ends_on*"),
        (("import", "sheeet", "x.csv"), 2, "Did you mean “sheet”?"),
        (("accounts", "--json", "--csv"), 2, "two formats"),
        (("lint", "--help"), 0, "one statement a line"),
        (("lint", "Train 40 users"), 0, "product milestone"),
        (("lint",), 2, "many with --file"),
        (("check", "x.csv", "--as-of", "tomorrow"), 2, "“tomorrow” is not a day"),
    ],
)
def test_answers_without_django(arguments: tuple[str, ...], code: int, says: str, tmp_path: Path) -> None:
    exit_code, heavy, printed = probe(*arguments, cwd=tmp_path)

    assert (exit_code, heavy) == (code, [])
    assert says in printed
    assert "Traceback" not in printed
    assert not list(tmp_path.iterdir()), "help makes no home"
