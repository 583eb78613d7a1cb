"""A CRM writes prospects through the API: added, changed, and refused once they have signed."""

from __future__ import annotations

from typing import Any

import pytest
from tests.cast import NOW, TODAY, Cast
from tests.doors.api.rest.calling import PROSPECTS, Program, error_of

from toprung.kernel.vocabulary import MemberRole
from toprung.motion.evaluation.models import AccountState
from toprung.records.book.actions import upsert_contracts
from toprung.records.book.drafts import ContractDraft
from toprung.records.book.queries import account, accounts
from toprung.records.journal.queries import entries

pytestmark = pytest.mark.usefixtures("in_spring")
LARCH = {
    "account": "LF-1",
    "name": "Larch Foods",
    "segment": "SMB",
    "seller": "Sam Keller",
    "signature_expected_on": "2026-05-29",
}


@pytest.fixture
def crm(cast: Cast) -> Program:
    return Program.of(cast.workspace, cast.admin, MemberRole.SALES)


def told(crm: Program, **body: Any) -> dict[str, Any]:
    answer = crm.post(PROSPECTS, body)
    assert answer.status_code == 200, answer.content
    return answer.json()  # type: ignore[attr-defined, no-any-return]


def test_added_changed_and_left_alone(cast: Cast, crm: Program) -> None:
    known = {name: LARCH[name] for name in ("account", "name", "seller", "signature_expected_on")}
    assert told(crm, **LARCH) == {**known, "status": "created"}
    assert told(crm, **LARCH)["status"] == "unchanged"
    later = told(crm, account="LF-1", signature_expected_on="2026-06-30")
    assert later == {**known, "signature_expected_on": "2026-06-30", "status": "updated"}
    assert told(crm, account="LF-1", signature_expected_on=None)["signature_expected_on"] is None
    assert AccountState.objects.get(account__external_id="LF-1").lifecycle == "prospect", "judged at once"
    last = entries(cast.workspace).last()
    assert last is not None
    assert (last.verb, last.actor_name) == ("change_account", "Program sales")


def test_what_speaks_against_it_is_said_and_nothing_is_done(cast: Cast, crm: Program) -> None:
    for body, said in (
        ({"account": "LF-1"}, "needs a name"),
        ({**LARCH, "segment": "Startups"}, "no segment “Startups”"),
        ({**LARCH, "account": "   "}, "no external id"),
    ):
        refused = crm.post(PROSPECTS, body)
        assert (refused.status_code, error_of(refused)["code"]) == (409, "refused")
        assert said in error_of(refused)["message"]
    for body in ({**LARCH, "name": "a\x00b"}, {**LARCH, "arr": 5}, {**LARCH, "signature_expected_on": "soon"}):
        unread = crm.post(PROSPECTS, body)
        assert (unread.status_code, error_of(unread)["code"]) == (422, "unreadable")
    assert not accounts(cast.workspace).filter(external_id="LF-1").exists()


def test_a_customer_is_refused(cast: Cast, crm: Program) -> None:
    told(crm, **LARCH)
    upsert_contracts(cast.workspace, [ContractDraft("LF-1", "C", signed_on=TODAY)], by=cast.seller, now=NOW)
    refused = crm.post(PROSPECTS, {"account": "LF-1", "name": "Larch Holding"})
    assert (refused.status_code, error_of(refused)["code"]) == (409, "refused")
    assert "no prospect any more" in error_of(refused)["message"]
    assert account(cast.workspace, "LF-1").name == "Larch Foods"
