"""The promise as it stood at the signature: what is in it, and that nothing moves it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.cast import NOW, TODAY, Cast
from tests.records.handoffs.test_steps import signed

from toprung.kernel.changing_hands import HandOffKind
from toprung.kernel.errors import Refused
from toprung.kernel.vocabulary import Category
from toprung.records.handoffs.actions import freeze_promise, hand_over
from toprung.records.handoffs.freezing import hash_of, outcomes_in, verify
from toprung.records.handoffs.models import FrozenPromise
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.drafts import OutcomeDraft

LATER = NOW + timedelta(days=3)


def promise(target: int = 5, **terms: object) -> OutcomeDraft:
    known: dict[str, object] = {
        "statement": "Close the books in 5 days instead of 10",
        "metric": "days to close",
        "baseline": Decimal(10),
        "target": Decimal(target),
        "category": Category.EFFICIENCY_GAINED,
        "promised_by": "Sam Keller",
        "promised_on": TODAY - timedelta(days=9),
        "due_days": 90,
    }
    return OutcomeDraft("HF-1", "close", **{**known, **terms})  # type: ignore[arg-type]


def test_it_is_who_promised_what_when_and_whose_reading(cast: Cast) -> None:
    write_outcomes(cast.workspace, [promise(customer_confirmed=True)], by=cast.seller, now=NOW)
    signed(cast)
    frozen = freeze_promise(cast.harbor, TODAY, by=cast.seller, now=NOW)
    (told,) = outcomes_in(frozen)
    assert (told["outcome"], told["target"], told["promised_by"]) == ("close", "5", "Sam Keller")
    assert (told["promised_on"], told["customer_confirmed"], told["version"]) == ("2026-03-22", True, 1)
    assert frozen.hash == hash_of(frozen.content.encode())


def test_later_edits_do_not_move_it(cast: Cast) -> None:
    write_outcomes(cast.workspace, [promise()], by=cast.seller, now=NOW)
    signed(cast)
    hand_over(cast.harbor, HandOffKind.SALE, by=cast.seller, now=NOW)
    before = FrozenPromise.objects.get().content
    write_outcomes(cast.workspace, [promise(target=8)], by=cast.seller, now=LATER)
    again = freeze_promise(cast.harbor, TODAY, by=cast.csm, now=LATER)
    assert again.content == before
    assert outcomes_in(again)[0]["target"] == "5"


def test_what_is_said_to_be_promised_after_the_signature_is_not_in_it(cast: Cast) -> None:
    late = OutcomeDraft("HF-1", "late", statement="Halve complaints", promised_on=TODAY + timedelta(days=1))
    write_outcomes(cast.workspace, [promise(), late], by=cast.seller, now=NOW)
    frozen = freeze_promise(cast.harbor, TODAY, by=cast.seller, now=NOW)
    assert [told["outcome"] for told in outcomes_in(frozen)] == ["close"]


def test_the_version_in_force_at_the_signature_counts(cast: Cast) -> None:
    write_outcomes(cast.workspace, [promise()], by=cast.seller, now=NOW)
    write_outcomes(cast.workspace, [promise(target=8)], by=cast.seller, now=LATER)
    frozen = freeze_promise(cast.harbor, TODAY, by=cast.seller, now=LATER)
    assert outcomes_in(frozen)[0]["target"] == "5"


def test_an_account_without_outcomes_has_an_empty_promise(cast: Cast) -> None:
    assert outcomes_in(freeze_promise(cast.harbor, date(2026, 1, 1), by=cast.csm, now=NOW)) == []


def test_it_cannot_be_altered_and_an_altered_one_is_found(cast: Cast) -> None:
    write_outcomes(cast.workspace, [promise()], by=cast.seller, now=NOW)
    frozen = freeze_promise(cast.harbor, TODAY, by=cast.seller, now=NOW)
    frozen.content = frozen.content.replace('"5"', '"8"')
    with pytest.raises(Refused):
        frozen.save()
    with pytest.raises(Refused):
        FrozenPromise.objects.update(content=frozen.content)
    assert verify(cast.workspace).broken == ()
    FrozenPromise.objects.rewrite(content=frozen.content)
    report = verify(cast.workspace)
    assert (report.whole, report.broken) == (0, ("HF-1",))
    assert verify(cast.elsewhere).whole == 0
