"""The awkward accounts of the first issue, each by name: what becomes of them is in test_awkward_accounts."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from tests.doctrine.build import (
    BEA,
    MONDAYS,
    PEOPLE,
    SAM,
    account,
    ago,
    contract,
    numeric_outcome,
    outcome,
    silent,
    successful,
    value,
    weeks,
    yes,
)

from toprung.doctrine.evidence import Contract, Money, Stakeholder
from toprung.doctrine.policy import DEFAULTS
from toprung.kernel.vocabulary import Direction, OutcomeKind

UNUSED_ENTERPRISE = successful("Enterprise", usage=silent(60))
NEVER_USED = successful("Enterprise", usage=silent())
RENEWED_TWICE = account(
    go_live_on=ago(1090),
    contracts=(contract(1100, 735), contract(735, 370, reference="C-2"), contract(370, -5, reference="C-3")),
    usage=weeks(*[9] * 12),
)
#: nobody works from January to the end of March; 12 weeks before were busy
SEASONAL = successful(usage=dataclasses.replace(weeks(*[9] * 12, *[0] * 14), last_event_on=ago(95)))
NO_GO_LIVE = account(
    contracts=(contract(200, signed_on=ago(210)),), outcomes=(numeric_outcome(readings=(value(5, 6),)),)
)
TWO_CONTRACTS = account(go_live_on=ago(290), contracts=(contract(300, -100, reference="C-2"), contract(300, -65)))
PARENT, CHILD = successful(account="holding"), successful(account="subsidiary", outcomes=())
BUYER_IN_ENTERPRISE = successful("Enterprise", outcomes=(outcome(yes(BEA, 5), validator="Sam"),))
SPONSOR_IN_SMB = successful("SMB", outcomes=(outcome(yes(SAM, 5), validator="Sam"),))
BASELINE_IS_TARGET = account(
    go_live_on=ago(200),
    outcomes=(numeric_outcome(readings=(value(5, 5),), baseline=Decimal(5), target=Decimal(5)),),
)
DECREASING = account(go_live_on=ago(200), outcomes=(numeric_outcome(readings=(value(60, 10), value(20, 6))),))
WORSE_THAN_BEFORE = account(go_live_on=ago(200), outcomes=(numeric_outcome(readings=(value(20, 12),)),))
REACHED_THEN_LOST = successful(
    outcomes=(numeric_outcome(yes(BEA, 100), readings=(value(100, 5), value(10, 10))),), go_live_on=ago(150)
)
GROWN = dataclasses.replace(successful("SMB", seats=100), segment="Enterprise", policy=DEFAULTS["Enterprise"])
LIVE_BEFORE_SIGNATURE = successful(go_live_on=ago(200), contracts=(contract(180, -185, signed_on=ago(180)),))
BACK = account(go_live_on=ago(590), contracts=(contract(600, 235), contract(175, -190, reference="C-2")))
NO_SEATS = successful(seats=0, usage=weeks(1, 1, 1, 1))
MONTHLY = account(
    go_live_on=ago(230),
    contracts=(
        *(contract(30 * n, 30 * (n - 1), reference=f"M-{n}") for n in range(8, 0, -1)),
        contract(0, -30, reference="M-0"),
    ),
)
#: account, segment, owner, go-live, renewal, ARR, the named result, its validator and role, yes and when
SHEET_ROW = account(
    "SMB",
    owner="Noa",
    go_live_on=ago(100),
    contracts=(Contract("sheet", ends_on=ago(-60)),),
    stakeholders=(Stakeholder("Bea", BEA.role),),
    outcomes=(outcome(yes(BEA, 20), statement="Cut manual reporting time by 40%", agreed_on=None, first_value=True),),
    money=Money(stated_arr=Decimal(12000)),
)
HELD = account(
    go_live_on=MONDAYS[0],
    outcomes=(
        numeric_outcome(
            yes(BEA, 10),
            readings=(value(60, 99), value(10, 98)),
            kind=OutcomeKind.HOLD,
            direction=Direction.INCREASE,
            baseline=None,
            target=Decimal(98),
        ),
    ),
    stakeholders=PEOPLE,
)
NOT_BEGUN = account(contracts=(contract(-30, -395, signed_on=ago(5)),))

ALL = (
    account(),
    UNUSED_ENTERPRISE,
    NEVER_USED,
    RENEWED_TWICE,
    SEASONAL,
    NO_GO_LIVE,
    TWO_CONTRACTS,
    PARENT,
    CHILD,
    BUYER_IN_ENTERPRISE,
    SPONSOR_IN_SMB,
    BASELINE_IS_TARGET,
    DECREASING,
    WORSE_THAN_BEFORE,
    REACHED_THEN_LOST,
    GROWN,
    LIVE_BEFORE_SIGNATURE,
    BACK,
    NO_SEATS,
    MONTHLY,
    SHEET_ROW,
    HELD,
    NOT_BEGUN,
)
