"""What a figure means is pinned: unlike ones are not compared, and every option and number of the policy counts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.cast import NOW, TODAY, Cast
from tests.motion.book import ACCOUNTS, CONTRACTS, LAST_YEAR, MEASUREMENTS, OUTCOMES, STAKEHOLDERS, Book

from toprung.doctrine.definitions import MEASURES, define
from toprung.kernel.days import Window
from toprung.kernel.errors import BadInput, NotFound, Refused
from toprung.motion.evaluation.models import Figure as KeptFigure
from toprung.motion.measures.comparing import compared
from toprung.motion.measures.measuring import keep
from toprung.records.book.actions import change_policy, create_segment
from toprung.records.book.models import Account
from toprung.records.book.queries import segment

HALF, OTHER_HALF = Window(date(2025, 1, 1), date(2025, 7, 1)), Window(date(2025, 7, 1), date(2026, 1, 1))


@pytest.fixture
def kept(neighbours: Book) -> Any:
    """Measure and keep a figure; its number on file."""

    def run(name: str, window: Window = HALF, **options: Any) -> int:
        return int(
            keep(neighbours.workspace, neighbours.measure(name, window, **options), by=neighbours.by, now=NOW).pk
        )

    return run


def refuse(book: Book, one: int, other: int) -> str:
    with pytest.raises(Refused) as refused:
        compared(book.workspace, one, other)
    return str(refused.value)


def test_like_figures_are_compared(neighbours: Book, kept: Any) -> None:
    one, other = kept("grr", OTHER_HALF), kept("grr", Window(date(2025, 9, 15), date(2026, 3, 15)))
    answer = compared(neighbours.workspace, one, other)
    # Enzo paid 9,000 and then 500 less, Nordbygg 300 throughout; Harbor's 2,400 joined the base on 15 September.
    assert answer["one"]["value"] == pytest.approx(8800 / 9300)
    assert answer["other"]["value"] == pytest.approx(11200 / 11700)
    assert answer["change"] == pytest.approx(11200 / 11700 - 8800 / 9300)


def test_another_segment_is_still_alike(neighbours: Book, kept: Any) -> None:
    answer = compared(
        neighbours.workspace, kept("grr", OTHER_HALF, segment="Enterprise"), kept("grr", OTHER_HALF, segment="SMB")
    )
    assert (answer["one"]["value"], answer["other"]["value"]) == (pytest.approx(8500 / 9000), 1)


def test_no_base_leaves_no_change(neighbours: Book, kept: Any) -> None:
    assert compared(neighbours.workspace, kept("grr", HALF), kept("grr", OTHER_HALF))["change"] is None


UNLIKE = {
    "basis": ("nrr", {"basis": "arr"}),
    "reactivation": ("nrr", {"reactivation": "exclude"}),
    "cap": ("grr", {"cap": "subscription"}),
    "currency": ("nrr", {"currency": "USD", "rates": "EUR:1.1"}),
    "rates": ("nrr", {"rates": "USD:0.9"}),
    "window": ("oar", {"window": "60"}),
    "grace": ("oar", {"grace": "10"}),
    "reading": ("oar", {"reading": "validated"}),
    "start": ("ttfv", {"start": "go_live"}),
    "which": ("promise_kept", {"which": "all"}),
    "source": ("promise_kept", {"source": "frozen"}),
}


def test_each_option_has_its_case() -> None:
    assert set(UNLIKE) == {option.name for measure in MEASURES.values() for option in measure.options}


@pytest.mark.parametrize("option", UNLIKE)
def test_an_unlike_option_is_refused_and_named(option: str, neighbours: Book, kept: Any) -> None:
    name, settings = UNLIKE[option]
    said = refuse(neighbours, kept(name), kept(name, settings=settings))
    assert f"their {option} differs: " in said
    assert said.endswith("Compute one of them again with the other's definition.")


def test_unlike_measures_and_lengths_are_refused(neighbours: Book, kept: Any) -> None:
    assert "one is Net revenue retention, the other Gross revenue retention" in refuse(
        neighbours, kept("nrr"), kept("grr")
    )
    said = refuse(neighbours, kept("nrr"), kept("nrr", Window(date(2025, 1, 1), date(2025, 6, 1))))
    assert "one window is 6 months long, the other 5 months" in said


def test_figures_of_another_version_of_the_measure_are_refused(neighbours: Book, kept: Any) -> None:
    one, other = kept("nrr"), kept("nrr", OTHER_HALF)
    row = KeptFigure.objects.get(pk=other)
    row.definition["version"] = 2
    row.save()
    assert "they were computed by versions 1 and 2 of the measure" in refuse(neighbours, one, other)


def test_figures_of_somebody_else_are_not_found(neighbours: Book, kept: Any, cast: Cast) -> None:
    with pytest.raises(NotFound):
        compared(cast.elsewhere, kept("nrr"), kept("grr"))


def test_segments_that_measure_by_other_numbers_are_unlike(neighbours: Book, kept: Any, cast: Cast) -> None:
    compared(neighbours.workspace, kept("oar", segment="SMB"), kept("oar", segment="Enterprise"))
    change_policy(segment(neighbours.workspace, "SMB"), {"oar_days": "60"}, by=cast.leader, now=NOW)
    said = refuse(neighbours, kept("oar", segment="SMB"), kept("oar", segment="Enterprise"))
    assert "their window differs: 60 against 90" in said


def test_definition_ids_are_stable() -> None:
    """Figures on file are found by these ids: another id for an old definition would orphan them."""
    ids = {name: define(name, HALF, None, {}).id for name in MEASURES}
    assert ids == {
        "nrr": "8af47317a51571a2",
        "grr": "6f06ace2a144e548",
        "logo_retention": "1f1065771a664a67",
        "oar": "ead815a1100a0108",
        "ttfv": "485b6cc1d0dc79da",
        "promise_kept": "a2f8ad479d313a2e",
    }
    assert define("oar", HALF, "SMB", {}).id != ids["oar"]
    assert define("oar", OTHER_HALF, None, {}).id != ids["oar"]


def pinned(book: Book, name: str = "oar", **options: Any) -> dict[str, str]:
    return dict(book.measure(name, **options).definition.options)


def test_w_is_pinned_for_each_segment_where_they_differ(neighbours: Book, cast: Cast) -> None:
    assert pinned(neighbours) == {"window": "90", "grace": "30", "reading": "measured"}
    change_policy(
        segment(neighbours.workspace, "SMB"), {"oar_days": "60", "attestation_grace_days": "7"}, by=cast.leader, now=NOW
    )
    told = pinned(neighbours)
    assert told["window"] == "Enterprise:90,Mid-Market:90,SMB:60,Unassigned:90"
    assert told["grace"] == "Enterprise:30,Mid-Market:30,SMB:7,Unassigned:30"
    assert pinned(neighbours, segment="SMB")["window"] == "60"
    assert pinned(neighbours, settings={"window": "45"})["window"] == "45"
    days = {row.account: row.details["within_days"] for row in neighbours.measure("oar").rows}
    assert days == {"EN-3": 90, "HF-1": 90, "NB-2": 60}


def test_a_segments_name_may_hold_any_sign(neighbours: Book, cast: Cast) -> None:
    odd = create_segment(neighbours.workspace, "Public, EU: 100% & more", by=cast.leader, now=NOW)
    change_policy(odd, {"oar_days": "120"}, by=cast.leader, now=NOW)
    neighbours.bring("accounts", 'account,segment,segment_from\nEN-3,"Public, EU: 100% & more",2025-01-01\n')
    whole = {row.account: row.details["within_days"] for row in neighbours.measure("oar").rows}
    assert whole == {"EN-3": 120, "HF-1": 90, "NB-2": 90}
    assert [r.account for r in neighbours.measure("oar", segment=odd.name).rows] == ["EN-3"]


def test_a_window_of_ones_own_for_some_segments(neighbours: Book) -> None:
    days = neighbours.measure("oar", settings={"window": "SMB:20, Enterprise:400"}).rows
    assert {r.account: r.details["within_days"] for r in days} == {"EN-3": 400, "HF-1": 90, "NB-2": 20}
    # a part that names no segment says nothing of any
    days = neighbours.measure("oar", settings={"window": "SMB:20, 60"}).rows
    assert {r.account: r.details["within_days"] for r in days} == {"EN-3": 90, "HF-1": 90, "NB-2": 20}


@pytest.mark.parametrize("text", ["soon", "SMB:soon", "-1", "99999", "90 days"])
def test_a_window_that_is_no_number_of_days(text: str, neighbours: Book) -> None:
    with pytest.raises(BadInput, match="days"):
        neighbours.measure("oar", settings={"window": text})


def test_unknown_measures_options_and_choices_name_what_there_is(neighbours: Book) -> None:
    with pytest.raises(BadInput, match="There is: nrr, grr, logo_retention, oar, ttfv"):
        neighbours.measure("nps")
    with pytest.raises(BadInput, match=r"has no option “cap”\. It has: basis"):
        neighbours.measure("nrr", LAST_YEAR, settings={"cap": "account"})
    with pytest.raises(BadInput, match="choose mrr or arr"):
        neighbours.measure("nrr", LAST_YEAR, settings={"basis": "weekly"})


def values(book: Book, name: str, **options: Any) -> dict[str, Any]:
    told = book.measure(name, **options).as_json()
    return {k: v for k, v in told.items() if k not in ("definition", "definition_id", "inputs_fingerprint")}


WRITTEN_LATE = """\
account,outcome,stakeholder,verdict,occurred_on,recorded_on,value
NB-2,quotes,Bo Dahl,yes,2025-08-25,2025-09-30,2
"""
#: Enzo grows, Nordbygg moves from one product to the other, Harbor leaves and comes back
RESTLESS = """\
account,occurred_on,kind,mrr_change,product,currency
EN-3,2025-05-01,new,1000,core,EUR
EN-3,2025-06-01,expansion,200,core,EUR
NB-2,2025-05-01,new,100,core,EUR
NB-2,2025-05-01,new,50,plus,EUR
NB-2,2025-08-01,contraction,-50,plus,EUR
NB-2,2025-08-01,expansion,70,core,EUR
HF-1,2025-05-01,new,400,core,EUR
HF-1,2025-08-01,churn,-400,core,EUR
HF-1,2025-10-01,reactivation,300,core,EUR
"""


#: this book was promised nothing at a signature: tests of the promise-kept rate show what its options change
OF_PROMISES = {"which", "source"}


@pytest.mark.parametrize("option", [name for name in UNLIKE if name not in OF_PROMISES])
def test_every_option_changes_some_figure(option: str, book: Book) -> None:
    files = {"accounts": ACCOUNTS, "stakeholders": STAKEHOLDERS, "contracts": CONTRACTS, "revenue": RESTLESS}
    book.bring_all(files | {"outcomes": OUTCOMES, "measurements": MEASUREMENTS, "attestations": WRITTEN_LATE})
    name, settings = UNLIKE[option]
    window = Window(date(2025, 5, 1), date(2026, 3, 1))
    common: dict[str, str] = {}
    if option == "rates":
        book.bring("revenue", "account,occurred_on,kind,mrr_change,currency\nNB-2,2025-05-01,new,10,USD\n")
        common = {"rates": "USD:0.5"}
    if option == "currency":
        settings = {"currency": "USD", "rates": "EUR:2"}
        plain = book.measure(name, window)
        other = book.measure(name, window, settings=settings)
        assert (other.value, other.numerator) == (plain.value, 2 * plain.numerator)
        return
    assert values(book, name, window=window, settings=common) != values(
        book, name, window=window, settings=common | settings
    )


def test_each_number_of_the_policy_that_measures_read_counts(neighbours: Book, cast: Cast) -> None:
    smb = segment(neighbours.workspace, "SMB")
    # Nordbygg: live on 15 June, reached on 20 August (66 days), confirmed on the 25th (71), signed on 20 May (92).
    before = {name: values(neighbours, name) for name in ("oar", "ttfv")}
    assert before["oar"]["measured"]["numerator"] == 2
    assert before["ttfv"]["within_goal"] == 0
    change_policy(smb, {"oar_days": "60"}, by=cast.leader, now=NOW)
    assert values(neighbours, "oar")["measured"]["numerator"] == 1
    change_policy(smb, {"oar_days": "70"}, by=cast.leader, now=NOW)
    assert (
        values(neighbours, "oar")["measured"]["numerator"],
        values(neighbours, "oar")["validated"]["numerator"],
    ) == (
        2,
        0,
    )
    change_policy(smb, {"ttfv_goal_days": "92"}, by=cast.leader, now=NOW)
    assert values(neighbours, "ttfv")["within_goal"] == 1


def test_the_grace_of_an_attestation_counts(book: Book, cast: Cast) -> None:
    book.bring_all({"accounts": ACCOUNTS, "stakeholders": STAKEHOLDERS, "outcomes": OUTCOMES})
    book.bring("measurements", MEASUREMENTS)
    book.bring("attestations", WRITTEN_LATE)
    # Live on 15 June: W ends on 13 September, the 30 days of grace on 13 October; written down on 30 September.
    smb = segment(book.workspace, "SMB")
    assert book.measure("oar").parts["validated"]["numerator"] == 1
    change_policy(smb, {"attestation_grace_days": "16"}, by=cast.leader, now=NOW)
    assert book.measure("oar").parts["validated"]["numerator"] == 0
    change_policy(smb, {"attestation_grace_days": "17"}, by=cast.leader, now=NOW)
    assert book.measure("oar").parts["validated"]["numerator"] == 1
    assert book.measure("oar", settings={"grace": "16"}).parts["validated"]["numerator"] == 0


def test_the_backlog_days_spread_the_first_checks(book: Book, cast: Cast) -> None:
    rows = "".join(f"B-{n},SMB,2025-0{n + 1}-01\n" for n in range(4))
    change_policy(segment(book.workspace, "SMB"), {"backlog_days": "40"}, by=cast.leader, now=NOW)
    book.bring("accounts", f"account,segment,go_live_on\n{rows}")
    staged = dict(Account.objects.filter(external_id__startswith="B-").values_list("external_id", "check_staged_on"))
    # Four checks over 40 days: one every ten, beginning today.
    assert staged == {f"B-{n}": TODAY + timedelta(days=10 * n) for n in range(4)}
    verdicts = book.verdicts()
    assert [verdicts[f"B-{n}"]["check"]["state"] for n in range(4)] == ["due", "staged", "staged", "staged"]
