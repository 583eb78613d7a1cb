"""Undo: the very bytes from before, or a refusal that says what stands against it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import TODAY, Cast
from tests.motion.book import FILES, undone
from tests.motion.imports.runs.running import Importing, book, standings

from toprung.kernel.errors import NotAllowed, Refused
from toprung.motion.imports.models import ImportRun, ImportTrace, RunState
from toprung.motion.imports.runs.starting import start
from toprung.motion.imports.runs.storing import path_of
from toprung.motion.imports.runs.undoing import ask_to_undo, undo, why_not
from toprung.motion.upkeep import bring_up_to_date
from toprung.records.book.actions import change_policy, upsert_accounts
from toprung.records.book.drafts import AccountDraft
from toprung.records.book.models import Account, Segment
from toprung.records.journal.queries import entries
from toprung.records.tenancy.models import Member, Workspace

UNDOABLE = [kind for kind in FILES if kind not in ("attestations", "events")]
SHEET_HEAD = "account,segment,owner,go_live_on,renewal_on,arr,result,validator,validator_role,confirmed,confirmed_on\n"
SHEET = (
    SHEET_HEAD
    + "HF-1,Enterprise,Clara Ruiz,2025-11-01,2026-12-31,24000,Close the books in 5 days,Mina Sato,manager,no,\n"
    + "Nile,Strategic,,2025-03-01,2026-09-30,84000,Cut returns from 8% to 3%,Amal Haddad,sponsor,,\n"
)


@pytest.mark.parametrize("kind", UNDOABLE)
def test_each_kind_comes_back_to_the_byte(importing: Importing, kind: str) -> None:
    for before in FILES:
        if before == kind:
            break
        importing.bring(before, FILES[before])
    bring_up_to_date(importing.cast.workspace, importing.later())
    stood, stand = book(), standings()
    run = importing.bring(kind, FILES[kind])
    assert run.state == RunState.DONE, run.error
    assert run.report is not None
    assert run.report["rejected"] == 0
    assert book() != stood

    taken = importing.undo(run)

    assert taken.state == RunState.UNDONE, taken.error
    assert book() == stood
    assert standings() == stand


def test_a_sheet_without_confirmations_comes_back_to_the_byte(importing: Importing) -> None:
    stood = book()
    run = importing.bring("sheet", SHEET)
    assert Workspace.objects.get(pk=importing.cast.workspace.pk).first_import_on == TODAY
    assert Account.objects.exclude(check_staged_on=None).exists(), "a first import stages its backlog"
    assert Segment.objects.filter(name="Strategic", flagged=True).exists()

    importing.undo(run)

    assert book() == stood


def test_corrections_come_back_too(importing: Importing, unevaluated: None) -> None:
    for kind in UNDOABLE:
        importing.bring(kind, FILES[kind])
    changed = {
        "accounts": "account,segment,segment_from,seats,parent,rhythm\nNB-2,Enterprise,2024-01-01,9,HF-1,month\n",
        "stakeholders": "account,name,role,left_on,reports_to\nHF-1,Mina Sato,team_lead,2026-01-01,Esi Laurent\n",
        "contracts": "account,contract,starts_on,ends_on,price\nHF-1,H-25,2025-09-15,2026-08-31,100.5\n",
        "revenue": "account,occurred_on,kind,mrr_change,product\nHF-1,2025-09-15,new,2500,core\n",
        "subscriptions": "account,product,started_on,ended_on,mrr\nNB-2,core,2025-06-01,,350\n",
        "outcomes": "account,outcome,statement,target\nHF-1,close,Close in 4 days,4\nHF-1,two,Cut cost by 5%,\n",
        "measurements": "account,outcome,occurred_on,value\nHF-1,close,2025-12-05,4.5\n",
        "touches": "account,occurred_on,kind,minutes\nEN-3,2025-11-12,business_review,90\n",
    }
    for kind, text in changed.items():
        stood = book()
        run = importing.bring(kind, text)
        assert run.report is not None
        assert run.report["updated"], (kind, run.report)
        importing.undo(run)
        assert book() == stood, kind


NAMES = st.sampled_from(["HF-1", "NB-2", "EN-3", "New A", "New B"])
ACCOUNT_ROWS = st.lists(
    st.tuples(
        NAMES,
        st.sampled_from(["", "SMB", "Enterprise", "Strategic"]),
        st.sampled_from(["", "1900-01-01", "2024-01-01", "2026-03-31"]),
        st.sampled_from(["", "5", "many"]),
        st.sampled_from(["", "HF-1", "New A", "nobody"]),
    ),
    min_size=1,
    max_size=6,
)
REVENUE_ROWS = st.lists(
    st.tuples(
        NAMES, st.sampled_from(["2025-09-15", "2025-10-01"]), st.sampled_from(["new", "churn"]), st.integers(1, 3)
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=15)
@given(accounts=ACCOUNT_ROWS, revenue=REVENUE_ROWS)
def test_whatever_the_files_say_undoing_the_last_and_then_the_one_before_gives_the_book_back(
    importing: Importing,
    unevaluated: None,
    accounts: list[tuple[str, ...]],
    revenue: list[tuple[str, str, str, int]],
) -> None:
    with undone():
        importing.bring("accounts", FILES["accounts"])
        importing.bring("revenue", FILES["revenue"])
        stood = book()
        first = importing.bring("accounts", _csv("account,segment,segment_from,seats,parent", accounts))
        between = book()
        second = importing.bring("revenue", _csv("account,occurred_on,kind,mrr_change", revenue))
        for run, expected in ((second, between), (first, stood)):
            if ImportTrace.objects.filter(run=run).exists():
                assert importing.undo(run).state == RunState.UNDONE
            assert book() == expected


def _csv(head: str, rows: list[tuple[object, ...]]) -> str:  # type: ignore[type-arg]
    return "\n".join([head, *(",".join(map(str, row)) for row in rows), ""])


def _change(importing: Importing, account: str) -> None:
    draft = AccountDraft(account, tier="gold")
    upsert_accounts(importing.cast.workspace, [draft], by=importing.cast.csm, now=importing.later())


def test_what_someone_did_to_an_account_since_stands_against_it(importing: Importing) -> None:
    run = importing.bring("accounts", FILES["accounts"])
    _change(importing, "HF-1")
    assert why_not(run) == "", "another account does not matter"
    _change(importing, "NB-2")
    stood = book()
    with pytest.raises(Refused, match=r"Chidi Mensah on “NB-2” \(change account\)"):
        undo(run, by=importing.cast.leader, now=importing.later())
    assert book() == stood


def test_what_happens_between_asking_and_undoing_stands_against_it_too(importing: Importing) -> None:
    run = importing.bring("accounts", FILES["accounts"])
    ask_to_undo(run, by=importing.cast.leader)
    _change(importing, "NB-2")
    run = importing.settle(run)
    assert run.state == RunState.DONE
    assert "It was not undone. Something was built on it since" in run.error


def test_only_the_last_import_can_be_undone_and_then_the_one_before(importing: Importing) -> None:
    stood = book()
    first = importing.bring("accounts", FILES["accounts"])
    unchanged = importing.bring("accounts", FILES["accounts"], "again.csv")
    assert why_not(unchanged) == "It changed nothing, so there is nothing to undo."
    second = importing.bring("contracts", FILES["contracts"])
    assert "“contracts.csv” was imported after it" in why_not(first)
    importing.undo(second)
    assert "undone already" in why_not(second)
    importing.undo(first)
    assert book() == stood


def test_confirmations_and_events_are_never_taken_back(importing: Importing) -> None:
    for kind, text in FILES.items():
        run = importing.bring(kind, text)
        if kind == "attestations":
            assert "what a person has said is never deleted" in why_not(run)
        if kind == "events":
            assert "loaded events into the lake" in why_not(run)


def test_an_account_that_got_a_child_is_not_taken_away(importing: Importing) -> None:
    run = importing.bring("accounts", FILES["accounts"])
    child = AccountDraft("HF-1", parent="NB-2")
    upsert_accounts(importing.cast.workspace, [child], by=importing.cast.csm, now=importing.later())
    assert "“Harbor Foods” belongs to an account that would go" in why_not(run)


def test_a_segment_that_someone_has_looked_at_stays(importing: Importing) -> None:
    run = importing.bring("accounts", "account,segment\nNile,Strategic\n")
    segment = Segment.objects.get(workspace=importing.cast.workspace, name="Strategic")
    change_policy(segment, {"check_days": "60"}, by=importing.cast.leader, now=importing.later())
    importing.undo(run)
    assert Segment.objects.filter(name="Strategic").exists()
    assert not Account.objects.filter(external_id="Nile").exists()


def test_the_journal_keeps_both(importing: Importing) -> None:
    run = importing.bring("accounts", FILES["accounts"])
    importing.undo(run)
    found = entries(importing.cast.workspace).filter(through=run.mark)
    told = [(entry.verb, entry.account, entry.actor_name) for entry in found]
    assert ("create_account", "NB-2", "Lena Vogt") in told
    assert ("undo_import", "NB-2", "Lena Vogt") in told
    assert ("undo_import", "", "Lena Vogt") in told


def test_who_may_not_import_may_not_undo(importing: Importing, cast: Cast) -> None:
    run = importing.bring("accounts", FILES["accounts"])
    for actor in (cast.csm, cast.viewer, cast.stranger):
        with pytest.raises(NotAllowed):
            ask_to_undo(run, by=actor)
        with pytest.raises(NotAllowed):
            undo(run, by=actor, now=importing.later())


def test_an_import_that_stopped_midway_can_be_undone(importing: Importing) -> None:
    stood = book()
    text = "account\n" + "".join(f"A{n}\n" for n in range(600)) + "B" * (2 << 20)
    run = importing.upload("account\nA\n")
    run = importing.preview(run, "accounts")
    # What was previewed is not what lies there by now: the file's end is damaged.
    path_of(run).write_text(text)
    run = importing.settle(start(run, by=importing.cast.leader))
    assert run.state == RunState.FAILED
    assert "has a row of more than" in run.error
    assert "“book.csv”" in run.error, "its own name, not the one it is stored under"
    assert Account.objects.filter(external_id="A499").exists(), "what came before is kept"
    importing.undo(run)
    assert book() == stood


def test_a_member_who_left_stops_what_they_asked_for(importing: Importing, cast: Cast) -> None:
    run = importing.preview(importing.upload("account\nNile\n"), "accounts")
    start(run, by=cast.leader)
    Member.objects.filter(pk=int(cast.leader.id)).update(left_on=date(2026, 3, 31))
    run = importing.settle(run)
    assert run.state == RunState.FAILED
    assert "Lena Vogt is no longer a member" in run.error
    assert not Account.objects.filter(external_id="Nile").exists()
    assert ImportRun.objects.get(pk=run.pk).finished_at is not None
