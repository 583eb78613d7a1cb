"""The promise-kept rate, worked by hand (docs/reference/measures.md) and by a second, plainer computation."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.cast import NOW, TODAY, Cast
from tests.motion.measures.seven import SIGNED, TEMPLATE, YEAR, promise, sell_seven

from toprung.kernel.errors import BadInput
from toprung.motion.handoffs.acting import freeze_due
from toprung.motion.measures.figures import Figure
from toprung.motion.measures.measuring import By, groups, measure
from toprung.records.book.actions import upsert_accounts, upsert_contracts
from toprung.records.book.drafts import AccountDraft, ContractDraft
from toprung.records.handoffs.actions import begin_handoffs
from toprung.records.handoffs.models import FrozenPromise
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.templates import WITHOUT_TEMPLATE, retire_template, template, write_template


@pytest.fixture
def sold(cast: Cast) -> Cast:
    return sell_seven(cast)


def figure(cast: Cast, **settings: str) -> Figure:
    return measure(cast.workspace, "promise_kept", YEAR, as_of=TODAY, by=cast.viewer, settings=settings)


def test_by_hand(sold: Cast) -> None:
    found = figure(sold)
    assert {r.account: r.details["state"] for r in found.rows} == {
        "Ash": "kept",
        "Birch": "broken",
        "Cedar": "kept",
        "Dune": "in_flight",
    }
    assert (found.numerator, found.denominator) == (2, 3)
    assert found.value == Decimal("0.666666666667")
    assert found.parts["validated"]["numerator"] == 1
    assert found.parts["in_flight"] == {"promises": 1, "reached": 1}
    assert {name: [r.account for r in rows] for name, rows in found.beside.items()} == {
        "no_promise": ["Elm"],
        "undated": ["Fir"],
    }
    assert found.notes == ()


def test_validated_is_the_stricter_reading(sold: Cast) -> None:
    found = figure(sold, reading="validated")
    assert (found.numerator, found.denominator) == (1, 3)
    assert {r.account: r.details["state"] for r in found.rows}["Cedar"] == "broken"


def test_by_seller_category_and_template_adds_up(sold: Cast) -> None:
    found = figure(sold)
    by_seller = {name: (f.numerator, f.denominator) for name, f in groups(found, By.SELLER)}
    assert by_seller == {"Sam": (1, 2), "Pat": (1, 1)}
    by_category = {name: (f.numerator, f.denominator) for name, f in groups(found, By.CATEGORY)}
    assert by_category == {"efficiency gained": (2, 3), "cost cut": (0, 0)}
    by_template = {name: (f.numerator, f.denominator) for name, f in groups(found, By.TEMPLATE)}
    assert by_template == {TEMPLATE: (2, 2), WITHOUT_TEMPLATE: (0, 1)}


def test_a_promise_stays_with_the_template_it_was_started_from(sold: Cast) -> None:
    """The template is reworded and retired, and the outcome told to have begun otherwise: the frozen promise is not."""
    before = figure(sold)
    held = template(sold.workspace, TEMPLATE).template
    write_template(sold.workspace, TEMPLATE, replace(held, statement="Save [hours]"), by=sold.leader, now=NOW)
    retire_template(sold.workspace, TEMPLATE, by=sold.leader, now=NOW)
    begun = promise("Ash", "Sam", template="smb-cost-cut")
    write_outcomes(sold.workspace, [begun], by=sold.seller, now=NOW + timedelta(hours=2))

    found = figure(sold)
    assert [name for name, _ in groups(found, By.TEMPLATE)] == [TEMPLATE, WITHOUT_TEMPLATE]
    assert found.inputs_fingerprint == before.inputs_fingerprint


def test_the_template_of_a_promise_that_was_never_frozen_is_that_of_its_day(sold: Cast) -> None:
    begin_handoffs(sold.workspace, TODAY, by=sold.leader, now=NOW)
    upsert_accounts(sold.workspace, [AccountDraft("Old", segment="SMB")], by=sold.csm, now=NOW)
    upsert_contracts(sold.workspace, [ContractDraft("Old", "C", SIGNED, SIGNED)], by=sold.seller, now=NOW)
    imported = promise("Old", "Lee", due_on=date(2025, 9, 30), agreed_on=SIGNED, template="smb-cost-cut")
    write_outcomes(sold.workspace, [imported], by=sold.csm, now=NOW)
    later = replace(imported, template=TEMPLATE, agreed_on=SIGNED + timedelta(days=9))
    write_outcomes(sold.workspace, [later], by=sold.csm, now=NOW + timedelta(hours=1))

    by_template = {name: (f.numerator, f.denominator) for name, f in groups(figure(sold), By.TEMPLATE)}
    assert by_template == {"smb-cost-cut": (0, 1), TEMPLATE: (2, 2), WITHOUT_TEMPLATE: (0, 1)}


def test_a_promise_frozen_before_templates_were_kept_was_written_without_one(sold: Cast) -> None:
    held = FrozenPromise.objects.get(account__external_id="Ash")
    content = json.loads(held.content)
    for told in content["outcomes"]:
        assert told.pop("template") == TEMPLATE
    FrozenPromise.objects.filter(pk=held.pk).rewrite(content=json.dumps(content))
    by_template = {name: (f.numerator, f.denominator) for name, f in groups(figure(sold), By.TEMPLATE)}
    assert by_template == {TEMPLATE: (1, 1), WITHOUT_TEMPLATE: (1, 2)}


def test_other_measures_know_no_seller(sold: Cast) -> None:
    with pytest.raises(BadInput, match="no grouping by seller"):
        measure(sold.workspace, "oar", YEAR, as_of=TODAY, by=sold.viewer, group_by=By.SELLER)
    with pytest.raises(BadInput, match="does not fit grace"):
        figure(sold, grace="soon")


def test_a_plainer_computation_says_the_same(sold: Cast) -> None:
    """Straight from the rows on file, with the terms of the sale: reached by the due day, or not."""
    due = {"Ash": date(2025, 9, 30), "Birch": date(2025, 9, 30), "Cedar": date(2025, 7, 1) + timedelta(days=90)}
    reached = {
        name: sold.workspace.accounts.get(external_id=name)
        .outcomes.get()
        .measurements.filter(value__lte=5, occurred_on__lte=day)
        .exists()
        for name, day in due.items()
    }
    assert sum(reached.values()) == figure(sold).numerator


def test_what_was_never_frozen_is_read_from_the_file_and_said_so(sold: Cast) -> None:
    assert figure(sold, source="frozen").denominator == 3
    begin_handoffs(sold.workspace, TODAY, by=sold.leader, now=NOW)
    upsert_accounts(sold.workspace, [AccountDraft("Old", segment="SMB")], by=sold.csm, now=NOW)
    upsert_contracts(sold.workspace, [ContractDraft("Old", "C", SIGNED, SIGNED)], by=sold.seller, now=NOW)
    imported = promise("Old", "Lee", due_on=date(2025, 9, 30), agreed_on=SIGNED)
    write_outcomes(sold.workspace, [imported], by=sold.csm, now=NOW)
    assert freeze_due(sold.workspace, NOW) == 0
    found = figure(sold)
    assert (found.numerator, found.denominator) == (2, 4)
    assert "1 of 5 promises were not frozen here" in found.notes[0]
    assert figure(sold, source="frozen").denominator == 3


def test_the_primary_promise_or_all_of_them(sold: Cast) -> None:
    begin_handoffs(sold.workspace, TODAY, by=sold.leader, now=NOW)
    upsert_accounts(sold.workspace, [AccountDraft("Old", segment="SMB")], by=sold.csm, now=NOW)
    upsert_contracts(sold.workspace, [ContractDraft("Old", "C", SIGNED, SIGNED)], by=sold.seller, now=NOW)
    first = promise("Old", "Lee", due_on=date(2025, 9, 30), agreed_on=SIGNED)
    write_outcomes(sold.workspace, [first, replace(first, outcome="second")], by=sold.csm, now=NOW)

    # The three of the case, and Old's primary one; with all of them Old's other promise counts as well.
    assert figure(sold).denominator == 4
    assert figure(sold, which="all").denominator == 5


def test_an_empty_base_is_no_base(cast: Cast) -> None:
    found = figure(cast)
    assert found.value is None
    assert found.notes[0].startswith("No base")
