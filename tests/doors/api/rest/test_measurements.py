"""Measurements over the API: many at once, each by itself; again without effect; corrections; bad input."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.cast import NOW, Cast
from tests.doors.api.rest.calling import MEASUREMENTS, Program, error_of

from toprung.kernel.vocabulary import OutcomeKind
from toprung.motion.evaluation.models import AccountState
from toprung.motion.upkeep import refresh
from toprung.records.journal.models import Entry
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.drafts import OutcomeDraft
from toprung.records.outcomes.models import Measurement

pytestmark = pytest.mark.usefixtures("in_spring")


@pytest.fixture
def program(cast: Cast) -> Program:
    """A csm's key at Brightworks; Harbor has a numeric and a status outcome."""
    drafts = [
        OutcomeDraft(
            "HF-1", "close", "Close the books in 5 days instead of 9", baseline=Decimal(9), target=Decimal(5), unit="d"
        ),
        OutcomeDraft("HF-1", "audit", "Pass the audit", kind=OutcomeKind.STATUS, state_after="certified"),
    ]
    write_outcomes(cast.workspace, drafts, by=cast.csm, now=NOW)
    refresh(cast.workspace, ["HF-1"], NOW)
    return Program.of(cast.workspace, cast.admin)


def value(day: str, amount: Any, outcome: str = "close", account: str = "HF-1") -> dict[str, Any]:
    return {"account": account, "outcome": outcome, "day": day, "value": amount}


def sent(program: Program, *values: dict[str, Any]) -> dict[str, Any]:
    answer = program.post(MEASUREMENTS, list(values))
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = answer.json()  # type: ignore[attr-defined]
    return told


def test_many_at_once_each_by_itself(program: Program) -> None:
    told = sent(
        program,
        value("2026-01-31", 8),
        value("2026-02-28", "7.25"),
        value("2026-02-28", "certified", "audit"),
        value("2026-02-28", 7, "other"),
        value("2026-02-28", 7, account="HF-9"),
        value("2027-01-01", 7),
        value("2026-03-01", "about six"),
    )

    assert [r["status"] for r in told["results"]] == ["created"] * 3 + ["refused"] * 4
    assert (told["created"], told["refused"]) == (3, 4)
    assert "is no number" in told["results"][6]["problem"]["message"]
    assert "still ahead" in told["results"][5]["problem"]["message"]
    kept = Measurement.objects.order_by("pk").values_list("value", "state", "source")
    assert list(kept) == [(Decimal(8), "", "api"), (Decimal("7.25"), "", "api"), (None, "certified", "api")]


def test_one_alone_and_the_account_is_judged_at_once(program: Program, cast: Cast) -> None:
    answer = program.post(MEASUREMENTS, value("2026-03-31", 5))

    assert answer.status_code == 200
    assert AccountState.objects.get(account=cast.harbor).rung == 3
    entry = Entry.objects.filter(verb="record_measurement").latest("pk")
    assert (entry.actor_name, entry.actor_kind) == ("Program csm", "api_key")


def test_sent_twice_it_changes_nothing_and_another_value_corrects(program: Program) -> None:
    sent(program, value("2026-03-01", 6))

    assert sent(program, value("2026-03-01", "6.0"))["unchanged"] == 1
    assert sent(program, value("2026-03-01", 7))["updated"] == 1
    query = {"account": "HF-1", "outcome": "close"}
    standing = program.get(MEASUREMENTS, **query).json()  # type: ignore[attr-defined]
    assert [(m["day"], m["value"], m["superseded_at"]) for m in standing["measurements"]] == [("2026-03-01", "7", None)]
    assert (standing["baseline"], standing["target"], standing["unit"]) == ("9", "5", "d")
    everything = program.get(MEASUREMENTS, **query, superseded="true").json()  # type: ignore[attr-defined]
    assert {m["value"] for m in everything["measurements"]} == {"6", "7"}


def test_a_stretch_of_days(program: Program) -> None:
    sent(program, *(value(f"2026-0{month}-01", 9 - month) for month in (1, 2, 3)))

    found = program.get(MEASUREMENTS, account="HF-1", outcome="close", since="2026-02-01", until="2026-02-28")

    assert [m["day"] for m in found.json()["measurements"]] == ["2026-02-01"]  # type: ignore[attr-defined]


def test_numbers_stay_exact(program: Program) -> None:
    sent(program, value("2026-03-01", "0.1"), value("2026-03-02", 0.1))

    assert set(Measurement.objects.values_list("value", flat=True)) == {Decimal("0.1")}


def test_where_it_is_wrong_is_a_place_in_the_body(program: Program) -> None:
    whole = value("2026-03-01", 1)
    alone = program.post(MEASUREMENTS, {k: v for k, v in whole.items() if k != "day"})
    listed = program.post(MEASUREMENTS, [whole, whole | {"day": "soon"}, whole | {"value": None}])

    assert error_of(alone)["details"] == [{"where": "body.measurements.day", "message": "Field required"}]
    assert [detail["where"] for detail in error_of(listed)["details"]] == [
        "body.measurements.1.day",
        "body.measurements.2.value",
    ]


def test_five_hundred_and_no_more(program: Program) -> None:
    many = [value("2026-03-01", 1)] * 501

    over = program.post(MEASUREMENTS, many)
    none = program.post(MEASUREMENTS, [])

    assert (over.status_code, none.status_code) == (422, 422)
    assert any("at most 500 items" in detail["message"] for detail in error_of(over)["details"])
    assert not Measurement.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b'"text"',
        b'{"account": "HF-1"}',
        b'{"account": "HF-1", "outcome": "close", "day": "soon", "value": 1}',
        b'{"account": "HF-1", "outcome": "close", "day": "2026-03-01", "value": null}',
        b'{"account": "HF-1", "outcome": "close", "day": "2026-03-01", "value": 1, "more": 1}',
        b'{"account": "", "outcome": "close", "day": "2026-03-01", "value": 1}',
        b"[" * 20_000,
    ],
)
def test_a_body_that_cannot_be_read_says_so_and_keeps_nothing(body: bytes, program: Program) -> None:
    answer = program.call("POST", MEASUREMENTS, body)

    assert answer.status_code in (400, 422)
    assert error_of(answer)["message"]
    assert not Measurement.objects.exists()


def test_values_that_are_no_numbers_of_ours(program: Program) -> None:
    told = sent(program, value("2026-03-01", "NaN"), value("2026-03-02", "1e400"), value("2026-03-03", "9" * 30))

    assert told["refused"] == 3
    assert sent(program, value("2026-03-01", "x" * 400, "audit"))["refused"] == 1


def test_a_body_that_is_too_large(program: Program) -> None:
    answer = program.call("POST", MEASUREMENTS, b'"' + b"x" * (4 * 1024 * 1024) + b'"')

    assert answer.status_code == 413
    assert error_of(answer)["code"] == "too_large"


def test_an_outcome_that_is_not_there(program: Program) -> None:
    answer = program.get(MEASUREMENTS, account="HF-1", outcome="clse")

    assert answer.status_code == 404
    assert "Did you mean “close”?" in error_of(answer)["message"]


def test_what_a_statement_is(program: Program) -> None:
    found = program.post("/api/v1/lint", {"text": "Train 40 users by May"}).json()  # type: ignore[attr-defined]

    assert found["label"] == "product_milestone"
    assert found["words"]
    assert found["suggestion"]
    assert set(found) == {"text", "label", "missing", "because", "words", "suggestion"}
    assert program.post("/api/v1/lint", {"text": ""}).status_code == 422
