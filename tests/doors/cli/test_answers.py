"""What is asked of a book: accounts, evaluation, figures, comparison, policy. JSON stands alone on stdout."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from tests.doors.cli.conftest import Run

_YEAR = "--from 2025-03-01 --to 2026-03-01"


def test_accounts_as_json(book: Path, toprung: Run) -> None:
    (ran,) = toprung(book, "accounts --json")

    listed = {row["account"]: row for row in json.loads(ran.out)}
    assert ran.err == ""
    birch = listed["Birch Logistics"]
    wanted = {
        "account": "Birch Logistics",
        "segment": "Mid-Market",
        "rung": 3,
        "gaps": [],
        "health": 69,
        "band": "amber",
        "named_result": "Close the month in 4 days instead of 9",
        "validator": "Tom Okafor",
        "next_step": "Half validated: a manager still has to confirm it.",
    }
    assert {name: birch[name] for name in wanted} == wanted
    assert birch["reasons"]
    assert all(reason["text"] and reason["code"] for reason in birch["reasons"])
    assert listed["Grove Insurance"]["health"] is None, "a former customer has none"


def test_accounts_as_csv_are_the_same_accounts(book: Path, toprung: Run) -> None:
    as_csv, as_json = toprung(book, "accounts --csv", "accounts --json")

    rows = list(csv.DictReader(io.StringIO(as_csv.out)))
    told = json.loads(as_json.out)
    assert [(r["account"], r["rung"], r["next_step"]) for r in rows] == [
        (v["account"], str(v["rung"]), v["next_step"]) for v in told
    ]


def test_lists_are_subsets(book: Path, toprung: Run) -> None:
    triage, due = toprung(book, "accounts --triage --json", "accounts --checks-due --json")

    assert [v["account"] for v in json.loads(triage.out)] == ["Cedar Freight", "Elm Schools"]
    assert {v["account"]: v["check_state"] for v in json.loads(due.out)} == {
        "Birch Logistics": "staged",
        "Cedar Freight": "staged",
        "Dune Energy": "due",
    }


def test_evaluating_twice_gives_identical_bytes(book: Path, toprung: Run) -> None:
    first, listed, second, again = toprung(
        book, "evaluate --json", "accounts --json", "evaluate --json", "accounts --json"
    )

    assert first.out == second.out
    assert listed.out == again.out
    assert len(json.loads(first.out)["verdicts_fingerprint"]) == 64


def test_evaluating_an_earlier_day_leaves_today_alone(book: Path, toprung: Run) -> None:
    before, earlier, after = toprung(book, "accounts --json", "evaluate --as-of 2025-07-01 --json", "accounts --json")

    assert json.loads(earlier.out)["as_of"] == "2025-07-01"
    assert before.out == after.out


def test_evaluating_some_accounts(book: Path, toprung: Run) -> None:
    (ran,) = toprung(book, ["evaluate", "--account", "Dune Energy", "--account", "Elm Schools", "--json"])

    assert json.loads(ran.out)["accounts"] == 2


def test_a_figure_opens_to_its_accounts(book: Path, toprung: Run) -> None:
    (ran,) = toprung(book, f"measure nrr {_YEAR} --json")

    figure = json.loads(ran.out)
    wanted = ["metric", "value", "numerator", "denominator", "accounts", "as_of", "definition", "definition_id"]
    assert set(wanted) <= set(figure)
    # Paying on 1 March 2025: Dune 18,000, Fjord 16,000, Grove 7,500. A year later: 20,000, 15,000, nothing.
    assert (figure["metric"], figure["numerator"], figure["denominator"]) == ("nrr", 35000, 41500)
    assert abs(float(figure["value"]) - 35000 / 41500) < 1e-9
    assert sum(row["numerator"] for row in figure["accounts"]) == 35000
    assert sum(row["denominator"] for row in figure["accounts"]) == 41500
    assert figure["as_of"] == "2026-03-02"


def test_figures_by_hand(book: Path, toprung: Run) -> None:
    """The worked examples of docs/reference/measures.md."""
    lines = (f"oar {_YEAR}", f"ttfv {_YEAR} --set start=go_live", f"grr {_YEAR}", f"logo_retention {_YEAR}")
    oar, ttfv, grr, logos = (json.loads(r.out) for r in toprung(book, *(f"measure {line} --json" for line in lines)))

    assert (oar["measured"]["numerator"], oar["validated"]["numerator"], oar["denominator"]) == (3, 1, 5)
    assert oar["coverage"]["numerator"] == 4
    assert oar["in_flight"]["accounts"] == 1
    assert [ttfv["quartiles"][name]["days"] for name in ("q1", "median", "q3")] == [84, 86, 232]
    assert (grr["numerator"], grr["denominator"]) == (33000, 41500)
    assert (logos["numerator"], logos["denominator"]) == (2, 3)


def test_groups_add_up(book: Path, toprung: Run) -> None:
    (ran,) = toprung(book, f"measure oar {_YEAR} --by segment --json")

    figure = json.loads(ran.out)
    assert [group["group"] for group in figure["groups"]] == ["Enterprise", "Mid-Market", "SMB"]
    assert sum(group["denominator"] for group in figure["groups"]) == figure["denominator"]


def test_the_query_of_a_figure_needs_no_home(tmp_path: Path, toprung: Run) -> None:
    (ran,) = toprung(tmp_path, f"measure grr {_YEAR} --sql")

    assert ran.exit_code == 0
    assert "retained_gross" in ran.out


def test_comparison(book: Path, toprung: Run) -> None:
    *_, change, as_json, refused = toprung(
        book,
        "measure nrr --from 2024-05-01 --to 2025-05-01",
        f"measure nrr {_YEAR}",
        f"measure grr {_YEAR}",
        "compare 1 2",
        "compare 1 2 --json",
        "compare 1 3",
    )

    # 20,000 / 25,500 = 78.4% and 35,000 / 41,500 = 84.3%
    assert "Change: +5.9 percentage points" in change.out
    assert abs(json.loads(as_json.out)["change"] - (35000 / 41500 - 20000 / 25500)) < 1e-9
    assert (refused.exit_code, refused.out) == (2, "")
    assert "one is Net revenue retention, the other Gross revenue retention" in refused.err


def test_policy_is_changed_shown_and_taken_back(book: Path, toprung: Run) -> None:
    changed, green, back, whole = toprung(
        book,
        "policy --segment Enterprise --set fresh_days=240 --json",
        "accounts --json",
        "policy --segment Enterprise --reset fresh_days --json",
        "policy --json",
    )

    assert json.loads(changed.out) == {"Enterprise": {"fresh_days": "240"}}
    # Confirmed 213 days ago: fresh by the new number, and so not capped at 69.
    assert {v["account"]: v["band"] for v in json.loads(green.out)}["Fjord Retail"] == "green"
    assert json.loads(back.out) == {"Enterprise": {"fresh_days": "90"}}
    assert set(json.loads(whole.out)) == {"SMB", "Mid-Market", "Enterprise"}
