"""What a worker does for imports: takes up what waits, one run at a time. The run's row is all there is of a job.

A worker that dies leaves its run as it was, and the next takes it up after two minutes: looking and previewing begin
anew, and importing finds on file what was kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from toprung.kernel.errors import NotAllowed, Refused, ToprungError
from toprung.motion.imports.job import Job
from toprung.motion.imports.models import ImportRun, RunState
from toprung.motion.imports.report import RowTold
from toprung.motion.imports.running import carry_out
from toprung.motion.imports.runs.claiming import MOST_ATTEMPTS, Hand, Lost, take, take_this
from toprung.motion.imports.runs.looking import LOOKED, look
from toprung.motion.imports.runs.previewing import Progress, preview
from toprung.motion.imports.runs.storing import in_its_own_name, keep_rejects, path_of, rejects_path_of
from toprung.motion.imports.runs.sweeping import sweep
from toprung.motion.imports.runs.undoing import undo
from toprung.motion.imports.tracing import Trace
from toprung.motion.upkeep import bring_up_to_date
from toprung.records.tenancy.actors import Actor, acting
from toprung.records.tenancy.models import Member
from toprung.sheets.mapping import parse_map

#: files of up to so many bytes are looked at and previewed at once
SMALL = 1 << 20


def work_once(now: datetime) -> bool:
    """Take up one run that waits and do its next step; False where none waits (then what is too old is swept)."""
    hand = take(now)
    if hand is None:
        sweep(now)
        return False
    work(hand)
    return True


def work_at_once(run: ImportRun, now: datetime) -> ImportRun:
    """Look at a small file, and preview it, within the request that brought it; the run as it is then.

    Importing is a worker's in any case. A larger file, or one that a worker took first, is left to it.
    """
    while run.size <= SMALL and run.in_work and run.state in (RunState.RECEIVED, RunState.PREVIEWING):
        hand = take_this(run.workspace_id, run.pk, now)
        if hand is None:
            break
        work(hand)
        run = hand.run
    run.refresh_from_db()
    return run


def work(hand: Hand) -> None:
    """The next step of the run in hand. What cannot be done fails the run with its sentence."""
    try:
        if hand.run.attempts > MOST_ATTEMPTS:
            hand.let_go(RunState.FAILED, error=_broke_off(hand.run), finished_at=hand.now)
        else:
            _STEPS[RunState(hand.run.state)](hand)
    except ToprungError as error:
        keep_rejects(hand.run)
        _fail(hand, in_its_own_name(hand.run, str(error)))
    except Lost:
        return


def _fail(hand: Hand, why: str) -> None:
    try:
        hand.let_go(RunState.FAILED, error=why, finished_at=hand.now, rejects=hand.run.rejects)
    except Lost:
        return


def _look(hand: Hand) -> None:
    run = look(hand.run)
    looked = {name: getattr(run, name) for name in LOOKED if name != "state"}
    hand.let_go(RunState(run.state), **looked)


def _preview(hand: Hand) -> None:
    shown = preview(hand.run, _actor(hand.run, hand.run.member), hand.now, hand.tell)
    keep_rejects(hand.run)
    hand.let_go(RunState.PREVIEWED, preview=shown, rejects=hand.run.rejects)


def _import(hand: Hand) -> None:
    run, progress = hand.run, Progress()
    by = _actor(run, run.started_by)
    hand.save(state=RunState.RUNNING.value, started_at=run.started_at or _moment_of_its_own(run, hand.now))

    def tell(done: int, total: int) -> None:
        hand.tell(done, progress.rows)

    def count(told: RowTold) -> None:
        progress.rows += 1

    assert run.started_at is not None
    job = Job(
        run.workspace,
        run.kind,
        path_of(run),
        by,
        run.started_at,
        parse_map(run.mapping),
        rejects_path=rejects_path_of(run),
        progress=tell,
        called=run.file_name,
        trace=Trace(run),
        watch=count,
    )
    report = carry_out(job)
    keep_rejects(run)
    told = in_its_own_name(run, report.plain())
    hand.save(report=told, rejects=run.rejects, bytes_read=run.size, rows_read=report.read)
    bring_up_to_date(run.workspace, hand.now)
    hand.let_go(RunState.DONE, finished_at=hand.now, preview=None)


def _undo(hand: Hand) -> None:
    """Somebody may have built on it since it was asked for: then the import stands, and the sentence says why."""
    run = hand.run
    try:
        undo(run, by=_actor(run, run.undone_by), now=hand.now)
    except Refused as error:
        stands = RunState.FAILED if run.report is None else RunState.DONE
        return hand.let_go(stands, error=f"It was not undone. {error}")
    hand.save(claim="")
    bring_up_to_date(run.workspace, hand.now)
    return None


_STEPS: dict[RunState, Callable[[Hand], None]] = {
    RunState.RECEIVED: _look,
    RunState.PREVIEWING: _preview,
    RunState.WAITING: _import,
    RunState.RUNNING: _import,
    RunState.UNDOING: _undo,
}


def _actor(run: ImportRun, member: Member | None) -> Actor:
    """Who the run acts for, with what they may by now; its entries in the journal carry the run's mark."""
    if member is None or member.left_on is not None:
        who = member.name if member else run.by_name
        raise NotAllowed(
            f"{who} is no longer a member of {run.workspace.name}, so the import of “{run.file_name}” was stopped. "
            "What was kept before is kept. Give the file again under another name."
        )
    return replace(acting(member), through=run.mark)


def _moment_of_its_own(run: ImportRun, now: datetime) -> datetime:
    """The import's moment tells its facts from those of others: two imports of a workspace never share one."""
    begun = ImportRun.objects.filter(workspace=run.workspace, started_at__gte=now).order_by("-started_at")
    latest = begun.values_list("started_at", flat=True).first()
    return now if latest is None else latest + timedelta(microseconds=1)


def _broke_off(run: ImportRun) -> str:
    return (
        f"The import of “{run.file_name}” broke off {MOST_ATTEMPTS} times, and was given up. Rows that were kept "
        "before are kept; tell your admin, who finds the reason in the server's log."
    )
