"""How many calls a key may make: told with every answer, and said when it is one too many."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.http import HttpResponse
from tests.cast import NOW, Cast
from tests.doors.api.rest.calling import MEASUREMENTS, Program, error_of

from toprung.doors.api.limits import CALLS, Limits
from toprung.doors.api.rest import limiting
from toprung.kernel.vocabulary import MemberRole
from toprung.records.apikeys.models import ApiKey
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.drafts import OutcomeDraft
from toprung.records.outcomes.models import Measurement

pytestmark = pytest.mark.usefixtures("in_spring")
VALUE = {"account": "HF-1", "outcome": "close", "day": "2026-03-01", "value": 6}


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Three calls in ten seconds; the clock stands at the last of these."""
    found = [1003.0]
    counted = Limits(3, lambda: found[-1], CALLS)
    monkeypatch.setattr(limiting, "limits", lambda: counted)
    return found


@pytest.fixture
def program(cast: Cast) -> Program:
    write_outcomes(
        cast.workspace,
        [OutcomeDraft("HF-1", "close", "Close the books", baseline=Decimal(9), target=Decimal(5))],
        by=cast.csm,
        now=NOW,
    )
    return Program.of(cast.workspace, cast.admin)


def left(answer: HttpResponse) -> tuple[int, str, str, str]:
    """Status, and what the headers say of limit, rest and seconds."""
    told = (answer.headers.get(f"X-RateLimit-{name}", "") for name in ("Limit", "Remaining", "Reset"))
    limit, remaining, reset = told
    return answer.status_code, limit, remaining, reset


def test_each_answer_says_what_is_left_and_one_too_many_is_refused(seconds: list[float], program: Program) -> None:
    assert left(program.post(MEASUREMENTS, VALUE)) == (200, "3", "2", "7")
    # Also where it was not done.
    assert left(program.post(MEASUREMENTS, "{")) == (400, "3", "1", "7")
    assert left(program.get(MEASUREMENTS, account="HF-9", outcome="x")) == (404, "3", "0", "7")

    over = program.post(MEASUREMENTS, VALUE | {"value": 7})

    assert left(over) == (429, "3", "0", "7")
    assert over.headers["Retry-After"] == "7"
    assert error_of(over) == {
        "code": "too_many",
        "message": "This key has made its 3 calls of these 10 seconds: make this one again in 7 seconds. "
        "Nothing was done.",
        "details": [],
    }
    assert Measurement.objects.get().value == 6
    seconds.append(1010.0)
    assert left(program.post(MEASUREMENTS, VALUE | {"value": 7})) == (200, "3", "2", "10")


def test_each_key_is_counted_by_itself(seconds: list[float], program: Program, cast: Cast) -> None:
    for _ in range(4):
        program.get(MEASUREMENTS, account="HF-1", outcome="close")
    other = Program.of(cast.workspace, cast.admin, MemberRole.VIEWER)

    assert left(other.get(MEASUREMENTS, account="HF-1", outcome="close")) == (200, "3", "2", "7")


def test_without_a_key_nothing_is_counted_or_told(seconds: list[float], program: Program) -> None:
    for _ in range(5):
        assert left(Program("wrong").get(MEASUREMENTS)) == (401, "", "", "")
    assert left(Program().get("/api/v1/openapi.json"))[0] == 200
    assert left(program.get(MEASUREMENTS, account="HF-1", outcome="close"))[2] == "2"


def test_a_call_too_many_does_not_count_as_use(seconds: list[float], program: Program) -> None:
    for _ in range(3):
        program.get(MEASUREMENTS, account="HF-1", outcome="close")
    ApiKey.objects.update(used_on=None)

    assert program.get(MEASUREMENTS, account="HF-1", outcome="close").status_code == 429
    assert ApiKey.objects.get().used_on is None
