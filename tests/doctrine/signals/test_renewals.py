"""Signals about renewals, result checks and the middle cohort."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from tests.doctrine.build import BEA, account, ago, changed, codes, contract, found, no, on, outcome, yes

from toprung.doctrine.evidence import CheckAnswer, Contract, Evidence
from toprung.doctrine.signals.renewals import renewed_on, renewed_without_result

#: SMB: 30 days of notice, watched from 90 days before; it ends in 165 days
YEAR = account(go_live_on=ago(190), contracts=(contract(),))


def ending(days: int, **terms: object) -> Evidence:
    """A year's contract that ends in that many days."""
    return account(go_live_on=ago(190), contracts=(contract(365 - days, -days, **terms),))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (121, []),  # notice in 91 days
        (120, ["signal_renewal_without_result"]),  # notice in 90 days
        (60, ["signal_renewal_without_result"]),  # notice in 30 days: still early
        (59, ["signal_renewal_without_result_late"]),
        (30, ["signal_renewal_without_result_late"]),  # notice is possible today
        (29, ["signal_renewal_without_result_passed"]),
        (1, ["signal_renewal_without_result_passed"]),
        (0, []),  # it ended
    ],
)
def test_renewal_without_result_from_90_days_before_the_notice_date(days: int, expected: list[str]) -> None:
    assert codes(ending(days), "renewal_without_result") == expected


def test_renewal_without_result_names_the_days_to_act() -> None:
    (finding,) = found(ending(90), "renewal_without_result")
    # Ends on 29 June; 30 days' notice: 30 May; 30 days before that: 30 April.
    assert finding.reason.text == (
        "“C-1” renews on 29 Jun 2026 and no result stands. Notice is possible until 30 May 2026: act by 30 Apr 2026."
    )
    assert finding.subject == "contract:C-1"


def test_renewal_without_result_closes_with_a_result_or_a_notice() -> None:
    assert not found(dataclasses.replace(ending(90), outcomes=(outcome(yes(BEA, 5)),)), "renewal_without_result")
    assert not found(ending(90, cancelled_on=ago(3)), "renewal_without_result")


def test_renewal_without_result_per_contract() -> None:
    two = account(go_live_on=ago(190), contracts=(contract(300, -65), contract(280, -85, reference="C-2")))
    assert [f.subject for f in found(two, "renewal_without_result")] == ["contract:C-1", "contract:C-2"]


def test_notice_days_of_the_contract_go_before_the_segment() -> None:
    assert not found(ending(125), "renewal_without_result")
    assert found(ending(125, notice_days=60), "renewal_without_result")


def test_short_terms_are_reviewed_instead() -> None:
    months = tuple(contract(30 * (n + 1), 30 * n, reference=f"M-{n}") for n in range(3, -2, -1))
    e = account(go_live_on=ago(120), contracts=months)
    (finding,) = found(e, "renewal_without_result")
    # The first began 120 days ago: reviewed 90 days later, 30 days ago.
    assert finding.reason.text == (
        "Its terms are short and are reviewed every 90 days: no result stands since the review of 1 Mar 2026."
    )
    assert finding.subject == ""
    assert not found(on(e, ago(31)), "renewal_without_result"), "day 89: no review yet"
    assert not found(changed(e, review_days=150), "renewal_without_result")


def test_delayed_churner_near_its_renewal_past_day_90() -> None:
    (finding,) = found(ending(120), "delayed_churner")
    assert finding.reason.code == "signal_delayed_churner"
    assert not found(ending(121), "delayed_churner")
    assert not found(dataclasses.replace(ending(100), go_live_on=ago(90)), "delayed_churner"), "day 90 itself"
    assert not found(dataclasses.replace(ending(100), outcomes=(outcome(yes(BEA, 5)),)), "delayed_churner")
    assert codes(ending(59), "delayed_churner") == ["signal_delayed_churner_late"]
    (passed,) = found(ending(29), "delayed_churner")
    assert "Notice was possible until 30 Mar 2026" in passed.reason.text


def test_delayed_churner_after_renewals_made_without_a_result() -> None:
    first, second = contract(765, 400), contract(400, 35, reference="C-2")
    third = contract(35, -330, reference="C-3")
    e = account(go_live_on=ago(760), contracts=(first, second, third))
    assert renewed_on(e) == (ago(400), ago(35))
    (finding,) = found(e, "delayed_churner")
    assert finding.reason.text == "Last renewed on 24 Feb 2026; no result stands (renewals made so: 2)."
    # A yes 500 days ago stood at the first renewal, 100 days later, and no longer at the second, 465 days later.
    once = dataclasses.replace(e, outcomes=(outcome(yes(BEA, 500)),))
    assert renewed_without_result(once) == 1


