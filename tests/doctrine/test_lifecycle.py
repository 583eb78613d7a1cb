"""Where an account is in its life, whether it is live as far as anyone can tell, its renewal, the triage list."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any

import pytest
from tests.doctrine.build import BEA, TODAY, account, ago, contract, outcome, silent, weeks, worded, yes

from toprung.doctrine.clocks import notice_on, signed_on, started_on
from toprung.doctrine.evidence import Contract, Evidence, Money
from toprung.doctrine.lifecycle import gone_live, lifecycle
from toprung.doctrine.triage import named_result
from toprung.kernel.vocabulary import Lifecycle

FIRST_VALUE = (outcome(yes(BEA, 5), first_value=True),)
CANCELLED = contract(200, -165, cancelled_on=ago(3))
#: renewed itself 135 days ago and was cancelled since: it runs for 230 days more
ROLLED = contract(500, 135, auto_renew=True, cancelled_on=ago(10))


@pytest.mark.parametrize(
    ("e", "life"),
    [
        (account(), Lifecycle.PROSPECT),
        (account(usage=weeks(1, 1)), Lifecycle.PROSPECT),
        (account(contracts=(contract(10, signed_on=ago(20)),)), Lifecycle.IMPLEMENTING),
        (account(contracts=(contract(-10, -375, signed_on=ago(20)),)), Lifecycle.IMPLEMENTING),
        (account(go_live_on=ago(5), contracts=(contract(10),)), Lifecycle.ONBOARDING),
        (account(go_live_on=ago(5), contracts=(contract(10),), outcomes=FIRST_VALUE), Lifecycle.LIVE),
        (account(go_live_on=ago(100), contracts=(CANCELLED,)), Lifecycle.LEAVING),
        (
            account(go_live_on=ago(100), contracts=(CANCELLED, contract(20, -700, reference="C-2"))),
            Lifecycle.ONBOARDING,
        ),
        (account(contracts=(contract(500, 135),)), Lifecycle.FORMER),
        (account(go_live_on=ago(480), contracts=(ROLLED,)), Lifecycle.LEAVING),
        (
            account(go_live_on=ago(480), contracts=(ROLLED, contract(500, 100, reference="C-2"))),
            Lifecycle.LEAVING,
        ),
        (account(contracts=(contract(500, 135, auto_renew=True),)), Lifecycle.IMPLEMENTING),
        (account(money=Money(mrr=Decimal(0), first_on=ago(500), ended_on=ago(30))), Lifecycle.FORMER),
        (account(money=Money(mrr=Decimal(10), first_on=ago(500))), Lifecycle.IMPLEMENTING),
        (account(money=Money(stated_arr=Decimal(1200))), Lifecycle.IMPLEMENTING),
    ],
)
def test_lifecycle(e: Evidence, life: Lifecycle) -> None:
    assert worded(e).lifecycle is life


def live(e: Evidence) -> bool:
    return gone_live(e, lifecycle(e))


def test_gone_live_as_far_as_anyone_can_tell() -> None:
    assert live(account(go_live_on=ago(1)))
    assert not live(account(contracts=(contract(10, signed_on=ago(20)),)))
    assert live(account(contracts=(contract(10, signed_on=ago(20)),), usage=weeks(1)))
    assert not live(account(contracts=(contract(10, signed_on=ago(20)),), usage=silent()))
    assert live(account(contracts=(contract(90),))), "it has long paid"
    assert live(account(contracts=(Contract("C-1", ends_on=ago(-50)),))), "a row of a sheet"
    assert not live(account())


def test_the_clock_starts_at_go_live_else_contract_else_revenue() -> None:
    money = Money(mrr=Decimal(10), first_on=ago(70))
    assert started_on(account(go_live_on=ago(50), contracts=(contract(60),), money=money)) == ago(50)
    assert started_on(account(contracts=(contract(60), contract(90)), money=money)) == ago(90)
    assert started_on(account(money=money)) == ago(70)
    assert started_on(account(contracts=(contract(-5, -300),))) is None, "it has not begun"


def test_the_renewal_is_the_running_contracts_that_comes_first() -> None:
    first, second = contract(300, -65), contract(280, -85, reference="C-2")
    verdict = worded(account(contracts=(second, first)))
    assert (verdict.renewal_on, verdict.notice_on) == (ago(-65), ago(-35))
    cancelled = dataclasses.replace(first, cancelled_on=ago(3))
    assert worded(account(contracts=(second, cancelled))).renewal_on == ago(-85)
    assert worded(account(contracts=(contract(10, -20),))).renewal_on is None, "a short term is reviewed, not renewed"


def test_notice_is_the_contracts_or_the_segments() -> None:
    smb, enterprise = account("SMB").policy, account("Enterprise").policy
    assert notice_on(contract(), smb, TODAY) == ago(-135)
    assert notice_on(contract(), enterprise, TODAY) == ago(-75)
    assert notice_on(contract(notice_days=0), smb, TODAY) == ago(-165)


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"primary": False}, "unnamed_no_primary"),
        ({"statement": "Complete onboarding"}, "unnamed_milestone"),
        ({"statement": "Be more efficient"}, "unnamed_vague"),
        ({"validator": ""}, "unnamed_no_validator"),
        ({}, None),
    ],
)
def test_triage_gives_the_reason(terms: dict[str, Any], code: str | None) -> None:
    e = account(go_live_on=ago(5), outcomes=(outcome(**terms),))
    verdict = worded(e)
    assert (verdict.triage.code if verdict.triage else None) == code
    assert (named_result(e) is None) is (code is not None)


def test_accounts_that_are_not_live_are_not_triaged() -> None:
    assert worded(account(contracts=(contract(10, signed_on=ago(20)),))).triage is None
    assert worded(account(contracts=(contract(500, 135),))).triage is None


def test_the_first_signature_is_the_first_contracts() -> None:
    signed, unsigned = contract(300, 0, signed_on=ago(310)), contract(300, 0)
    later = contract(0, -365, reference="C-2", signed_on=ago(20))
    assert signed_on(account(contracts=(signed, later))) == ago(310)
    assert signed_on(account(contracts=(unsigned, later))) is None, "a later contract's signature is not the first"
