"""Outcomes with everything said of them: values and corrections, words and withdrawals, versions, covering ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, TODAY, Cast
from tests.motion.book import Book

from toprung.kernel.vocabulary import Said
from toprung.motion.portrait.head import head
from toprung.motion.portrait.outcomes import OutcomePortrait, covering, outcomes_of
from toprung.records.book.actions import upsert_stakeholders
from toprung.records.book.drafts import StakeholderDraft
from toprung.records.outcomes.actions import (
    record_attestations,
    record_measurements,
    withdraw_attestation,
    write_outcomes,
)
from toprung.records.outcomes.drafts import AttestationDraft, MeasurementDraft, OutcomeDraft
from toprung.records.outcomes.queries import attestations

LATER = NOW + timedelta(hours=1)


def portraits(cast: Cast) -> list[OutcomePortrait]:
    """Harbor's outcomes with what the latest verdict says of them."""
    seen = head(cast.workspace, cast.harbor.pk, TODAY)
    return outcomes_of(cast.workspace, seen.account, seen.verdict["results"] if seen.verdict else [], TODAY)


def test_an_account_without_outcomes_has_none(cast: Cast) -> None:
    assert portraits(cast) == []


def test_the_promise_its_result_and_what_was_said(judged: Book, cast: Cast) -> None:
    (close,) = portraits(cast)
    assert close.terms.statement == "Close the books in 5 days instead of 9"
    assert close.result is not None
    assert (close.result["state"], close.met) == ("half_validated", 3)
    assert [(v.measurement.occurred_on, v.measurement.value, v.share) for v in close.values] == [
        (date(2025, 12, 5), Decimal(5), Decimal(1)),
        (date(2025, 10, 31), Decimal(8), Decimal("0.25")),  # (8 - 9) / (5 - 9)
    ]
    (word,) = close.words
    assert (word.attestation.stakeholder_name, word.later, word.can_be_withdrawn) == ("Mina Sato", "", True)
    assert word.attestation.hash.startswith(word.short_hash)


def test_queries_do_not_grow_with_outcomes(judged: Book, cast: Cast) -> None:
    drafts = [OutcomeDraft("HF-1", f"more-{n}", f"Cut the cost of {n} by 10%") for n in range(30)]
    write_outcomes(cast.workspace, drafts, by=cast.csm, now=NOW)
    with CaptureQueriesContext(connection) as queries:
        assert len(portraits(cast)) == 31
    assert len(queries) == 5


def test_a_correction_is_shown_with_what_it_corrected(judged: Book, cast: Cast) -> None:
    for value, moment in ((Decimal(6), NOW), (Decimal(4), LATER)):
        draft = MeasurementDraft("HF-1", "close", date(2025, 12, 5), value)
        record_measurements(cast.workspace, [draft], by=cast.csm, now=moment)
    latest = portraits(cast)[0].values[0]
    assert (latest.measurement.value, [old.value for old in latest.corrected]) == (Decimal(4), [Decimal(6), Decimal(5)])


def test_a_value_at_the_baseline_shows_nothing_of_the_promise(judged: Book, cast: Cast) -> None:
    draft = MeasurementDraft("HF-1", "close", TODAY, Decimal(9))
    record_measurements(cast.workspace, [draft], by=cast.csm, now=NOW)
    assert str(portraits(cast)[0].values[0].share) == "0"


def test_a_word_taken_back_says_so_and_cannot_be_taken_back_again(judged: Book, cast: Cast) -> None:
    link = attestations(cast.workspace).get(outcome__account=cast.harbor)
    withdraw_attestation(link, how="call", by=cast.csm, now=NOW)
    taken_back, said = portraits(cast)[0].words
    assert (taken_back.attestation.said, taken_back.can_be_withdrawn) == (Said.WITHDRAWN, False)
    assert (said.is_withdrawn, said.can_be_withdrawn) == (True, False)


def test_whoever_has_left_takes_nothing_back(judged: Book, cast: Cast) -> None:
    left = StakeholderDraft("HF-1", "Mina Sato", left_on=TODAY - timedelta(days=1))
    upsert_stakeholders(cast.workspace, [left], by=cast.csm, now=NOW)
    assert portraits(cast)[0].words[0].can_be_withdrawn is False


def test_another_word_of_the_same_person_comes_after_the_first(judged: Book, cast: Cast) -> None:
    no = AttestationDraft("HF-1", "close", "Mina Sato", Said.NO, TODAY, how="call")
    record_attestations(cast.workspace, [no], by=cast.csm, now=NOW)
    later, first = portraits(cast)[0].words
    assert (first.later, first.can_be_withdrawn, later.later, later.can_be_withdrawn) == ("no", False, "", True)


def test_versions_tell_what_they_changed(judged: Book, cast: Cast) -> None:
    draft = OutcomeDraft("HF-1", "close", target=Decimal(4), due_on=date(2026, 6, 30))
    write_outcomes(cast.workspace, [draft], by=cast.csm, now=LATER)
    newest, first = portraits(cast)[0].versions
    assert {(c.field, c.before, c.after) for c in newest.changes} == {
        ("target", "5", "4"),
        ("due on", "31 Mar 2026", "30 Jun 2026"),
    }
    assert (first.version.number, first.changes) == (1, ())


def test_an_outcome_of_another_account_that_covers_this_one(judged: Book, cast: Cast) -> None:
    drafts = [OutcomeDraft("NB-2", "group/costs", "Cut cost by 20%", covers=("HF-1",), due_on=TODAY)]
    write_outcomes(cast.workspace, drafts, by=cast.csm, now=NOW)
    judged.evaluate(TODAY)
    seen = head(cast.workspace, cast.harbor.pk, TODAY)
    assert seen.verdict is not None
    (other,) = covering(cast.workspace, seen.verdict["results"], {"close"})
    assert other.account is not None
    assert (other.account.external_id, other.result["statement"]) == ("NB-2", "Cut cost by 20%")


def test_due_days_count_from_go_live(judged: Book, cast: Cast) -> None:
    draft = OutcomeDraft("HF-1", "later", "Cut cost by 20%", due_days=30)
    write_outcomes(cast.workspace, [draft], by=cast.csm, now=NOW)
    later = next(o for o in portraits(cast) if o.outcome.external_id == "later")
    assert later.due_on == date(2025, 10, 31)
    cast.harbor.go_live_on = None
    cast.harbor.save()
    assert replace(later, due_on=None).due_on is None
    assert next(o for o in portraits(cast) if o.outcome.external_id == "later").due_on is None
