from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from toprung.kernel import vocabulary as v
from toprung.sheets.cells import LONGEST_TEXT, CellStyle, cell_text, reader_of
from toprung.sheets.fields import Field, FieldType, TextOrNumber
from toprung.sheets.kinds import KINDS
from toprung.sheets.problems import CellError
from toprung.sheets.words import choice_of, fold, yes_or_no


def read(kind: FieldType, cell: Any, choices: type[v.Word] | None = None) -> Any:
    return reader_of(Field("field", kind, choices=choices), CellStyle())(cell)


@pytest.mark.parametrize("text", ["", "  ", "N/A", "n/a", "-", "—", "none", "NULL", "tbd", "\u00a0"])
@pytest.mark.parametrize("kind", FieldType)
def test_placeholders_are_blank_for_every_type(kind: FieldType, text: str) -> None:
    assert read(kind, text, v.Said) is None
    assert read(kind, None, v.Said) is None


@pytest.mark.parametrize("text", ["yes", "Y", "TRUE", "x", "✓", "1", "oui", "ja", "sí", "Confirmed"])
def test_ways_to_say_yes(text: str) -> None:
    assert read(FieldType.YES_NO, text) is True


@pytest.mark.parametrize("text", ["no", "N", "false", "0", "✗", "non", "nein", "not yet", "Not confirmed"])
def test_ways_to_say_no(text: str) -> None:
    assert read(FieldType.YES_NO, text) is False


def test_what_is_neither_is_refused() -> None:
    assert yes_or_no("perhaps") is None
    with pytest.raises(CellError, match="neither yes nor no"):
        read(FieldType.YES_NO, "perhaps")


@pytest.mark.parametrize(
    ("choices", "text", "word"),
    [
        (v.TouchKind, "E-Mail", v.TouchKind.EMAIL),
        (v.TouchKind, "QBR", v.TouchKind.BUSINESS_REVIEW),
        (v.TouchKind, "Business Review", v.TouchKind.BUSINESS_REVIEW),
        (v.StakeholderRole, "exec sponsor", v.StakeholderRole.EXECUTIVE_SPONSOR),
        (v.StakeholderRole, "Executive-Sponsor", v.StakeholderRole.EXECUTIVE_SPONSOR),
        (v.StakeholderRole, "Team lead", v.StakeholderRole.TEAM_LEAD),
        (v.MovementKind, "Upsell", v.MovementKind.EXPANSION),
        (v.MovementKind, "downgrade", v.MovementKind.CONTRACTION),
        (v.Said, "oui", v.Said.YES),
        (v.Said, "retracted", v.Said.WITHDRAWN),
        (v.ValuePeriod, "per year", v.ValuePeriod.YEAR),
        (v.Category, "Cost savings", v.Category.COST_CUT),
    ],
)
def test_choices_take_synonyms(choices: type[v.Word], text: str, word: v.Word) -> None:
    assert read(FieldType.CHOICE, text, choices) is word


def test_every_word_of_every_choice_is_itself() -> None:
    for kind in KINDS.values():
        for field in kind.fields:
            for word in field.choices or ():
                assert choice_of(type(word), word.value) is word
                assert choice_of(type(word), word.label.upper()) is word


def test_an_unknown_choice_lists_the_known_ones() -> None:
    with pytest.raises(CellError) as caught:
        read(FieldType.CHOICE, "boss", v.StakeholderRole)
    assert "executive_sponsor" in caught.value.remedy


def test_a_value_keeps_its_text_and_its_number() -> None:
    assert read(FieldType.TEXT_OR_NUMBER, "40 %") == TextOrNumber("40 %", Decimal(40))
    assert read(FieldType.TEXT_OR_NUMBER, "live in 3 countries") == TextOrNumber("live in 3 countries", None)
    assert read(FieldType.TEXT_OR_NUMBER, 12.5) == TextOrNumber("12.5", Decimal("12.5"))


def test_lists_and_currencies() -> None:
    assert read(FieldType.LIST, "export; report,login | sso") == ("export", "report", "login", "sso")
    assert read(FieldType.LIST, ["export", "report, weekly"]) == ("export", "report, weekly")
    assert read(FieldType.CURRENCY, "eur") == read(FieldType.CURRENCY, "€") == "EUR"
    with pytest.raises(CellError, match="not a currency"):
        read(FieldType.CURRENCY, "$")


def test_texts_have_an_end() -> None:
    with pytest.raises(CellError, match="longer than 20,000"):
        read(FieldType.TEXT, "x" * (LONGEST_TEXT + 1))


@pytest.mark.parametrize("kind", [FieldType.MONEY, FieldType.NUMBER, FieldType.WHOLE, FieldType.DAY, FieldType.INSTANT])
@pytest.mark.parametrize("cell", [float("nan"), float("inf"), True, 10.0**30])
def test_cells_that_are_no_number_are_refused(kind: FieldType, cell: Any) -> None:
    with pytest.raises(CellError):
        read(kind, cell)


def test_cells_as_text() -> None:
    assert [cell_text(c) for c in (12.0, 0.5, Decimal("1E+3"), True, date(2025, 1, 2), None)] == [
        "12",
        "0.5",
        "1000",
        "yes",
        "2025-01-02",
        "",
    ]


def test_headings_are_folded_to_what_people_mean() -> None:
    assert fold("Go-Live Date") == fold("go_live_date") == fold("GO LIVE DATE (UTC)") == "golivedate"
    assert fold("Währung [ISO]") == "wahrung"
    assert fold("(none)") == "none"
