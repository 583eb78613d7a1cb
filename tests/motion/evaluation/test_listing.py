"""The list of accounts: the same columns for programs and for spreadsheets."""

from __future__ import annotations

import csv
import io

from tests.motion.book import Book

from toprung.motion.evaluation.listing import listed, write_csv


def test_the_list_says_first_what_is_looked_for_first(neighbours: Book) -> None:
    nordbygg = listed(neighbours.verdicts()["NB-2"])
    assert list(nordbygg)[:6] == ["account", "name", "segment", "owner", "lifecycle", "rung"]
    wanted = {
        "account",
        "segment",
        "rung",
        "gaps",
        "health",
        "band",
        "named_result",
        "validator",
        "next_step",
        "reasons",
    }
    assert wanted <= nordbygg.keys()
    assert (nordbygg["named_result"], nordbygg["validator"]) == ("Cut the time to quote from 6 days to 2", "Bo Dahl")
    assert nordbygg["next_step"] == neighbours.verdicts()["NB-2"]["next_step"]["text"]


def test_csv_has_the_same_accounts_and_defuses_formulas(neighbours: Book) -> None:
    neighbours.bring("accounts", 'account,name,owner\nEN-3,"=HYPERLINK(""x"")",@Chidi\n')
    stream = io.StringIO()
    write_csv(neighbours.verdicts().values(), stream)
    rows = list(csv.DictReader(io.StringIO(stream.getvalue())))
    assert [row["account"] for row in rows] == ["EN-3", "HF-1", "NB-2"]
    assert (rows[0]["name"], rows[0]["owner"]) == ('\'=HYPERLINK("x")', "'@Chidi")
    assert (rows[2]["rung"], rows[2]["gaps"], rows[2]["arr"]) == ("4", "1 2 3", "3600")
    for row, verdict in zip(rows, neighbours.verdicts().values(), strict=True):
        assert row["lifecycle"] == verdict["lifecycle"]
        assert row["health"] == ("" if verdict["health"] is None else str(verdict["health"]))
        assert row["gaps"] == " ".join(map(str, verdict["gaps"]))


def test_a_negative_number_is_no_formula(neighbours: Book) -> None:
    [verdict] = [verdict for name, verdict in neighbours.verdicts().items() if name == "NB-2"]
    stream = io.StringIO()
    write_csv([verdict | {"arr": "-300", "name": "-300+cmd"}], stream)
    [row] = csv.DictReader(io.StringIO(stream.getvalue()))
    assert (row["arr"], row["name"]) == ("-300", "'-300+cmd")
