"""The linter on the labelled statements: the figures that docs/reference/linter.md states, held."""

from __future__ import annotations

from collections import Counter

from tests.doctrine.linter_figures import Figures, figures, macro_f1, missing_figures
from tests.doctrine.statements import statements

from toprung.doctrine.linter import Label


def test_enough_statements_and_hard_ones_among_them() -> None:
    found = [*statements("develop"), *statements("heldout")]

    assert len(found) >= 600
    assert sum(statement.hard for statement in found) >= 60
    assert min(Counter(statement.label for statement in found).values()) >= 150


def test_no_statement_stands_on_both_sides_or_twice() -> None:
    texts = [statement.text.casefold() for part in ("develop", "heldout") for statement in statements(part)]

    assert [text for text, count in Counter(texts).items() if count > 1] == []
    sources = [{statement.source for statement in statements(part)} for part in ("develop", "heldout")]
    assert not sources[0] & sources[1]


def test_figures_by_hand() -> None:
    outcome, milestone, vague = Label.BUSINESS_OUTCOME, Label.PRODUCT_MILESTONE, Label.VAGUE
    pairs = [(outcome, outcome), (outcome, outcome), (outcome, vague), (milestone, outcome), (vague, vague)]

    found = figures(pairs)

    # Of three called outcomes two are (2/3), of three outcomes two were found (2/3): F1 2/3.
    assert found[outcome] == Figures(precision=2 / 3, recall=2 / 3)
    assert round(found[outcome].f1, 4) == 0.6667
    # None was called a milestone, and the one there is was not found.
    assert found[milestone] == Figures(precision=0.0, recall=0.0)
    # Of two called vague one is (1/2), and the one there is was found: F1 = 2 x 0.5 x 1 / 1.5.
    assert (found[vague].precision, found[vague].recall) == (0.5, 1.0)
    assert round(macro_f1(pairs), 4) == round((2 / 3 + 0 + 2 / 3) / 3, 4)


def test_statements_never_seen_are_told_apart() -> None:
    held = statements("heldout")

    found = figures([(statement.label, statement.told) for statement in held])

    assert macro_f1([(statement.label, statement.told) for statement in held]) >= 0.90
    assert all(one.precision >= 0.85 and one.recall >= 0.85 for one in found.values())


def test_hard_ones_never_seen() -> None:
    assert macro_f1([(one.label, one.told) for one in statements("heldout") if one.hard]) >= 0.90


def test_what_is_missing_in_statements_never_seen() -> None:
    for name, found in missing_figures(statements("heldout")).items():
        assert found.f1 >= 0.90, name
