"""The one sheet: a cell that cannot be read never costs the row; words and headings as they are used in Europe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from toprung.kernel.vocabulary import StakeholderRole
from toprung.sheets.problems import Reject, Row
from toprung.sheets.reading import open_sheet
from toprung.sheets.words import choice_of

Write = Callable[..., Path]
Read = Callable[..., tuple[list[Row], list[Reject]]]


@pytest.mark.parametrize(
    ("heading", "cell", "field"),
    [
        ("validator_role", "wizard", "validator_role"),
        ("go_live_on", "31.06.2026", "go_live_on"),
        ("renewal_on", "soon", "renewal_on"),
        ("arr", "a lot", "arr"),
        ("confirmed", "perhaps", "confirmed"),
    ],
)
def test_an_unreadable_optional_cell_leaves_the_row(
    text_file: Write, read: Read, heading: str, cell: str, field: str
) -> None:
    [row], rejects = read(text_file(f"account,{heading},owner\nA,{cell},Ann\n"))
    assert not rejects
    assert (row.values["account"], row.values["owner"], row.values[field]) == ("A", "Ann", None)
    assert (row.unread[field].column, row.unread[field].value) == (heading, cell)


def test_without_its_account_a_row_is_refused_with_all_that_is_wrong(text_file: Write, read: Read) -> None:
    rows, [reject] = read(text_file("account,arr\n,lots\n"))
    assert not rows
    assert [problem.column for problem in reject.problems] == ["account", "arr"]


def test_other_kinds_refuse_the_row(text_file: Write, read: Read) -> None:
    rows, rejects = read(text_file("account,seats\nA,many\n"), "accounts")
    assert (len(rows), len(rejects)) == (0, 1)


def test_a_default_does_not_stand_in_for_what_could_not_be_read(text_file: Write) -> None:
    mapping = text_file('[defaults]\nconfirmed = "yes"\n', "map.toml")
    [row] = open_sheet(text_file("account,confirmed\nA,perhaps\n"), "sheet", mapping).rows()
    assert isinstance(row, Row)
    assert row.values["confirmed"] is None


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Teamleiter", "team_lead"),
        ("Teamleiterin Support", "team_lead"),
        ("Team lead", "team_lead"),
        ("Chef d’équipe", "team_lead"),
        ("Abteilungsleiterin", "manager"),
        ("Head of Finance", "manager"),
        ("Chef de service", "manager"),
        ("Gerente", "manager"),
        ("Einkäufer", "buyer"),
        ("Einkauf", "buyer"),
        ("Economic buyer", "buyer"),
        ("Acheteuse", "buyer"),
        ("Head of Procurement", "buyer"),
        ("Geschäftsführerin", "executive_sponsor"),
        ("Vorstand", "executive_sponsor"),
        ("CFO", "executive_sponsor"),
        ("CEO & founder", "executive_sponsor"),
        ("VP Operations", "executive_sponsor"),
        ("Senior Vice President Sales", "executive_sponsor"),
        ("Chief Revenue Officer", "executive_sponsor"),
        ("PDG", "executive_sponsor"),
        ("Consejero delegado", "executive_sponsor"),
        ("Utilisateur", "user"),
        ("Director", None),
        ("Headhunter", None),
        ("Consultant", None),
    ],
)
def test_titles_whose_role_is_clear(title: str, role: str | None) -> None:
    assert choice_of(StakeholderRole, title) == role


@pytest.mark.parametrize(
    "headings",
    [
        "Kunde;Segment;Betreuer;Go-Live;Vertragsende;Jahresumsatz;Zielergebnis;Bestätigt durch;Rolle;Bestätigt;"
        "Bestätigt am",
        "Kunde;Segment;Betreuer;Go-Live;Verlängerung;ARR;Ergebnis;Ansprechpartner;Rolle;Bestätigt;Bestätigt am",
        "Société;Segment;Responsable;Mise en service;Fin de contrat;Chiffre d’affaires annuel;Résultat;Confirmé par;"
        "Fonction;Confirmé;Confirmé le",
        "Cliente;Segmento;Responsable de cuenta;Puesta en marcha;Fecha de renovación;Ingresos anuales;Resultado;"
        "Confirmado por;Cargo;Confirmado;Confirmado el",
    ],
)
def test_headings_abroad(text_file: Write, read: Read, headings: str) -> None:
    row = "Aare AG;SMB;Ann;01.02.2025;31.12.2026;12.000;Fehler halbieren;Urs Frei;Einkauf;ja;15.01.2026"
    [read_row], _ = read(text_file(f"{headings}\n{row}\n"))
    assert list(read_row.values.values()) == [
        *("Aare AG", "SMB", "Ann", date(2025, 2, 1), date(2026, 12, 31), 12_000, "Fehler halbieren", "Urs Frei"),
        *(StakeholderRole.BUYER, True, date(2026, 1, 15)),
    ]


def test_a_title_is_the_validators_role(text_file: Write, read: Read) -> None:
    [row], _ = read(text_file("account,validator,title\nA,Ana Reyes,CFO\n"))
    assert row.values["validator_role"] is StakeholderRole.EXECUTIVE_SPONSOR


def test_who_stands_under_exec_sponsor_is_one_unless_a_role_is_given(text_file: Write, read: Read) -> None:
    rows, _ = read(text_file("account,Exec sponsor,role\nA,Ana Reyes,\nB,Bo Dahl,buyer\nC,Cy Lind,wizard\n"))
    assert [row.values["validator_role"] for row in rows] == ["executive_sponsor", "buyer", None]
    [plain], _ = read(text_file("account,validator\nA,Ana Reyes\n"))
    assert plain.values["validator_role"] is None


@pytest.mark.parametrize("word", ["Total", "Totals", "SUM", "Grand total", "Gesamt", "Summe:"])
@pytest.mark.parametrize("kind", ["sheet", "accounts"])
def test_a_total_is_no_account(text_file: Write, read: Read, word: str, kind: str) -> None:
    rows, [reject] = read(text_file(f"account,owner\nTotal Energies,Ann\n{word},Bo\n"), kind)
    assert [row.values["account"] for row in rows] == ["Total Energies"]
    assert "the word for a sum" in reject.problems[0].reason
    assert "Leave the row out" in reject.problems[0].remedy


def test_a_line_break_in_a_name_is_a_space(text_file: Write, read: Read) -> None:
    [row], _ = read(text_file('account,validator,result\n"Aare\n AG","Urs\r\nFrei","one\ntwo"\n'))
    assert (row.values["account"], row.values["validator"], row.values["result"]) == ("Aare AG", "Urs Frei", "one\ntwo")


def test_control_characters_are_shown_wherever_a_file_is_quoted(text_file: Write, read: Read) -> None:
    filler = "".join(f"A{number},\n" for number in range(2_000))
    text = f"account,arr\n{filler}B,\x1b[2Jlots\nC\x1b[31m\x07\x9b,\n"
    rows, _ = read(text_file(text))
    assert rows[-2].unread["arr"].value == "␛[2Jlots"
    assert "“␛[2Jlots”" in rows[-2].unread["arr"].reason
    assert rows[-1].values["account"] == "C␛[31m␇�"


def test_a_heading_shows_them_too(workbook: Callable[..., Path]) -> None:
    sheet = open_sheet(workbook([["account", "note_x001B_[2J"], ["A", "x"]]), "sheet")
    assert all(name.isprintable() for name in (*sheet.names, *sheet.unused_columns))
