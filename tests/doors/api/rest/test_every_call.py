"""Every call of the contract, without a key, with a wrong and a revoked one, as a stranger, and as each role."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cast import NOW, Cast
from tests.doors.api.rest.calling import MEASUREMENTS, PROSPECTS, Program, error_of

from toprung.doors.api.rest.api import api
from toprung.kernel.vocabulary import MemberRole
from toprung.records.apikeys.actions import make_key, revoke_key
from toprung.records.book.models import Account
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.drafts import OutcomeDraft
from toprung.records.outcomes.models import Measurement
from toprung.records.plans.actions import start_plan

pytestmark = pytest.mark.usefixtures("in_spring")
ROOT = Path(__file__).parents[4]
CONTRACT: dict[str, Any] = json.loads((ROOT / "docs/reference/openapi.json").read_text(encoding="utf-8"))
CALLS = sorted((method.upper(), path) for path, held in CONTRACT["paths"].items() for method in held)
PLAN = "/api/v1/accounts/{account}/plan"
#: what a call needs to be done
BODIES: dict[tuple[str, str], Any] = {
    ("POST", MEASUREMENTS): {"account": "HF-1", "outcome": "close", "day": "2026-03-01", "value": 6},
    ("POST", PROSPECTS): {"account": "LF-1", "name": "Larch Foods"},
    ("POST", "/api/v1/lint"): {"text": "Close the books in 5 days instead of 9"},
}
QUERIES = {("GET", MEASUREMENTS): "?account=HF-1&outcome=close", ("GET", PLAN): ""}
#: roles that may do it; all, where it is not told
_SUCCESS = {MemberRole.ADMIN, MemberRole.LEADER, MemberRole.CSM}
ALLOWED = {("POST", MEASUREMENTS): _SUCCESS, ("POST", PROSPECTS): {*_SUCCESS, MemberRole.SALES}}


@pytest.fixture
def promised(cast: Cast) -> Cast:
    close = OutcomeDraft("HF-1", "close", "Close the books in 5 days instead of 9", target=5, baseline=9)  # type: ignore[arg-type]
    write_outcomes(cast.workspace, [close], by=cast.csm, now=NOW)
    write_outcomes(cast.elsewhere, [close], by=cast.stranger, now=NOW)
    start_plan(cast.harbor, by=cast.csm, now=NOW)
    return cast


def ask(program: Program, call: tuple[str, str]) -> Any:
    method, path = call
    body = json.dumps(BODIES[call]).encode() if call in BODIES else b""
    return program.call(method, path.format(account="HF-1") + QUERIES.get(call, ""), body)


def test_no_call_takes_a_zero_byte_to_the_database(promised: Cast) -> None:
    program = Program.of(promised.workspace, promised.admin, MemberRole.ADMIN)
    value = {"account": "HF-1", "outcome": "close", "day": "2026-03-01", "value": 6}
    answers = [
        *(program.post(MEASUREMENTS, value | {name: "a\x00b"}) for name in ("account", "outcome", "value")),
        program.post(PROSPECTS, {"account": "a\x00b", "name": "Larch Foods"}),
        program.call("GET", f"{MEASUREMENTS}?account=a%00b&outcome=close"),
        program.call("GET", f"{MEASUREMENTS}?account=HF-1&outcome=a%00b"),
        program.call("GET", PLAN.format(account="a%00b")),
    ]
    assert [(answer.status_code, error_of(answer)["code"]) for answer in answers] == [(422, "unreadable")] * 7


def test_the_snapshot_is_the_contract() -> None:
    assert json.loads(json.dumps(api.get_openapi_schema(), default=str)) == CONTRACT


def test_every_call_is_known_to_this_walk() -> None:
    assert set(CALLS) == {*BODIES, *QUERIES}
    told = [CONTRACT["paths"][path][method.lower()]["responses"] for method, path in CALLS]
    assert all({"401", "429"} <= set(responses) for responses in told)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: " ".join(call))
def test_without_a_key_that_opens(call: tuple[str, str], promised: Cast) -> None:
    held, revoked = make_key(promised.workspace, "Gone", MemberRole.ADMIN, by=promised.admin, now=NOW)
    revoke_key(promised.workspace, held.pk, by=promised.admin, now=NOW)

    for key in ("", "wrong", revoked, "x" * 5_000):
        answer = ask(Program(key), call)
        assert answer.status_code == 401
        assert error_of(answer)["code"] == "unknown_key"
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert not Measurement.objects.exists()


@pytest.mark.parametrize("call", CALLS, ids=lambda call: " ".join(call))
@pytest.mark.parametrize("role", MemberRole)
def test_each_role_may_what_a_member_of_it_may(role: MemberRole, call: tuple[str, str], promised: Cast) -> None:
    answer = ask(Program.of(promised.workspace, promised.admin, role), call)

    if role in ALLOWED.get(call, set(MemberRole)):
        assert answer.status_code == 200, answer.content
    else:
        assert answer.status_code == 403
        assert "may not" in error_of(answer)["message"]


@pytest.mark.parametrize("call", [call for call in CALLS if "lint" not in call[1]], ids=lambda call: " ".join(call))
def test_a_strangers_key_sees_and_changes_its_own_alone(call: tuple[str, str], promised: Cast) -> None:
    ask(Program.of(promised.elsewhere, promised.stranger), call)

    assert not Measurement.objects.filter(outcome__account__workspace=promised.workspace).exists()
    assert not Account.objects.filter(workspace=promised.workspace, external_id="LF-1").exists()


def test_what_is_not_there_is_answered_in_the_same_shape(promised: Cast) -> None:
    program = Program.of(promised.workspace, promised.admin)

    assert error_of(program.get("/api/v1/nothing"))["code"] == "not_found"
    assert error_of(program.call("POST", "/api/v9/measurements"))["code"] == "not_found"
    wrong = program.call("DELETE", MEASUREMENTS)
    assert (wrong.status_code, error_of(wrong)["code"]) == (405, "method")
    assert "GET" in wrong.headers["Allow"]


def test_the_contract_is_served_to_everybody(promised: Cast) -> None:
    assert Program().get("/api/v1/openapi.json").json() == CONTRACT  # type: ignore[attr-defined]
