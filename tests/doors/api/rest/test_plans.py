"""The success plan over the API: as members see it, of one's own workspace alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.cast import NOW, TODAY, Cast
from tests.doors.api.rest.calling import Program, error_of
from tests.records.plans.conftest import LATER, Planned, as_actor, planned, promised

from toprung.records.book.models import Account
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.drafts import OutcomeDraft
from toprung.records.plans.actions import (
    change_milestone,
    change_plan,
    comment_plan,
    report_signature,
    sign_plan,
    start_plan,
    tick_milestone,
)
from toprung.records.plans.drafts import MilestoneDraft, PlanDraft

__all__ = ["planned", "promised"]

pytestmark = pytest.mark.usefixtures("in_spring")
PLAN = "/api/v1/accounts/HF-1/plan"


@pytest.fixture
def program(cast: Cast) -> Program:
    return Program.of(cast.workspace, cast.admin)


def read(program: Program) -> dict[str, Any]:
    """The plan; it must be there."""
    answer = program.get(PLAN)
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = answer.json()  # type: ignore[attr-defined]
    return told


def test_an_internal_plan(planned: Planned, program: Program) -> None:
    change_plan(planned.plan, PlanDraft("Half the waste", frozenset({"audit"})), by=planned.cast.csm, now=NOW)

    told = read(program)

    assert (told["account"], told["state"], told["purpose"], told["shared_at"]) == (
        "HF-1",
        "internal",
        "Half the waste",
        None,
    )
    assert told["answer"].startswith("The plan is internal")
    waste, audit = told["outcomes"]
    assert (waste["outcome"], waste["baseline"], waste["target"], waste["unit"]) == ("waste", "10", "4", "kg")
    assert (waste["primary"], waste["withheld"], waste["validator"]) == (True, False, "Tom Becker")
    assert (audit["kind"], audit["target"], audit["state_after"], audit["withheld"]) == ("status", None, "passed", True)
    assert waste["milestones"] == [
        {
            "number": 1,
            "title": "Weigh every bin",
            "state": "planned",
            "owner": "Carlos Prado",
            "side": "customer",
            "due_on": "2026-04-30",
            "overdue": False,
            "done_on": None,
            "said_by": "",
            "customer_sees_it": False,
        },
        {
            "number": 2,
            "title": "Ask for a reference",
            "state": "planned",
            "owner": "",
            "side": None,
            "due_on": None,
            "overdue": False,
            "done_on": None,
            "said_by": "",
            "customer_sees_it": False,
        },
    ]
    assert told["versions"] == []


def test_versions_signatures_and_what_the_customer_ticked_off(planned: Planned, program: Program) -> None:
    cast = planned.cast
    first = planned.share()
    report_signature(first, cast.buyer, signed_on=date(2026, 3, 30), how="On paper", by=cast.csm, now=NOW)
    assert read(program)["state"] == "agreed"
    change_milestone(planned.mapping, MilestoneDraft(title="Weigh them"), by=cast.csm, now=LATER)
    second = planned.share()
    assert read(program)["state"] == "shared"
    sign_plan(second, by=as_actor(cast.champion), now=LATER)
    tick_milestone(planned.plan, 1, done=True, by=as_actor(cast.champion), now=LATER)
    comment_plan(planned.plan, "Between ourselves", by=cast.csm, now=LATER)
    change_plan(planned.plan, PlanDraft("Less waste"), by=cast.csm, now=LATER)

    told = read(program)

    assert (told["state"], told["unshared"]) == ("agreed", ["Purpose of the plan set to Less waste"])
    newest, oldest = told["versions"]
    assert (newest["number"], newest["hash"], newest["redacted"]) == (2, second.content_hash, False)
    assert newest["changes"] == ["Milestone “Weigh every bin” now reads “Weigh them”"]
    [signed] = newest["signatures"]
    assert (signed["name"], signed["role"], signed["grade"]) == ("Carlos Prado", "champion", "signed")
    [reported] = oldest["signatures"]
    assert (reported["signed_on"], reported["grade"], reported["how"], reported["recorded_by"]) == (
        "2026-03-30",
        "reported",
        "On paper",
        "Chidi Mensah",
    )
    [ticked] = [m for m in told["outcomes"][0]["milestones"] if m["number"] == 1]
    assert (ticked["state"], ticked["done_on"], ticked["said_by"], ticked["customer_sees_it"]) == (
        "done",
        str(TODAY),
        "Carlos Prado",
        True,
    )


def test_where_there_is_none(cast: Cast, program: Program) -> None:
    none = program.get(PLAN)
    assert none.status_code == 404
    assert "has no success plan yet" in error_of(none)["message"]
    unknown = program.get("/api/v1/accounts/HF-9/plan")
    assert (unknown.status_code, error_of(unknown)["code"]) == (404, "not_found")
    assert program.call("POST", PLAN).status_code == 405
    assert program.get(f"/api/v1/accounts/{'x' * 300}/plan").status_code == 422


def test_an_id_with_a_stroke_in_it(cast: Cast, program: Program) -> None:
    Account.objects.filter(pk=cast.harbor.pk).update(external_id="EU/HF 1")
    cast.harbor.refresh_from_db()
    start_plan(cast.harbor, by=cast.csm, now=NOW)

    assert program.get("/api/v1/accounts/EU/HF%201/plan").json()["account"] == "EU/HF 1"  # type: ignore[attr-defined]


def test_a_strangers_key_reads_its_own_alone(planned: Planned) -> None:
    cast = planned.cast
    stranger = Program.of(cast.elsewhere, cast.stranger)
    assert stranger.get(PLAN).status_code == 404
    write_outcomes(cast.elsewhere, [OutcomeDraft("HF-1", "other", "Pay less")], by=cast.stranger, now=NOW)
    start_plan(cast.their_harbor, by=cast.stranger, now=NOW)

    assert [o["outcome"] for o in read(stranger)["outcomes"]] == ["other"]
