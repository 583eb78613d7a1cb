"""Writes what the pages take from the code: the reference lists, and what the commands on a page print.

`python -m docs.generate` from the repository's root writes them; `tests/test_docs.py` fails where a page is stale.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from docs.console import MOMENT, Ran, run

DOCS = Path(__file__).parent
ROOT = DOCS.parent
#: pages whose commands are run, each from the top, in a folder with the tutorial's files, and when: the README's
#: example must print the same on any day, so its clock runs
RUN = {ROOT / "README.md": "", DOCS / "tutorial.md": MOMENT}
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: how long something took, and hashes over a random salt, are not compared
_SECONDS, _HASH = re.compile(r"\(\d+\.\d s\)"), re.compile(r"\b[0-9a-f]{64}\b")
_HEAD = "<!-- Written by `python -m docs.generate`: change the code, not this page. -->\n"


def pages() -> dict[Path, str]:
    """Every page that is wholly written from the code."""
    reference = DOCS / "reference"
    return {
        reference / "commands.md": _commands(),
        reference / "kinds.md": _kinds(),
        reference / "policy.md": _policy(),
        reference / "linter.md": _linter(),
        reference / "openapi.json": _openapi(),
    }


def _openapi() -> str:
    """The API's contract, as it is served."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toprung.config.settings")
    import django

    django.setup()
    from toprung.doors.api.rest.api import api

    return json.dumps(json.loads(json.dumps(api.get_openapi_schema(), default=str)), indent=2) + "\n"


def rerun(page: str, at: str) -> str:
    """The page with its commands run anew and their output in place of what stood there."""
    blocks = [_commands_of(block) for block in _BLOCK.findall(page)]
    with TemporaryDirectory() as folder:
        cwd = Path(folder) / "tutorial"
        shutil.copytree(DOCS / "tutorial", cwd)
        printed = iter(list(_all_printed([command for block in blocks for command in block], cwd, at)))
    told = iter(["\n".join(f"$ {command}\n{next(printed)}" for command in block) for block in blocks if block])
    return _BLOCK.sub(lambda found: f"```console\n{next(told)}```" if _commands_of(found.group(1)) else found[0], page)


def _commands_of(block: str) -> list[str]:
    """The lines of a block that begin with `$ `; none where it shows `make`, which is not run here."""
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    return [] if any(command.startswith("make") for command in commands) else commands


def _all_printed(commands: list[str], cwd: Path, at: str) -> Iterator[str]:
    """What each command prints, neighbours that can be in one process."""
    for kind, alike in groupby(commands, key=_process):
        neighbours = list(alike)
        words = [shlex.split(command)[1:] for command in neighbours]
        if kind == "shell":
            yield from (_shell(command, cwd) for command in neighbours)
        elif kind == "own":
            yield from (_text(run([one], cwd, at=at)[0], cwd) for one in words)
        else:
            yield from (_text(ran, cwd) for ran in run(words, cwd, at=at))


def _process(command: str) -> str:
    words = shlex.split(command)
    if words[0] != "toprung":
        return "shell"
    return "own" if words[1] in ("check", "demo") else "shared"


def _shell(command: str, cwd: Path) -> str:
    return subprocess.run(command, shell=True, cwd=cwd, capture_output=True, encoding="utf-8", check=True).stdout


def _text(ran: Ran, cwd: Path) -> str:
    shown = _SECONDS.sub("(0.1 s)", (ran.out + ran.err).replace(str(cwd), "~/tutorial"))
    shown = _HASH.sub("…", shown)
    lines = [line.rstrip() for line in shown.splitlines()]
    return "".join(f"{line}\n" for line in lines)


def _commands() -> str:
    from typer.main import get_command

    from toprung.doors.cli.app import app

    program: Any = get_command(app)
    parts = [_HEAD, "# Commands\n"]
    parts.append(
        "Results go to stdout, progress and errors to stderr. Exit 0 when done, 1 for what went wrong, 2 for bad "
        "input.\n`--workspace` is needed only where there are several. Each command has `--help`.\n"
    )
    for name, command in program.commands.items():
        parts.append(f"## toprung {name}\n")
        parts.append(f"{command.help.strip()}\n")
        parts.append("\n".join(_parameters(command)) + "\n")
    return "\n".join(parts)


