"""The answer of `toprung check` as one page: to read, to send, to print. It needs nothing else to be shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.template import Context, Engine

from toprung.doors.cli.figures import joined_titles, part_lines, told_together, value_text, window_text
from toprung.doors.cli.showing import money
from toprung.kernel.errors import BadInput

_TEMPLATES = Path(__file__).parent / "templates"


def write_page(answer: dict[str, Any], path: Path) -> None:
    """Write the page. Raises BadInput where the file cannot be written."""
    page = Engine(dirs=[str(_TEMPLATES)]).get_template("check.html").render(Context(_shown(answer)))
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path} cannot be written ({error.strerror}): name another file.") from error


def _shown(answer: dict[str, Any]) -> dict[str, Any]:
    sheet, ladder = answer["sheet"], list(reversed(answer["ladder"]))
    most = max([*(step["accounts"] for step in ladder), 1])
    accounts = {row["account"]: _row(row) for row in answer["accounts"]}
    return {
        **{name: sheet[name] for name in ("file", "read", "rejected", "in_part", "problems", "problem_count", "notes")},
        "as_of": answer["as_of"],
        "count": len(accounts),
        "on_top": ladder[0]["accounts"],
        "ladder": [s | {"arr": money(s["arr"]), "width": round(100 * s["accounts"] / most)} for s in ladder],
        "figures": [_figures(alike) for alike in told_together(answer["figures"])],
        "triage": [accounts[name] for name in answer["triage"]],
        "checks": [accounts[name] for name in answer["checks_due"]],
        "accounts": list(accounts.values()),
    }


def _row(row: dict[str, Any]) -> dict[str, Any]:
    """An account with nothing where nothing is known."""
    told = {name: "" if value is None else value for name, value in row.items()}
    return told | {"arr": money(row["arr"]), "asked_on": told["check_staged_on"] or told["check_due_on"]}


def _figures(alike: list[dict[str, Any]]) -> dict[str, Any]:
    """One figure, or several that lack a base for the same reason."""
    first = alike[0]
    return {
        "title": joined_titles(alike),
        "value": value_text(first),
        "empty": first["value"] is None,
        "lines": [*part_lines(first), *first["notes"]],
        "window": window_text(first),
        "id": first["definition_id"] if len(alike) == 1 else "",
    }
