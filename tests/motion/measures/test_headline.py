"""The standard figures and the headline that Home reads: kept by the worker, never computed in a request."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, TODAY, Cast
from tests.motion.book import Book

from toprung.kernel.days import Window
from toprung.kernel.vocabulary import ReadAs, Reading
from toprung.motion.measures import headline as module
from toprung.motion.measures.facts import Facts
from toprung.motion.measures.headline import headline, keep_headline
from toprung.motion.measures.models import StandardFigure
from toprung.motion.measures.standard import STANDARD, standard_figures
from toprung.records.book.actions.segments import change_policy
from toprung.records.book.queries import segment
from toprung.records.targets.actions import TargetDraft, set_target

LAST_MONTH = date(2026, 2, 28)


def test_nothing_is_said_before_the_first(neighbours: Book) -> None:
    assert headline(neighbours.workspace, TODAY) is None


def test_the_standard_figures_are_those_of_the_command_line(neighbours: Book) -> None:
    figures, refused = standard_figures(Facts(neighbours.workspace, TODAY))

    assert refused == {}
    clocks, year = Window(date(2025, 4, 1), date(2026, 4, 1)), Window(date(2025, 3, 31), TODAY)
    for figure in figures:
        name = figure.definition.measure
        assert (
            figure.as_json()
            == neighbours.measure(name, clocks if name in ("oar", "ttfv", "promise_kept") else year).as_json()
        )
    assert tuple(f.definition.measure for f in figures) == STANDARD


def test_the_headline_by_hand(neighbours: Book) -> None:
    """Went live: Enzo 1 May, Nordbygg 15 June, Harbor 1 October 2025; all past day 90 and with an outcome on file.

    Nordbygg reached its target on 20 August (day 66), Harbor on 5 December (day 65), Enzo has not. Nordbygg's buyer
    said yes on 25 August: validated. Harbor's manager alone did, and Mid-Market asks for the team lead, too.
    """
    assert keep_headline(neighbours.workspace, TODAY, NOW)

    said = headline(neighbours.workspace, TODAY)

    assert said is not None
    assert (said.as_of, said.at, said.notes) == (TODAY, NOW, ())
    assert (said.coverage.numerator, said.coverage.denominator, said.coverage.value) == (3, 3, 1)
    assert (said.measured.numerator, said.measured.denominator) == (2, 3)
    assert (said.validated.numerator, said.validated.denominator) == (1, 3)
    assert said.validated.value == Decimal("0.333333333333")
    assert said.definition_id == neighbours.measure("oar", Window(date(2025, 4, 1), date(2026, 4, 1))).definition.id
    # The same three a month before, by the same definition.
    assert (said.before_on, said.measured.before, said.measured.change) == (LAST_MONTH, said.measured.value, 0)


def test_reading_it_takes_three_queries(neighbours: Book) -> None:
    keep_headline(neighbours.workspace, TODAY, NOW)

    with CaptureQueriesContext(connection) as asked:
        headline(neighbours.workspace, TODAY)

    assert len(asked) == 3


def test_with_nothing_new_nothing_is_computed(neighbours: Book) -> None:
    assert keep_headline(neighbours.workspace, TODAY, NOW)
    with CaptureQueriesContext(connection) as asked:
        assert not keep_headline(neighbours.workspace, TODAY, NOW + timedelta(hours=1))
    assert len(asked) == 2

    neighbours.bring("measurements", "account,outcome,occurred_on,value\nEN-3,empty,2025-07-15,15\n")

    assert keep_headline(neighbours.workspace, TODAY, NOW + timedelta(hours=1))
    said = headline(neighbours.workspace, TODAY)
    assert said is not None
    assert said.measured.numerator == 3
    # History that came in since is no progress of the month: last month is read over the same facts.
    assert said.measured.change == 0
    assert StandardFigure.objects.filter(workspace=neighbours.workspace, as_of=TODAY).count() == len(STANDARD)


def test_a_large_book_waits_between_two_times(neighbours: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", 2)
    monkeypatch.setattr(module, "_ACCOUNTS_A_SECOND", 0.1)
    assert keep_headline(neighbours.workspace, TODAY, NOW)
    neighbours.bring("measurements", "account,outcome,occurred_on,value\nEN-3,empty,2025-07-15,15\n")

    # Three accounts: 30 seconds.
    assert not keep_headline(neighbours.workspace, TODAY, NOW + timedelta(seconds=29))
    assert keep_headline(neighbours.workspace, TODAY, NOW + timedelta(seconds=30))
    # A new day does not wait.
    assert keep_headline(neighbours.workspace, TODAY + timedelta(days=1), NOW + timedelta(seconds=31))


def test_another_definition_last_month_is_not_compared(neighbours: Book) -> None:
    keep_headline(neighbours.workspace, TODAY, NOW)
    older = StandardFigure.objects.get(workspace=neighbours.workspace, measure="oar", as_of=LAST_MONTH)
    older.figure["definition"]["options"]["window"] = "60"
    older.save()

    said = headline(neighbours.workspace, TODAY)

    assert said is not None
    assert (said.before_on, said.measured.before, said.measured.change) == (None, None, None)


def test_a_new_policy_is_another_definition_on_both_days(neighbours: Book) -> None:
    keep_headline(neighbours.workspace, TODAY, NOW)
    change_policy(segment(neighbours.workspace, "SMB"), {"oar_days": "60"}, by=neighbours.by, now=NOW)
    keep_headline(neighbours.workspace, TODAY, NOW)

    said = headline(neighbours.workspace, TODAY)

    assert said is not None
    # Nordbygg's day 66 is too late now, last month as today.
    assert (said.measured.numerator, said.measured.change) == (1, 0)


def test_the_target_stands_beside_it(neighbours: Book, cast: Cast) -> None:
    draft = TargetDraft(
        "oar", Decimal("0.6"), ReadAs.RETENTION, date(2026, 1, 1), date(2026, 12, 31), reading=Reading.VALIDATED
    )
    set_target(neighbours.workspace, draft, by=cast.leader, now=NOW)
    keep_headline(neighbours.workspace, TODAY, NOW)

    said = headline(neighbours.workspace, TODAY)

    assert said is not None
    assert (said.validated.target, said.measured.target, said.coverage.target) == (Decimal("0.6"), None, None)


def test_a_day_without_a_headline_shows_the_latest(neighbours: Book) -> None:
    keep_headline(neighbours.workspace, TODAY, NOW)

    said = headline(neighbours.workspace, TODAY + timedelta(days=3))

    assert said is not None
    assert said.as_of == TODAY
    assert headline(neighbours.workspace, LAST_MONTH - timedelta(days=1)) is None


def test_what_cannot_be_given_leaves_the_others_alone(neighbours: Book) -> None:
    neighbours.bring("revenue", "account,occurred_on,kind,mrr_change,currency\nEN-3,2025-11-01,expansion,5,USD\n")

    figures, refused = standard_figures(Facts(neighbours.workspace, TODAY))

    assert [f.definition.measure for f in figures] == ["oar", "ttfv", "promise_kept"]
    assert set(refused) == {"nrr", "grr", "logo_retention"}
    assert keep_headline(neighbours.workspace, TODAY, NOW)
    assert headline(neighbours.workspace, TODAY) is not None


def test_an_empty_book_has_no_base_and_says_so(cast: Cast) -> None:
    cast.their_harbor.delete()
    keep_headline(cast.elsewhere, TODAY, NOW)

    said = headline(cast.elsewhere, TODAY)

    assert said is not None
    assert (said.measured.value, said.measured.denominator) == (None, 0)
    assert said.notes[0].startswith("No base: ")
    assert headline(cast.workspace, TODAY) is None
