"""What an action changed shows at once: for its accounts and for those that hang on them."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, TODAY, Cast
from tests.motion.book import Book

from toprung.motion.evaluation.models import AccountState, AccountVerdict, Evaluation, StateChange
from toprung.motion.upkeep import refresh
from toprung.records.book.models import Account
from toprung.records.outcomes.actions import answer_check

LATER = NOW + timedelta(hours=1)


def rungs(book: Book) -> dict[str, int]:
    found = AccountState.objects.filter(workspace=book.workspace)
    return dict(found.values_list("account__external_id", "rung"))


def test_what_was_measured_shows_at_once(neighbours: Book) -> None:
    neighbours.evaluate()
    neighbours.bring("measurements", "account,outcome,occurred_on,value\nEN-3,empty,2026-03-30,15\n", now=LATER)
    assert rungs(neighbours)["EN-3"] == 0

    tally = refresh(neighbours.workspace, ["EN-3"], LATER)

    assert (tally.accounts, tally.changed) == (1, 1)
    assert rungs(neighbours)["EN-3"] == 3
    assert Evaluation.objects.count() == 1, "the one over the whole book"
    assert AccountVerdict.objects.get(account__external_id="EN-3").verdict["rung"] == 3


def test_the_state_has_what_lists_show(neighbours: Book) -> None:
    refresh(neighbours.workspace, ["NB-2", "HF-1"], NOW)
    nordbygg = AccountState.objects.get(account__external_id="NB-2")
    told = AccountVerdict.objects.get(account=nordbygg.account).verdict

    shown = (nordbygg.segment, nordbygg.owner, nordbygg.named_result, nordbygg.validator, nordbygg.currency)
    assert shown == ("SMB", "Clara Ruiz", "Cut the time to quote from 6 days to 2", "Bo Dahl", "EUR")
    assert (nordbygg.rung, nordbygg.hollow, nordbygg.gaps) == (4, True, "123")
    assert (nordbygg.renewal_on, nordbygg.notice_on) == (date(2026, 5, 31), date(2026, 5, 1))
    assert (nordbygg.result_state, nordbygg.triage, nordbygg.check_state) == ("lapsing", "", "met")
    assert (nordbygg.users_7, nordbygg.users_28) == (told["users_7"], told["users_28"]) == (0, 0)
    assert nordbygg.first_value_on == date(2025, 8, 20)
    assert nordbygg.changed_on == TODAY


def test_who_is_covered_and_who_covers_is_looked_at_too(neighbours: Book) -> None:
    covers = "account,outcome,statement,covers\nEN-3,empty,Cut empty kilometres from 22% to 15%,NB-2\n"
    neighbours.bring("outcomes", covers)

    assert refresh(neighbours.workspace, ["NB-2"], NOW).accounts == 2
    assert refresh(neighbours.workspace, ["EN-3"], NOW).accounts == 2
    assert refresh(neighbours.workspace, ["HF-1"], NOW).accounts == 1


def test_what_is_not_on_file_is_passed_over(neighbours: Book, cast: Cast) -> None:
    assert refresh(neighbours.workspace, ["gone", "HF-1"], NOW).accounts == 1
    assert refresh(neighbours.workspace, ["gone"], NOW).accounts == 0
    assert not AccountState.objects.filter(workspace=cast.elsewhere).exists()


def test_an_answer_made_by_whoever_may_not_evaluate(neighbours: Book, cast: Cast) -> None:
    """A seller records a touch: the page that follows is evaluated all the same, by Toprung itself."""
    enzo = Account.objects.get(workspace=neighbours.workspace, external_id="EN-3")
    answer_check(enzo, yes=False, by=cast.csm, now=NOW)

    refresh(neighbours.workspace, ["EN-3"], NOW)

    assert AccountState.objects.get(account=enzo).check_state == "failed"


def test_the_parts_of_health_are_kept_with_the_change(neighbours: Book) -> None:
    neighbours.evaluate(TODAY - timedelta(days=40))
    neighbours.bring("measurements", "account,outcome,occurred_on,value\nEN-3,empty,2026-03-30,15\n")
    neighbours.evaluate()
    before, after = StateChange.objects.filter(account__external_id="EN-3").order_by("since")

    assert (before.rung_before, before.rung, after.rung_before, after.rung) == (None, 0, 0, 3)
    assert (after.band_before, after.band) == (before.band, AccountState.objects.get(account=after.account).band)
    assert (before.moved, after.moved, after.arr) == (False, True, 102_000)
    points = {part["part"]: part["points"] for part in after.health_parts}
    assert points["outcome_progress"] > {p["part"]: p["points"] for p in before.health_parts}["outcome_progress"]
    told = AccountVerdict.objects.get(account=after.account).verdict["health_parts"]
    assert points == {part["part"]: part["points"] for part in told}
    assert AccountState.objects.get(account=after.account).changed_on == after.since == TODAY


def test_a_correction_of_the_day_keeps_what_was_before_it(neighbours: Book) -> None:
    neighbours.evaluate(TODAY - timedelta(days=40))
    neighbours.bring("measurements", "account,outcome,occurred_on,value\nEN-3,empty,2026-03-30,15\n")
    neighbours.evaluate()
    neighbours.bring("measurements", "account,outcome,occurred_on,value\nEN-3,empty,2026-03-30,22\n", now=LATER)

    refresh(neighbours.workspace, ["EN-3"], LATER)

    today = StateChange.objects.get(account__external_id="EN-3", since=TODAY)
    assert (today.rung_before, today.rung) == (0, 0)
    assert StateChange.objects.filter(account__external_id="EN-3").count() == 2


def test_queries_are_few_and_do_not_grow_with_the_book(neighbours: Book) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            refresh(neighbours.workspace, ["EN-3"], NOW)
        return len(queries)

    few = asked()
    neighbours.bring("accounts", "account,segment\n" + "".join(f"A-{n:03},SMB\n" for n in range(90)))
    assert asked() <= few <= 53
