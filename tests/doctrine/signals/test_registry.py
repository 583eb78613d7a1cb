"""Every signal has its words, its test and its line: docs/howto/add-a-signal.md."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from tests.doctrine.build import account, ago, contract, found, successful, worded

from toprung.doctrine import signals
from toprung.doctrine.policy import Policy
from toprung.doctrine.signals import SIGNALS

HERE = Path(__file__).parent
REFERENCE = (HERE.parents[2] / "docs" / "reference" / "signals.md").read_text()
MODULES = Path(signals.__file__).parent
NOT_SIGNALS = {"__init__", "finding", "registry", "renewals", "subjects"}


def rows() -> dict[str, list[str]]:
    """Signal -> the cells of its line in the reference."""
    cells = (line.strip("|").split("|") for line in REFERENCE.splitlines() if line.startswith("| `"))
    return {cell[0].strip(" `"): cell for cell in cells}


def test_every_module_is_registered_under_its_own_name() -> None:
    assert {path.stem for path in MODULES.glob("*.py")} - NOT_SIGNALS == set(SIGNALS)


@pytest.mark.parametrize("name", SIGNALS)
def test_every_signal_has_words(name: str) -> None:
    source = (MODULES / f"{name}.py").read_text()
    assert '"signal_' in source or name in ("no_named_result",), "its reasons are worded in wording.py"


@pytest.mark.parametrize("name", SIGNALS)
def test_every_signal_has_a_test(name: str) -> None:
    assert any(f'"{name}"' in path.read_text() for path in HERE.glob("test_*.py") if path != Path(__file__))


def test_the_reference_lists_them_all_in_order() -> None:
    assert list(rows()) == list(SIGNALS)
    assert all(cell[1].strip() and cell[2].strip() for cell in rows().values())


def test_the_reference_names_real_settings() -> None:
    known = {field.name for field in dataclasses.fields(Policy)}
    named = {name for cell in rows().values() for name in re.findall(r"`(\w+)`", cell[3])}
    assert named <= known


def test_prospects_and_former_accounts_have_no_signals() -> None:
    assert worded(account()).findings == ()
    assert worded(account(contracts=(contract(500, 100),), outcomes=successful().outcomes)).findings == ()


def test_a_successful_account_has_only_good_news_and_one_thing_to_do() -> None:
    findings = worded(successful()).findings
    assert [f.signal for f in findings if not f.good] == ["no_next_outcome"]
    assert [f.signal for f in findings if f.good] == ["result_validated", "expansion_ready"]


def test_a_finding_in_json() -> None:
    (finding,) = found(successful(), "no_next_outcome")
    assert finding.as_json() == {
        "signal": "no_next_outcome",
        "subject": "",
        "good": False,
        "reason": {
            "code": "signal_no_next_outcome",
            "day": "2026-03-11",
            "text": "First value was reached on 11 Mar 2026 and nothing is promised next.",
        },
    }


def test_a_finding_does_not_change_with_the_days_that_pass() -> None:
    e = account(go_live_on=ago(303), contracts=(contract(200, -100),))
    a_day_before = dataclasses.replace(e, as_of=ago(1))
    assert worded(a_day_before).findings == worded(e).findings
