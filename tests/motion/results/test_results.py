"""One outcome's result, life and way from the records; the book's results as they are kept; nothing of others."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.cast import NOW, TODAY, Cast

from toprung.doctrine.progress import threshold
from toprung.doctrine.results import ResultState
from toprung.kernel.days import Rhythm
from toprung.kernel.errors import NotFound
from toprung.kernel.vocabulary import Said
from toprung.motion.results.listing import SORTS, Asked, counts, results
from toprung.motion.results.models import OutcomeState
from toprung.motion.results.picturing import chart_of
from toprung.motion.results.reading import outcome_of_key, told, way_of
from toprung.motion.upkeep import bring_up_to_date, refresh
from toprung.records.outcomes.actions import record_attestations, record_measurements, write_outcomes
from toprung.records.outcomes.drafts import AttestationDraft, MeasurementDraft, OutcomeDraft
from toprung.records.outcomes.models import Outcome

CLOSE = OutcomeDraft(
    "HF-1",
    "close",
    "Close the books in 5 days instead of 9",
    metric="days to close",
    unit="days",
    baseline=Decimal(9),
    target=Decimal(5),
    agreed_on=date(2025, 10, 1),
    due_on=date(2026, 6, 30),
)


def read(cast: Cast, *values: tuple[date, str]) -> None:
    drafts = [MeasurementDraft("HF-1", "close", day, Decimal(value)) for day, value in values]
    record_measurements(cast.workspace, drafts, by=cast.csm, now=NOW, imported=True)


@pytest.fixture
def promised(cast: Cast) -> Cast:
    """Harbor, live since October, closes its books in 9, then 8, then 7 days; nothing was read in November."""
    write_outcomes(cast.workspace, [CLOSE], by=cast.csm, now=NOW)
    read(cast, (date(2025, 10, 31), "8.5"), (date(2025, 12, 31), "8"), (date(2026, 1, 31), "7"))
    return cast


def close(cast: Cast) -> Outcome:
    return outcome_of_key(cast.workspace, cast.harbor.pk, Outcome.objects.get(account=cast.harbor).pk)


def test_the_way_to_the_target(promised: Cast) -> None:
    way = way_of(close(promised), TODAY)

    assert way.rhythm is Rhythm.MONTH
    assert [(p.first.month, p.value, p.is_gap) for p in way.periods] == [
        (10, Decimal("8.5"), False),
        (11, Decimal("8.5"), True),
        (12, Decimal(8), False),
        (1, Decimal(7), False),
        (2, Decimal(7), True),
        (3, Decimal(7), True),
    ]
    assert way.gaps == 3
    assert way.projection is not None
    # From 1 October half of the way by 31 January, 122 days: all of it in 244, on 2 June.
    assert way.projection.on == date(2026, 6, 2)
    # The line is at 0.123 and 0.373 on days 30 and 91, where 0.125 and 0.25 were read: spread 0.087.
    assert round(way.projection.spread, 3) == Decimal("0.087")
    assert way.projection.earliest == date(2025, 10, 1) + timedelta(days=int(122 / 0.6114))
    assert way.projection.latest == date(2025, 10, 1) + timedelta(days=int(122 / 0.3886))


def test_its_chart_says_the_same_as_a_table(promised: Cast) -> None:
    way = way_of(close(promised), TODAY)
    chart = chart_of(way)
    assert threshold(way.terms, way.evidence.policy.outcome_share) == 8  # 9 + 0.25 x (5 - 9)

    assert [row[2] for row in chart.rows][:3] == ["measured", "no value since 1 Nov 2025: carried forward", "measured"]
    assert chart.rows[-1][0] == date(2026, 6, 2)
    assert str(chart.rows[-1][2]).startswith("projected; 80%: ")


def test_its_life(promised: Cast) -> None:
    said = AttestationDraft("HF-1", "close", "Esi Laurent", Said.YES, date(2026, 2, 10), Decimal(7))
    record_attestations(promised.workspace, [said], by=promised.csm, now=NOW, imported=True)

    found = told(close(promised), TODAY)

    assert [stage.state for stage in found.stages] == [
        ResultState.PROMISED,
        ResultState.MEASURED,
        ResultState.FRESH,
    ]
    assert found.result.state is ResultState.FRESH


def test_another_workspaces_outcome_is_not_found(promised: Cast) -> None:
    with pytest.raises(NotFound):
        outcome_of_key(promised.elsewhere, promised.harbor.pk, close(promised).pk)
    with pytest.raises(NotFound):
        outcome_of_key(promised.workspace, promised.their_harbor.pk, close(promised).pk)


def test_before_it_came_on_file_it_is_not_found(promised: Cast) -> None:
    with pytest.raises(NotFound, match="was not on file at Harbor Foods by 2025-01-01"):
        told(close(promised), date(2025, 1, 1))


def test_the_books_results_are_kept_and_follow_an_action(promised: Cast) -> None:
    bring_up_to_date(promised.workspace, NOW)
    assert [r.state for r in results(promised.workspace, Asked())] == ["measured"]

    said = AttestationDraft("HF-1", "close", "Esi Laurent", Said.YES, date(2026, 2, 10), Decimal(7))
    record_attestations(promised.workspace, [said], by=promised.csm, now=NOW)
    refresh(promised.workspace, ["HF-1"], NOW)

    row = results(promised.workspace, Asked()).get()
    assert (row.state, row.grade, row.progress, row.confirmed_on) == (
        "fresh",
        "reported",
        Decimal("0.5"),
        date(2026, 2, 10),
    )
    assert counts(promised.workspace, Asked())[ResultState.FRESH] == 1
    assert OutcomeState.objects.filter(workspace=promised.elsewhere).count() == 0


def test_what_can_be_asked_for(promised: Cast) -> None:
    bring_up_to_date(promised.workspace, NOW)
    workspace = promised.workspace

    assert results(workspace, Asked(states=(ResultState.LOST,))).count() == 0
    assert results(workspace, Asked(owners=("chidi mensah",), text="books", unmet="valued")).count() == 1
    assert results(workspace, Asked(owners=("Clara Ruiz",))).count() == 0
    assert results(workspace, Asked(text="harbor")).count() == 1
    assert results(workspace, Asked(unmet="measurable")).count() == 0
    assert results(workspace, Asked(mismatched=True)).count() == 0
    assert all(results(workspace, Asked(sort=sort)).count() == 1 for sort in SORTS)


def test_states_move_forward_only(promised: Cast) -> None:
    bring_up_to_date(promised.workspace, NOW + timedelta(days=400))
    later = OutcomeState.objects.get(outcome=close(promised)).as_of

    refresh(promised.workspace, ["HF-1"], NOW)

    assert OutcomeState.objects.get(outcome=close(promised)).as_of == later
