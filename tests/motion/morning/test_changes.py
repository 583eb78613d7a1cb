"""What changed on a day, and the sentence that explains it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.cast import TODAY, Cast
from tests.motion.book import Book

from toprung.motion.evaluation.models import AccountState, AccountVerdict, StateChange
from toprung.motion.lists.narrowing import Viewer
from toprung.motion.morning import changes
from toprung.motion.morning.changes import Change, changes_of
from toprung.motion.morning.scope import Scope
from toprung.records.book.models import Account

CHIDI = Viewer("Chidi Mensah", "chidi@brightworks.example", TODAY)
CAP = {"code": "cap_anchor", "cap": 69, "text": "At most 69."}
PRODUCT, OUTCOME = {"code": "part_product", "text": "Use."}, {"code": "part_outcome", "text": "Outcome."}


def parts(product: str, outcome: str) -> list[dict[str, Any]]:
    told = (("product_signals", product, PRODUCT), ("outcome_progress", outcome, OUTCOME))
    return [
        {"part": name, "weight": 20, "points": points, "no_data": False, "reasons": [why]} for name, points, why in told
    ]


@pytest.fixture
def standing(neighbours: Book) -> Book:
    """Yesterday's and today's evaluation; no account has moved."""
    neighbours.evaluate(TODAY - timedelta(days=1))
    neighbours.evaluate()
    return neighbours


def moved(book: Book, account: str, **fields: Any) -> None:
    """Tell today's change of the account so."""
    pk = Account.objects.get(workspace=book.workspace, external_id=account).pk
    told = {"rung": 0, "rung_before": 0, "band": "red", "band_before": "red", "arr": 1, **fields}
    before, after = (told["rung_before"], told["band_before"]), (told["rung"], told["band"])
    told["moved"] = told["rung_before"] is not None and before != after
    StateChange.objects.update_or_create(
        account_id=pk, since=TODAY, defaults={"workspace": book.workspace, "standing": {}, "fingerprint": "x", **told}
    )


def verdict(book: Book, account: str, **fields: Any) -> None:
    held = AccountVerdict.objects.get(account__workspace=book.workspace, account__external_id=account)
    held.verdict |= fields
    held.save()


def today(book: Book, *, mine: bool = False) -> dict[str, Change]:
    return {change.name: change for change in changes_of(Scope(book.workspace, CHIDI, mine=mine), TODAY)}


def causes(change: Change) -> list[str]:
    return [why["text"] for why in change.causes]


def test_what_is_gained_is_explained_by_the_rung_reached_and_what_is_lost_by_the_one_left(standing: Book) -> None:
    evidence = [{"rung": n, "says": "yes", "reason": {"code": "x", "text": f"Evidence of {n}."}} for n in range(1, 5)]
    verdict(standing, "EN-3", evidence=evidence)
    moved(standing, "EN-3", rung=3, rung_before=1)
    up = today(standing)["Enzo Freight"]
    assert (up.is_good, causes(up)) == (True, ["Evidence of 3."])
    moved(standing, "EN-3", rung=1, rung_before=4)
    down = today(standing)["Enzo Freight"]
    assert (down.is_good, causes(down)) == (False, ["Evidence of 4."])


def test_a_band_is_explained_by_its_cap_or_by_the_part_that_moved_most(standing: Book) -> None:
    before = StateChange.objects.get(account__external_id="EN-3", since=TODAY - timedelta(days=1))
    before.health_parts = parts("12", "30")
    before.save()
    verdict(standing, "EN-3", health_parts=parts("10", "5"), health_caps=[])
    moved(standing, "EN-3", band="red", band_before="amber")
    assert causes(today(standing)["Enzo Freight"]) == ["Outcome."]
    verdict(standing, "EN-3", health_caps=[CAP])
    state = AccountState.objects.filter(account__workspace=standing.workspace, account__external_id="EN-3")
    state.update(health=35)
    assert causes(today(standing)["Enzo Freight"]) == ["Outcome."], "at most 69 does not explain 35"
    state.update(health=69)
    assert causes(today(standing)["Enzo Freight"]) == ["At most 69."]
    state.update(health=None)
    verdict(standing, "EN-3", health_caps=[{"code": "health_no_data", "text": "Nothing is known."}])
    moved(standing, "EN-3", band="", band_before="amber")
    assert causes(today(standing)["Enzo Freight"]) == ["Nothing is known."]
    verdict(standing, "EN-3", health_parts=parts("20", "28"))
    moved(standing, "EN-3", band="green", band_before="amber")
    better = today(standing)["Enzo Freight"]
    assert (better.is_good, causes(better)) == (True, ["Use."]), "a cap never explains what became better"


def test_what_was_not_known_before_is_explained_as_far_as_can_be(standing: Book) -> None:
    StateChange.objects.filter(account__external_id="EN-3").update(health_parts=[])
    verdict(standing, "EN-3", health_caps=[])
    moved(standing, "EN-3", band="amber", band_before="")
    assert causes(today(standing)["Enzo Freight"]) == []


def test_the_largest_revenue_comes_first_and_no_more_than_are_shown(
    standing: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    for account, arr in (("HF-1", 5), ("NB-2", None), ("EN-3", 9)):
        moved(standing, account, rung=1, arr=arr)
    assert list(today(standing)) == ["Enzo Freight", "Harbor Foods", "Nordbygg"]
    monkeypatch.setattr(changes, "SHOWN", 1)
    assert list(today(standing)) == ["Enzo Freight"]


def test_changes_of_signals_alone_and_first_standings_are_left_out(standing: Book, cast: Cast) -> None:
    moved(standing, "EN-3")
    moved(standing, "HF-1", rung_before=None)
    assert today(standing) == {}
    moved(standing, "NB-2", rung=1)
    assert list(today(standing)) == ["Nordbygg"]
    assert today(standing, mine=True) == {}
    assert changes_of(Scope(cast.elsewhere, CHIDI), TODAY) == ()
    AccountState.objects.filter(account__external_id="NB-2").update(owner="chidi MENSAH")
    assert list(today(standing, mine=True)) == ["Nordbygg"]
