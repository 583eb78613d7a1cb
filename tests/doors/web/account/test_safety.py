"""A script in every text field is shown as text, wherever the text comes up again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.cast import NOW, TODAY
from tests.doors.web.account.conftest import Desk

from toprung.kernel.vocabulary import MovementKind, Said, TouchKind
from toprung.records.book.actions import record_touches, upsert_accounts, upsert_stakeholders, write_note
from toprung.records.book.actions.contracts import upsert_contracts
from toprung.records.book.actions.movements import record_movements
from toprung.records.book.drafts import AccountDraft, ContractDraft, MovementDraft, StakeholderDraft, TouchDraft
from toprung.records.book.models import Note, Stakeholder
from toprung.records.outcomes.actions import (
    claim_results,
    record_attestations,
    record_measurements,
    write_outcomes,
)
from toprung.records.outcomes.drafts import AttestationDraft, ClaimDraft, MeasurementDraft, OutcomeDraft
from toprung.records.outcomes.models import Outcome

SCRIPT = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>"
#: the texts of a promise
_TEXTS = (
    *("statement", "metric", "unit", "mechanism", "owner", "validator", "agreed_by", "agreement", "promised_by"),
    "state_before",
)


@pytest.fixture
def hostile(bare: Desk) -> Desk:
    """Harbor Foods with a script in every text that anybody can write."""
    cast, ws = bare.cast, bare.cast.workspace
    account = AccountDraft("HF-1", name=SCRIPT, tier=SCRIPT, owner=SCRIPT, industry=SCRIPT, segment=SCRIPT)
    upsert_accounts(ws, [account], by=cast.leader, now=NOW)
    upsert_stakeholders(ws, [StakeholderDraft("HF-1", SCRIPT, reports_to="Mina Sato")], by=cast.leader, now=NOW)
    Stakeholder.objects.filter(name=SCRIPT).update(role="manager")
    texts = dict.fromkeys(_TEXTS, SCRIPT)
    promise = OutcomeDraft("HF-1", SCRIPT, **texts, features=(SCRIPT,), target=Decimal(5), baseline=Decimal(9))
    status = OutcomeDraft("HF-1", "s", statement=SCRIPT, state_after=SCRIPT, covers=(SCRIPT,))
    write_outcomes(ws, [promise, status], by=cast.csm, now=NOW)
    write_outcomes(ws, [OutcomeDraft("HF-1", SCRIPT, unit=f"{SCRIPT} 2")], by=cast.csm, now=NOW.replace(hour=11))
    measured = [MeasurementDraft("HF-1", SCRIPT, TODAY, Decimal(8)), MeasurementDraft("HF-1", "s", TODAY, SCRIPT)]
    record_measurements(ws, measured, by=cast.csm, now=NOW)
    record_measurements(ws, [MeasurementDraft("HF-1", "s", TODAY, "other")], by=cast.csm, now=NOW.replace(hour=11))
    said = AttestationDraft("HF-1", SCRIPT, SCRIPT, Said.YES, TODAY, words=SCRIPT, how=SCRIPT)
    record_attestations(ws, [said], by=cast.csm, now=NOW)
    claim_results(ws, [ClaimDraft("HF-1", SCRIPT, None, SCRIPT, None, SCRIPT, TODAY, SCRIPT)], by=cast.csm, now=NOW)
    touch = TouchDraft("HF-1", TODAY, TouchKind.CALL, 5, (), SCRIPT)
    record_touches(ws, [touch], by=cast.csm, now=NOW)
    contract = ContractDraft("HF-1", SCRIPT, starts_on=date(2025, 9, 1), ends_on=date(2026, 9, 1), price=Decimal(1))
    upsert_contracts(ws, [contract], by=cast.leader, now=NOW)
    record_movements(
        ws, [MovementDraft("HF-1", date(2025, 9, 1), MovementKind.NEW, Decimal(5), SCRIPT)], by=cast.leader, now=NOW
    )
    write_note(cast.harbor, SCRIPT, by=cast.csm, now=NOW)
    bare.book.evaluate(TODAY)
    return bare


def test_a_script_is_text_everywhere(hostile: Desk) -> None:
    outcome = Outcome.objects.get(external_id=SCRIPT).pk
    person = Stakeholder.objects.get(name=SCRIPT).pk
    note = Note.objects.get().pk
    places: list[tuple[str, tuple[int, ...]]] = [
        *((name, ()) for name in ("account", "account_sections", "account_timeline", "account_revenue")),
        *((name, ()) for name in ("account_usage", "account_edit", "measurement_new", "attestation_new", "claim_new")),
        *((name, ()) for name in ("touch_new", "outcome_new", "stakeholder_new")),
        *(("outcome_edit", (outcome,)), ("stakeholder_edit", (person,)), ("attestation_withdraw", (1,))),
        *(("note_edit", (note,)), ("note_remove", (note,))),
    ]
    for name, args in places:
        for htmx in (True, False):
            html = hostile.text(name, *args, htmx=htmx)
            assert "<script>alert" not in html, name
            assert "<img" not in html, name
            assert "onerror=alert(1)>" not in html, name
    for name, args in (("account_progress", (outcome,)), ("account_revenue_chart", ())):
        table = hostile.text(name, *args, table="1")
        assert "<script>alert" not in table
        assert "<img" not in table


def test_a_refused_form_gives_a_script_back_as_text(hostile: Desk) -> None:
    sent = {
        "note_new": {"text": SCRIPT * 300},
        "touch_new": {"kind": SCRIPT, "day": SCRIPT, "outcome": SCRIPT, "attendees": SCRIPT},
        "measurement_new": {"outcome": SCRIPT, "day": SCRIPT, "value": SCRIPT, "corrects": SCRIPT},
        "attestation_new": {"outcome": SCRIPT, "stakeholder": SCRIPT, "said": SCRIPT, "words": SCRIPT},
        "claim_new": {"outcome": SCRIPT, "document": SCRIPT, "opened_by": SCRIPT},
        "outcome_new": {"statement": SCRIPT, "kind": SCRIPT, "target": SCRIPT},
        "stakeholder_new": {"name": SCRIPT, "role": SCRIPT, "email": SCRIPT},
        "account_edit": {"name": SCRIPT, "seats": SCRIPT, "seen": SCRIPT},
    }
    for name, fields in sent.items():
        answer = hostile.send(name, **fields)
        assert answer.status_code == 422, name
        html = answer.content.decode()
        assert "<script>alert" not in html, name
        assert "<img" not in html, name


def test_what_is_typed_into_an_address_is_text_too(hostile: Desk) -> None:
    for name in ("measurement_new", "attestation_new", "claim_new", "touch_new", "outcome_new", "stakeholder_new"):
        filled = dict.fromkeys(("outcome", "statement", "name", "day", "value", "words", "stakeholder"), SCRIPT)
        html = hostile.text(name, htmx=True, **filled)
        assert "<script>alert" not in html, name
        assert "<img" not in html, name
    html = hostile.text("outcome_lint", htmx=True, statement=SCRIPT, metric=SCRIPT)
    assert "<script>alert" not in html