def test_a_contract_that_renews_by_itself_has_renewed() -> None:
    rolling = contract(800, 435, auto_renew=True)
    assert renewed_on(account(contracts=(rolling,))) == (ago(435), ago(70))
    over = dataclasses.replace(rolling, cancelled_on=ago(500))
    assert renewed_on(account(contracts=(over,))) == ()


def test_coming_back_later_is_no_renewal() -> None:
    back = account(contracts=(contract(500, 135), contract(75, -290, reference="C-2")))
    assert renewed_on(back) == ()
    next_day = account(contracts=(contract(500, 135), contract(134, -231, reference="C-2")))
    assert renewed_on(next_day) == (ago(135),)


def test_a_sheets_renewal_date_alone_tells_of_no_renewal() -> None:
    assert renewed_on(account(contracts=(Contract("C-1", ends_on=ago(10)),))) == ()


def test_result_check_due_then_failed_by_silence() -> None:
    assert not found(on(YEAR, ago(111)), "result_check_due"), "day 89"
    (due,) = found(on(YEAR, ago(110)), "result_check_due")
    assert due.reason.text == (
        "Can the account name its measurable result? Asked on 11 Dec 2025; silence after 18 Dec 2025 counts as no."
    )
    assert found(on(YEAR, ago(103)), "result_check_due"), "seven days later it is still asked"
    assert codes(on(YEAR, ago(102)), "result_check_failed") == ["signal_result_check_silent"]
    assert not found(on(YEAR, ago(102)), "result_check_due")


def test_result_check_failed_stays_while_it_is_asked_again() -> None:
    said_no = dataclasses.replace(YEAR, checks=(CheckAnswer(ago(100), yes=False),))
    assert codes(on(said_no, ago(80)), "result_check_failed") == ["signal_result_check_no"]
    asked_again = on(said_no, ago(70))
    assert found(asked_again, "result_check_due")
    assert found(asked_again, "result_check_failed")
    said_yes = dataclasses.replace(YEAR, checks=(CheckAnswer(ago(100), yes=True),))
    assert not found(on(said_yes, ago(80)), "result_check_failed")


def test_a_check_that_nobody_answers_is_asked_afresh_and_stays_failed() -> None:
    # Live before the contract began: the plan has no second day.
    begun = dataclasses.replace(YEAR, go_live_on=ago(250))
    silent, again = on(begun, ago(73)), on(begun, ago(72))
    assert not found(silent, "result_check_due")
    (asked,) = found(again, "result_check_due")
    assert "Asked on 18 Jan 2026; silence after 25 Jan 2026 counts as no." in asked.reason.text
    said = "The result check of 11 Dec 2025 was not answered; silence counts as no."
    for e in (silent, again):
        (failed,) = found(e, "result_check_failed")
        assert failed.reason.text == said, "one and the same signal"
    (later,) = found(on(begun, ago(64)), "result_check_failed")
    assert "The result check of 18 Jan 2026 was not answered" in later.reason.text
    assert not found(on(begun, ago(64)), "result_check_due")


def test_a_staged_check_is_asked_on_its_staged_day() -> None:
    staged = dataclasses.replace(YEAR, check_staged_on=ago(5))
    assert not found(on(staged, ago(6)), "result_check_due")
    (due,) = found(on(staged, ago(5)), "result_check_due")
    assert "Asked on 26 Mar 2026" in due.reason.text


def test_a_contract_was_renewed_on_the_days_its_terms_ended() -> None:
    """A leap year lies between: 365 days after 1 March 2023 is 29 February, its renewal is on 1 March."""
    term = Contract("C-1", starts_on=date(2022, 3, 1), ends_on=date(2023, 3, 1), auto_renew=True)
    e = account(go_live_on=date(2022, 3, 1), contracts=(term,))
    made = (date(2023, 3, 1), date(2024, 3, 1), date(2025, 3, 1), date(2026, 3, 1))
    assert renewed_on(e) == made
    noticed = dataclasses.replace(term, cancelled_on=date(2025, 6, 1))
    assert renewed_on(dataclasses.replace(e, contracts=(noticed,))) == made[:3], "notice ends the last term it is in"


def test_a_no_before_a_result_that_has_since_fallen_opens_nothing() -> None:
    fallen = outcome(yes(BEA, 40), no(BEA, 3))
    e = account(go_live_on=ago(300), contracts=(contract(300),), outcomes=(fallen,))
    answered = dataclasses.replace(e, checks=(CheckAnswer(ago(100), yes=False),))
    assert codes(answered, "result_check_failed") == []
    (asked,) = found(answered, "result_check_due")
    assert "Asked on 28 Mar 2026; silence after 4 Apr 2026" in asked.reason.text
