"""Whatever the contract allows is answered as the contract says, and nothing that it forbids is taken."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from hypothesis import Phase, given, settings
from tests.cast import NOW, Cast
from tests.doors.api.rest.calling import Program

from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.drafts import OutcomeDraft

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("in_spring")]
#: calls made up for each operation and way
_CALLS = 60


@pytest.fixture
def contract(cast: Cast) -> Any:
    """The contract as this Toprung serves it."""
    close = OutcomeDraft("HF-1", "close", "Close the books in 5 days", baseline=Decimal(9), target=Decimal(5))
    write_outcomes(cast.workspace, [close], by=cast.csm, now=NOW)
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.mark.parametrize("allowed", [True, False], ids=["allowed", "forbidden"])
def test_answers_are_as_the_contract_says(allowed: bool, contract: Any, cast: Cast) -> None:
    key = Program.of(cast.workspace, cast.admin).key
    mode = schemathesis.GenerationMode.POSITIVE if allowed else schemathesis.GenerationMode.NEGATIVE

    for found in contract.get_all_operations():

        @settings(max_examples=_CALLS, phases=[Phase.generate], database=None)
        @given(case=found.ok().as_strategy(generation_mode=mode))
        def call(case: Any) -> None:
            case.call_and_validate(headers={"Authorization": f"Bearer {key}"})

        call()