def _parameters(command: Any) -> Iterator[str]:
    yield "| | |"
    yield "|---|---|"
    for parameter in command.params:
        required = " (required)" if parameter.required else ""
        yield f"| `{_spelled(parameter)}` | {_cell(parameter.help or '')}{required} |"


def _spelled(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    flag = str(parameter.opts[0])
    return flag if parameter.is_flag else f"{flag} {parameter.metavar or ''}".strip().replace("|", "\\|")


def _kinds() -> str:
    from toprung.sheets.kinds import KINDS

    parts = [_HEAD, "# Kinds of file\n"]
    parts.append(
        "What `toprung import KIND FILE` takes: CSV, XLSX or Parquet. A star marks a required column. The column's "
        "name is\nthe heading that needs no mapping; the others are recognised too, in any case and spelling with "
        "spaces, dashes or\nunderscores. See [Import your data](../howto/import-your-data.md).\n"
    )
    for kind in KINDS.values():
        parts.append(f"## {kind.name}\n")
        parts.append("| column | what it holds | one of | also read from |")
        parts.append("|---|---|---|---|")
        for field in kind.fields:
            words = ", ".join(f"`{word.value}`" for word in field.choices) if field.choices else ""
            star = "*" if field.required else ""
            parts.append(f"| `{field.name}`{star} | {_cell(field.help)} | {words} | {', '.join(field.aliases)} |")
        if kind.further:
            parts.append("\nEvery further column is kept as a property of the row.")
        parts.append("")
    return "\n".join(parts)


def _policy() -> str:
    from toprung.doctrine.policy import DEFAULTS, Policy, setting_text

    parts = [_HEAD, "# Policy settings\n"]
    parts.append(
        "Every number by which accounts are judged, with its default. They are kept per segment; a segment of your "
        "own starts\nwith Mid-Market's. `toprung policy` shows them, `toprung policy --segment SMB --set "
        "oar_days=60` changes one,\n`--reset oar_days` takes it back. A share is written 0.25 or 25%; roles and "
        "off-seasons are lists with commas.\n\nIn the browser they stand under *Settings*, each segment's *Policy*, "
        "which shows what a number would change before it\nis saved. An admin or a leader saves it.\n"
    )
    parts.append(f"| setting | {' | '.join(DEFAULTS)} | unit | what it is |")
    parts.append("|---|" + "---|" * (len(DEFAULTS) + 2))
    for f in dataclasses.fields(Policy):
        defaults = " | ".join(setting_text(policy, f.name) or "none" for policy in DEFAULTS.values())
        parts.append(f"| `{f.name}` | {defaults} | {f.metadata['unit']} | {_cell(f.metadata['means'])} |")
    return "\n".join(parts) + "\n"


def _linter() -> str:
    from benchmarks import linter

    text = (DOCS / "linter.md.in").read_text(encoding="utf-8")
    tables = {
        "LABELS": (linter.FIGURES, linter.label_rows("heldout")),
        "CONFUSION": (linter.CONFUSION, linter.confusion_rows("heldout")),
        "MISSING": (("test", *linter.FIGURES[2:]), linter.missing_rows("heldout")),
        "ERRORS": (linter.ERRORS, linter.error_rows("heldout")),
        "DEVELOP": (linter.FIGURES, linter.label_rows("develop")),
    }
    for name, (head, rows) in tables.items():
        text = text.replace(f"<!-- {name} -->", _table(head, rows))
    return _HEAD + text


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (head, ["---"] * len(head), *rows)
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main() -> None:
    """Write every page anew."""
    written = pages() | {path: rerun(path.read_text(encoding="utf-8"), at) for path, at in RUN.items()}
    for path, text in written.items():
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
