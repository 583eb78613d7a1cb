"""`toprung check`: one sheet in, everything out, nothing kept."""

from __future__ import annotations

import json
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from docs.console import Ran, run
from tests.doors.cli.conftest import TUTORIAL, Run

#: a text that would run if a page did not escape it
SCRIPT = "<script>alert('x')</script><b title=\"y\">&amp;"


@pytest.fixture(scope="module")
def awkward(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """The sheet of twelve awkward rows, checked with rejects and page."""
    folder = tmp_path_factory.mktemp("awkward") / "folder"
    shutil.copytree(TUTORIAL, folder)
    (ran,) = run([["check", "awkward.csv", "--rejects", "rejects.csv"]], folder)
    return folder, ran


def test_bad_rows_never_stop_good_ones(awkward: tuple[Path, Ran]) -> None:
    _, ran = awkward

    assert (ran.exit_code, ran.err) == (0, "")
    # Rejected: no account, a second row of one account. In part: an impossible day, “perhaps”, and the three whose
    # confirmation lacks a person, a day, or lies in the future.
    assert ran.out.startswith("awkward.csv: 12 rows read, 10 used, 2 rejected, 5 of the used ones in part.")
    told = " ".join(ran.out.split())
    for sentence in (
        "row 5, “Renewal date”: “31.02.2026” is not in the calendar.",
        "row 7, “Who confirms”: It says confirmed, but not by whom.",
        "row 9, “Confirmed when”: It says confirmed, but not when.",
        "row 10, “Customer”: “Customer” is blank",
        "row 11, “Customer”: Account “Birch Logistics” stands in row 3 already",
        "row 12, “Confirmed?”: “perhaps” is neither yes nor no.",
        "row 13, “Confirmed when”: 2062-05-28 is still ahead",
        "The segment “Strategic” is new here: Mid-Market's policy applies",
        "“ARR (EUR)” was read with a comma as decimal sign",
        "“Adopt the dashboard module” is work on the product",
        "“Be more efficient” is vague",
    ):
        assert sentence in told


def test_the_ladder_triage_and_figures(awkward: tuple[Path, Ran]) -> None:
    _, ran = awkward

    assert "4 Measurable result       1    9,600 EUR ARR" in ran.out
    assert "Live accounts without a named result: 5" in ran.out
    assert "Outcome achievement rate: 22.2% (2 of 9 accounts)" in ran.out
    assert " ".join(ran.out.split()).count("there are no revenue movements by the as-of day") == 1, (
        "three figures, one reason, told once"
    )
    assert "Net revenue retention, gross revenue retention and logo retention: no base" in ran.out


def test_nothing_is_kept_but_what_was_asked_for(awkward: tuple[Path, Ran]) -> None:
    folder, _ = awkward

    assert not (folder / "var").exists()
    rejects = (folder / "rejects.csv").read_text(encoding="utf-8-sig")
    assert rejects.startswith("Customer;Segment;CSM;")
    assert "'=HYPERLINK" in rejects, "formulas are neutralised"


def test_lines_fit_the_width_of_files(awkward: tuple[Path, Ran]) -> None:
    _, ran = awkward

    assert max(len(line.rstrip()) for line in ran.out.splitlines()) <= 100


def test_json_alone_on_stdout(empty: Path, toprung: Run) -> None:
    (ran,) = toprung(empty, "check sheet.csv --json")

    answer = json.loads(ran.out)
    assert (ran.exit_code, ran.err) == (0, "")
    assert [step["accounts"] for step in answer["ladder"]] == [3, 0, 0, 1, 2]
    assert answer["triage"] == ["Cedar Freight", "Elm Schools"]
    assert {figure["metric"] for figure in answer["figures"]} == {"oar", "ttfv", "nrr", "grr", "logo_retention"}


@pytest.mark.parametrize("arguments", ["sheet.csv --as-of 2026-03-03", "subscriptions.toml", "missing.csv"])
def test_what_cannot_be_checked_is_refused(arguments: str, empty: Path, toprung: Run) -> None:
    (ran,) = toprung(empty, f"check {arguments}")

    assert (ran.exit_code, ran.out) == (2, "")
    assert ran.err.startswith("Error: ")
    assert "Traceback" not in ran.err


class _Page(HTMLParser):
    """Collects the tags, and complains of one that is closed without having been opened."""

    VOID = frozenset({"meta", "br", "hr", "img", "link"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture
def page(empty: Path, toprung: Run) -> _Page:
    """The page of a sheet with a script in every text field, one row used and one rejected."""
    quoted = '"' + SCRIPT.replace('"', '""') + '"'
    heading = f"account,segment,owner,go-live,result,validator,validator role,confirmed,{quoted}"
    used = f"{quoted},{quoted},{quoted},2025-06-01,{quoted},{quoted},buyer,no,"
    rejected = f"other,{quoted},{quoted},{quoted},{quoted},{quoted},{quoted},{quoted},"
    (empty / "script.csv").write_text(f"{heading}\n{used}\n{rejected}\n", encoding="utf-8")

    (ran,) = toprung(empty, "check script.csv --html page.html")

    assert (ran.exit_code, ran.err) == (0, "")
    read = _Page()
    read.feed((empty / "page.html").read_text(encoding="utf-8"))
    return read


def test_the_page_is_whole_and_runs_nothing(page: _Page) -> None:
    tags = {tag for tag, _ in page.seen}

    assert page.open == []
    assert tags.isdisjoint({"script", "iframe", "img", "link"})
    assert not any(name.startswith("on") or name == "src" for _, attributes in page.seen for name in attributes)
    # Escaped once in each of: account, segment, owner, result, validator; the sheet's own text is shown as it is.
    assert sum(SCRIPT in text for text in page.text) >= 5


def test_the_page_names_its_parts(page: _Page) -> None:
    identifiers = [attributes["id"] for _, attributes in page.seen if "id" in attributes]
    labels = [attributes["aria-labelledby"] for _, attributes in page.seen if "aria-labelledby" in attributes]

    assert sorted(identifiers) == sorted(labels), "every section is labelled by its own heading"
    assert len(set(identifiers)) == len(identifiers)
    cells = [attributes for tag, attributes in page.seen if tag == "td"]
    assert cells
    assert all(attributes.get("data-label") for attributes in cells), "narrow screens show the column's name"
