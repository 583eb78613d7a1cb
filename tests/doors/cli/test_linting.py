"""`toprung lint`: one statement, a file of them, and what is no statement."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

KEYS = ["text", "label", "missing", "because", "words", "suggestion"]


def lint(*arguments: str, stdin: bytes = b"", cwd: Path) -> tuple[int, str, str]:
    """(exit code, stdout, stderr)"""
    command = [sys.executable, "-m", "toprung.doors.cli", "lint", *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_one_statement(tmp_path: Path) -> None:
    code, out, _ = lint("Train 40 users by May", cwd=tmp_path)

    assert code == 0
    assert "product milestone. “Train” is work or use of the product" in out
    assert "Missing: baseline, customer metric, owner, validator." in out
    assert "Better: Train 40 users by May, so that" in out


def test_one_statement_as_json(tmp_path: Path) -> None:
    code, out, err = lint("Cut manual reporting time by 40%", "--json", cwd=tmp_path)

    told = json.loads(out)
    assert (code, err) == (0, "")
    assert list(told) == KEYS
    assert told["label"] == "business_outcome"
    assert told["missing"] == ["baseline", "time", "owner", "validator"]
    assert told["words"] == ["Cut", "time", "40%"]
    assert told["because"].startswith("“Cut”")


def test_a_file_of_statements(tmp_path: Path) -> None:
    (tmp_path / "goals.txt").write_text("Be more efficient\n\n  DSO from 54 to 40 days\r\n", encoding="utf-8-sig")

    code, out, _ = lint("--file", "goals.txt", "--json", cwd=tmp_path)

    told = json.loads(out)
    assert code == 0
    assert [(one["line"], one["text"], one["label"]) for one in told] == [
        (1, "Be more efficient", "vague"),
        (3, "DSO from 54 to 40 days", "business_outcome"),
    ]
    assert list(told[0]) == ["line", *KEYS]
    assert "1 vague, 1 business outcome." in lint("--file", "goals.txt", cwd=tmp_path)[1]


def test_stdin(tmp_path: Path) -> None:
    code, out, _ = lint("--file", "-", "--json", stdin="Réduire le délai de 10 à 5 jours\n".encode(), cwd=tmp_path)

    assert code == 0
    assert [one["label"] for one in json.loads(out)] == ["business_outcome"]


@pytest.mark.parametrize(
    ("arguments", "stdin", "says"),
    [
        ((), b"", "Give one statement as TEXT, or many with --file FILE."),
        (("x", "--file", "-"), b"y", "Give one statement as TEXT, or many with --file FILE."),
        (("  ",), b"", "The statement is empty"),
        (("a" * 2_001,), b"", "The statement has 2,001 characters; a statement has 2,000 at most"),
        (("--file", "gone.txt"), b"", "There is no file gone.txt"),
        (("--file", "."), b"", "There is no file ."),
        (("--file", "-"), b"\n \n", "What came on stdin holds no statement"),
        (("--file", "-"), b"fine\nb\xe9d\n", "no text in UTF-8 (line 2): save it as UTF-8."),
        (("--file", "-"), b"fine\n" + b"a" * 2_001, "Line 2 has 2,001 characters"),
        (("--file", "-"), b"a\n" * 2_500_001, "larger than 5 MB"),
    ],
    # By what is said: an id of 5 MB fits into no process's environment.
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_is_no_statement(arguments: tuple[str, ...], stdin: bytes, says: str, tmp_path: Path) -> None:
    code, out, err = lint(*arguments, "--json", stdin=stdin, cwd=tmp_path)

    assert (code, out) == (2, "")
    assert says in err.replace("\n", " ")
