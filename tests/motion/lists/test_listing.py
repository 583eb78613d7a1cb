"""What a list holds: every filter, every order, totals, pages, and nothing of another workspace."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import TODAY, Cast
from tests.motion.lists.conftest import VIEWER, Shelf

from toprung.motion.evaluation.models import AccountState
from toprung.motion.lists import columns, listing
from toprung.motion.lists.filters import FILTERS
from toprung.motion.lists.narrowing import NONE, Viewer
from toprung.motion.lists.request import ListRequest
from toprung.records.book.models import Account
from toprung.records.views.models import ListKind

#: a filter as it stands in an address -> standings that answer to it, and standings that do not
CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "q=harbor": ({"name": "Harbor Foods"}, {"name": "Enzo Freight"}),
    "q=foods+harb": ({"name": "Harbor Foods"}, {"name": "Harbor Freight"}),
    "q=close+books": ({"named_result": "Close the books in 5 days"}, {"named_result": "Close deals"}),
    "q=%25": ({"name": "100% Foods"}, {"name": "100 Foods"}),
    "q=a_b": ({"name": "a_b"}, {"name": "axb"}),
    "q=ÄRZTE": ({"name": "Bund der Ärzte"}, {"name": "Bund der Zahnmedizin"}),
    "who=mine": ({"owner": "chidi mensah"}, {"owner": "Clara Ruiz"}),
    "rung=3&rung=4": ({"rung": 4}, {"rung": 2}),
    "hollow=yes": ({"hollow": True}, {"hollow": False}),
    "hollow=no": ({"hollow": False}, {"hollow": True}),
    "segment=SMB": ({"segment": "SMB"}, {"segment": "Enterprise"}),
    "owner=Clara+Ruiz": ({"owner": "Clara Ruiz"}, {"owner": "Chidi Mensah"}),
    f"owner={NONE}": ({"owner": ""}, {"owner": "Chidi Mensah"}),
    "tier=A&tier=B": ({"tier": "B"}, {"tier": "C"}),
    f"tier={NONE}": ({"tier": ""}, {"tier": "A"}),
    "customers=yes": ({"lifecycle": "leaving"}, {"lifecycle": "former"}),
    "customers=no": ({"lifecycle": "prospect"}, {"lifecycle": "live"}),
    "lifecycle=onboarding": ({"lifecycle": "onboarding"}, {"lifecycle": "live"}),
    "band=red": ({"band": "red", "health": 3}, {"band": "green", "health": 80}),
    f"band={NONE}": ({"band": ""}, {"band": "green", "health": 80}),
    "named=yes": ({"named_result": "Close the books"}, {"named_result": ""}),
    "named=no": ({"named_result": ""}, {"named_result": "Close the books"}),
    "result=fresh": ({"result_state": "fresh"}, {"result_state": "lost"}),
    f"result={NONE}": ({"result_state": ""}, {"result_state": "lost"}),
    "on_triage=yes": ({"triage": "unnamed_vague"}, {"triage": ""}),
    "on_triage=no": ({"triage": ""}, {"triage": "unnamed_vague"}),
    "triage=unnamed_vague": ({"triage": "unnamed_vague"}, {"triage": "unnamed_no_outcome"}),
    "check_due=yes": ({"check_is_due": True}, {"check_is_due": False}),
    "check_due=no": ({"check_is_due": False}, {"check_is_due": True}),
    "check=claimed": ({"check_state": "claimed"}, {"check_state": "met"}),
    "renews_within=30": ({"renewal_on": TODAY + timedelta(30)}, {"renewal_on": TODAY + timedelta(31)}),
    "renews_within=0": ({"renewal_on": TODAY}, {"renewal_on": TODAY - timedelta(1)}),
    "renews_before=2026-06-01": ({"renewal_on": date(2026, 5, 31)}, {"renewal_on": date(2026, 6, 1)}),
    "notice_before=2026-06-01": ({"notice_on": date(2026, 5, 31)}, {"notice_on": date(2026, 6, 1)}),
    "arr_from=5000": ({"arr": Decimal(5000)}, {"arr": Decimal("4999.99")}),
    "arr_to=5000": ({"arr": Decimal(5000)}, {"arr": Decimal("5000.01")}),
    "users_7_from=3": ({"users_7": 3}, {"users_7": 2}),
    "users_7_to=3": ({"users_7": 3}, {"users_7": 4}),
    "users_28_from=1,000": ({"users_28": 1000}, {"users_28": 999}),
    "users_28_to=0": ({"users_28": 0}, {"users_28": 1}),
    "events_7_from=3": ({"events_7": 3}, {"events_7": 2}),
    "events_7_to=3": ({"events_7": 3}, {"events_7": 4}),
    "events_28_from=3": ({"events_28": 3}, {"events_28": 2}),
    "events_28_to=3": ({"events_28": 3}, {"events_28": 4}),
    "signal=result_lost&signal=no_validator": (
        {"signals": " hollow_rung no_validator "},
        {"signals": " no_next_outcome "},
    ),
    f"signal={NONE}": ({"signals": ""}, {"signals": " hollow_rung "}),
    "changed_within=7": ({"changed_on": TODAY - timedelta(7)}, {"changed_on": TODAY - timedelta(8)}),
    "changed_since=2026-03-01": ({"changed_on": date(2026, 3, 1)}, {"changed_on": date(2026, 2, 28)}),
}


@pytest.mark.parametrize("query", CASES)
def test_a_filter_lets_through_what_answers_to_it(shelf: Shelf, query: str) -> None:
    answers, does_not = CASES[query]
    shelf.put("YES", **answers)
    shelf.put("NO", **does_not)

    assert shelf.ids(query) == ["YES"]


def test_every_filter_has_its_case() -> None:
    assert {query.partition("=")[0] for query in CASES} == {item.key for item in FILTERS}


@pytest.mark.parametrize(
    "query",
    [
        "renews_within=30",
        "renews_before=2030-01-01",
        "arr_from=0",
        "changed_within=9",
        "users_7_from=0",
        "events_28_to=9",
    ],
)
def test_what_is_not_on_file_answers_to_no_bound(shelf: Shelf, query: str) -> None:
    shelf.put("NOTHING")

    assert shelf.ids(query) == []


def test_filters_combine(shelf: Shelf) -> None:
    shelf.put("BOTH", rung=3, owner="Chidi Mensah")
    shelf.put("ONE", rung=3, owner="Clara Ruiz")
    shelf.put("OTHER", rung=1, owner="Chidi Mensah")

    assert shelf.ids("rung=3&who=mine") == ["BOTH"]


def test_mine_is_by_name_or_by_address(shelf: Shelf) -> None:
    shelf.put("NAME", owner="CHIDI MENSAH")
    shelf.put("ADDRESS", owner="Chidi@Brightworks.example")
    shelf.put("HERS", owner="Clara Ruiz")

    assert sorted(shelf.ids("who=mine")) == ["ADDRESS", "NAME"]
    assert shelf.ids("who=mine", viewer=Viewer("Clara Ruiz", "clara@brightworks.example", TODAY)) == ["HERS"]


def test_the_largest_arr_comes_first_and_equal_ones_by_id(shelf: Shelf) -> None:
    for name, arr in (("B", 5), ("C", 5), ("A", 9), ("NONE", None)):
        shelf.put(name, arr=arr)

    assert shelf.ids() == ["A", "B", "C", "NONE"]


#: column -> values in their order, smallest first
ORDERED: dict[str, tuple[str, list[Any]]] = {
    "name": ("name", ["alpha", "Beta", "gamma"]),
    "segment": ("segment", ["Enterprise", "mid", "SMB"]),
    "tier": ("tier", ["a", "B", "c"]),
    "lifecycle": ("lifecycle", ["prospect", "implementing", "live", "former"]),
    "rung": ("rung", [0, 2, 4]),
    "reason": ("triage", ["unnamed_no_outcome", "unnamed_vague"]),
    "result": ("named_result", ["close", "Double", "enter"]),
    "result_state": ("result_state", ["fresh", "lost"]),
    "health": ("health", [0, 9, 80]),
    "arr": ("arr", [Decimal(9), Decimal(80), Decimal(1000)]),
    "renewal": ("renewal_on", [date(2026, 1, 1), date(2026, 12, 1)]),
    "users_7": ("users_7", [0, 3, 10]),
    "users_28": ("users_28", [0, 3, 10]),
    "events_7": ("events_7", [0, 3, 10]),
    "events_28": ("events_28", [0, 3, 10]),
    "owner": ("owner", ["ana", "Bo", "cy"]),
    "check": ("check_due_on", [date(2026, 1, 1), date(2026, 12, 1)]),
    "first_value": ("first_value_on", [date(2026, 1, 1), date(2026, 12, 1)]),
    "changed": ("changed_on", [date(2026, 1, 1), date(2026, 12, 1)]),
}
#: nothing on file; these columns always have a value
MISSING: dict[str, Any] = {"segment": "", "tier": "", "triage": "", "named_result": "", "result_state": "", "owner": ""}
ALWAYS = {"name", "lifecycle", "rung"}


@pytest.mark.parametrize("key", ORDERED)
def test_a_column_orders_both_ways_with_what_is_missing_last(shelf: Shelf, key: str) -> None:
    field, values = ORDERED[key]
    kind = ListKind.TRIAGE if key == "reason" else ListKind.ACCOUNTS
    for place in (1, 0, *range(2, len(values))):
        shelf.put(
            f"{place}",
            **{"triage": "unnamed_vague"} | {field: values[place]} if key != "reason" else {field: values[place]},
        )
    there = [str(place) for place in range(len(values))]
    last = [] if key in ALWAYS or key == "reason" else ["X"]
    if last:
        shelf.put("X", **{"triage": ""} | {field: MISSING.get(field)})

    assert shelf.ids(f"sort={key}", kind) == there + last
    assert shelf.ids(f"sort=-{key}", kind) == there[::-1] + last


def test_every_column_that_orders_is_tried() -> None:
    assert {c.key for c in columns.COLUMNS if c.sort} - {"seats", "industry"} == set(ORDERED)


def test_totals_are_of_the_whole_list_and_in_each_currency(shelf: Shelf) -> None:
    for number in range(60):
        shelf.put(f"E{number:02}", arr=Decimal("10.05"), rung=3)
    shelf.put("U", arr=Decimal(700), currency="USD", rung=3)
    shelf.put("UNSAID", arr=Decimal(1), currency="", rung=3)
    shelf.put("NONE", arr=None, currency="", rung=3)
    shelf.put("LOW", arr=Decimal(5), rung=1)

    listed = shelf.list("rung=3")

    # 60 x 10.05 = 603.00, and 1 whose currency nobody said: the workspace's
    assert listed.totals == listing.Totals(63, (("USD", Decimal(700)), ("EUR", Decimal(604))))
    assert (listed.of, len(listed.rows)) == (64, 50)


def test_pages_hold_every_account_once(shelf: Shelf) -> None:
    for number in range(120):
        shelf.put(f"A{number:03}", arr=Decimal(number % 3))

    pages = [shelf.ids(f"page={page}") for page in (1, 2, 3)]

    assert [len(page) for page in pages] == [50, 50, 20]
    assert sorted(pages[0] + pages[1] + pages[2]) == shelf.made
    assert shelf.ids("page=999") == pages[2]
    assert shelf.list("page=999").request.page == 3
    assert len(shelf.ids("size=100")) == 100


def test_an_empty_list_has_one_page_and_adds_up_to_nothing(shelf: Shelf) -> None:
    listed = shelf.list("rung=3&page=7")

    assert (listed.rows, listed.totals, listed.of, listed.request.page) == ((), listing.Totals(0, ()), 0, 1)


def test_triage_counts_its_reasons_whichever_is_chosen(shelf: Shelf) -> None:
    shelf.put("A", triage="unnamed_vague", arr=Decimal(1))
    shelf.put("B", triage="unnamed_vague", arr=Decimal(2), owner="Chidi Mensah")
    shelf.put("C", triage="unnamed_no_outcome", arr=Decimal(4), owner="Chidi Mensah")
    shelf.put("FINE", triage="")

    everything = shelf.list("", ListKind.TRIAGE)
    vague = shelf.list("triage=unnamed_vague", ListKind.TRIAGE)
    mine = shelf.list("who=mine", ListKind.TRIAGE)

    assert everything.reasons == vague.reasons == {"unnamed_vague": 2, "unnamed_no_outcome": 1}
    assert mine.reasons == {"unnamed_no_outcome": 1, "unnamed_vague": 1}
    assert (everything.of, vague.of, vague.totals) == (3, 3, listing.Totals(2, (("EUR", Decimal(3)),)))
    assert [row["reason"] for row in vague.rows] == ["why B", "why A"]


def test_what_stands_in_the_verdict_is_read_for_the_shown_rows(shelf: Shelf) -> None:
    shelf.put("A")

    assert [row["next"] for row in shelf.list("col=name&col=next").rows] == ["next A"]


def test_choices_are_what_is_on_file(shelf: Shelf, cast: Cast) -> None:
    shelf.put("A", owner="zoe", segment="SMB", tier="B")
    shelf.put("B", owner="Ana", segment="SMB", tier="")

    assert listing.choices(cast.workspace) == {"segment": ("SMB",), "owner": ("Ana", "zoe"), "tier": ("", "B")}


def test_all_rows_are_those_of_the_pages_in_their_order(shelf: Shelf) -> None:
    for number in range(130):
        shelf.put(f"A{number:03}", arr=Decimal(number % 7))
    request = shelf.read("sort=-arr&col=name&col=next")

    whole = [row["account__external_id"] for row in listing.all_rows(shelf.workspace, request, VIEWER)]

    assert whole == [name for page in (1, 2, 3) for name in shelf.ids(f"sort=-arr&page={page}")]


def test_accounts_that_nobody_judged_yet_are_counted_beside(shelf: Shelf, cast: Cast) -> None:
    shelf.put("JUDGED")
    assert listing.not_evaluated(cast.workspace) == 0

    cast.workspace.accounts.create(external_id="NEW", name="New", created_on=TODAY)

    assert (shelf.ids(), listing.not_evaluated(cast.workspace)) == (["JUDGED"], 1)


@pytest.mark.parametrize("query", ["", "who=mine&rung=2&q=a&tier=A&sort=name", "sort=owner&col=name&col=next"])
def test_the_number_of_queries_does_not_hang_on_the_book(shelf: Shelf, query: str) -> None:
    shelf.put("A", tier="A", owner="Chidi Mensah")
    few = queries(shelf, query)
    for number in range(150):
        shelf.put(f"A{number}", tier="A", owner="Chidi Mensah")

    assert queries(shelf, query) == few <= 4


def queries(shelf: Shelf, query: str) -> int:
    """How many queries the list takes."""
    with CaptureQueriesContext(connection) as captured:
        shelf.list(query)
    return len(captured)


SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a table this small whole")


@SQLITE
@pytest.mark.parametrize("key", ["arr", "health", "renewal", "users_7", "changed"])
def test_the_usual_orders_are_read_from_an_index(shelf: Shelf, key: str) -> None:
    """Ten thousand rows are not sorted for fifty: only equal values are put into the order of their ids."""
    plan = listing.states(shelf.workspace, ListRequest(sort=key, descending=True), VIEWER).explain()

    assert "USING INDEX state_" in plan, plan
    assert "USE TEMP B-TREE FOR ORDER BY" not in plan, plan


@SQLITE
def test_no_list_reads_beyond_the_workspace(shelf: Shelf) -> None:
    for query in CASES:
        for kind in ListKind:
            request = ListRequest(kind, shelf.read(query).filters)
            plan = listing.states(shelf.workspace, request, VIEWER).explain()

            assert "SCAN" not in plan, (query, plan)


@pytest.mark.slow
def test_ten_thousand_accounts_take_as_many_queries_as_three(shelf: Shelf) -> None:
    for number in range(3):
        shelf.put(f"A{number}", tier="A", owner="Chidi Mensah", arr=Decimal(number))
    asked = ("", "who=mine&tier=A&rung=2&q=a&sort=-owner&col=name&col=next", "sort=name&page=90")
    few = [queries(shelf, query) for query in asked]
    many = Account.objects.bulk_create(
        Account(workspace=shelf.workspace, external_id=f"M{n:05}", name=f"Many {n}", tier="A", created_on=TODAY)
        for n in range(10_000)
    )
    AccountState.objects.bulk_create(
        (
            AccountState(account=account, workspace=shelf.workspace, as_of=TODAY, lifecycle="live", rung=2, arr=number)
            for number, account in enumerate(many)
        ),
        batch_size=500,
    )

    assert [queries(shelf, query) for query in asked] == few
    assert shelf.list("page=90").totals == listing.Totals(10_003, (("EUR", Decimal(49_995_000 + 3)),))
    assert len(list(listing.all_rows(shelf.workspace, shelf.read("col=name&col=next"), VIEWER))) == 10_003
