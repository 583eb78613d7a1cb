"""Receiving a file in pieces: each request is short, a failed one is sent again, and nobody else can write to it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings

from toprung.kernel.errors import BadInput, NotAllowed, Refused
from toprung.motion.imports.models import ImportRun, RunState
from toprung.motion.imports.runs.storing import display_name, drawn_name, store
from toprung.records.tenancy.actors import Actor, ActorKind
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn

LARGEST_FILE = 2 << 30
LARGEST_PIECE = 1 << 20
#: files that a workspace may have on their way in at once
MOST_OPEN = 20
#: the disk is left this much room beside the file
_ROOM = 256 << 20


class WrongOffset(Refused):
    """The piece does not begin where the last one ended; `received` is where it should."""

    def __init__(self, received: int) -> None:
        super().__init__(f"{received:,} bytes have come so far: go on from there.")
        self.received = received


def begin_upload(
    workspace: Workspace,
    name: str,
    size: int,
    *,
    by: Actor,
    now: datetime,
    mends: ImportRun | None = None,
    ticket: str = "",
) -> ImportRun:
    """A run that waits for `size` bytes. `mends`: the import whose rejects the file has; its mapping is kept.

    `ticket` is the sender's own mark: with one that was used the run that it began is given once more. Raises
    NotAllowed, BadInput for an empty or too large file, Refused where too many are on their way.
    """
    require(by, Verb.IMPORT, workspace)
    called = display_name(name)
    _check_size(called, size)
    with turn(workspace):
        begun = ImportRun.objects.filter(workspace=workspace, ticket=ticket, size=size, by_name=by.name)
        before = next((run for run in begun if ticket and run.member_id == _member(by)), None)
        if before is not None:
            return before
        _check_open(workspace)
        return ImportRun.objects.create(
            workspace=workspace,
            member_id=_member(by),
            by_name=by.name,
            file_name=called,
            size=size,
            stored=drawn_name("upload"),
            mends=mends,
            ticket=ticket,
            kind=mends.kind if mends else "",
            mapping=mends.mapping if mends else {},
            created_at=now,
        )


def resume_upload(run: ImportRun, name: str, size: int, *, by: Actor) -> ImportRun:
    """Go on with a file whose sending broke off. Raises BadInput where it is not the same one."""
    require(by, Verb.IMPORT, run.workspace)
    _require_own(run, by)
    if (run.file_name, run.size) != (display_name(name), size):
        raise BadInput(
            f"To go on, choose “{run.file_name}” with its {run.size:,} bytes again. For another file, begin anew."
        )
    return run


def take_piece(run: ImportRun, offset: int, piece: bytes, *, by: Actor) -> ImportRun:
    """Write a piece that begins at `offset`; the run is received with its last.

    The bytes are written first and counted then, so a piece that was written and not counted is written again. Raises
    NotAllowed for anyone but who began, WrongOffset, BadInput for bytes beyond the size that was announced.
    """
    require(by, Verb.IMPORT, run.workspace)
    _require_own(run, by)
    if run.state != RunState.RECEIVING or offset != run.received:
        raise WrongOffset(run.received)
    if len(piece) > LARGEST_PIECE:
        raise BadInput(f"A piece may have {LARGEST_PIECE:,} bytes; this one has {len(piece):,}. Send smaller ones.")
    if offset + len(piece) > run.size:
        raise BadInput(
            f"“{run.file_name}” was announced with {run.size:,} bytes, and more are coming: it was changed while it "
            "was sent. Nothing was imported. Save it and send it again."
        )
    _write(run, offset, piece)
    return _count(run, offset, len(piece))


def take_whole(run: ImportRun, chunks: Iterable[bytes], *, by: Actor) -> ImportRun:
    """The file in one request, as a browser without script sends it; streamed to disk."""
    for chunk in chunks:
        for begin in range(0, len(chunk), LARGEST_PIECE):
            run = take_piece(run, run.received, chunk[begin : begin + LARGEST_PIECE], by=by)
    return run


def _member(by: Actor) -> int | None:
    return int(by.id) if by.kind is ActorKind.MEMBER else None


def _check_size(name: str, size: int) -> None:
    if size <= 0:
        raise BadInput(f"“{name}” is empty. Export it again, with a row of headings and the rows below it.")
    if size > LARGEST_FILE:
        raise BadInput(
            f"“{name}” has {size / (1 << 30):.1f} GB, and files of up to {LARGEST_FILE >> 30} GB are taken. "
            "Split it into several files with the same headings."
        )
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(home).free < size + _ROOM:
        raise Refused(f"There is no room for “{name}” on the server's disk. Nothing was kept. Tell your admin.")


def _check_open(workspace: Workspace) -> None:
    if ImportRun.objects.filter(workspace=workspace, state=RunState.RECEIVING).count() >= MOST_OPEN:
        raise Refused(
            f"{MOST_OPEN} files are on their way in already. Let some arrive, or discard them on the import page."
        )


def _require_own(run: ImportRun, by: Actor) -> None:
    if _member(by) is None or run.member_id != _member(by):
        raise NotAllowed(f"{run.by_name} is sending “{run.file_name}”: only the same person can go on with it.")


def _write(run: ImportRun, offset: int, piece: bytes) -> None:
    files = store()
    path = Path(files.path(run.stored))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    with files.open(run.stored, "r+b") as stream:
        stream.seek(offset)
        stream.write(piece)


def _count(run: ImportRun, offset: int, length: int) -> ImportRun:
    """Whoever counts first wins; the same piece sent twice at once is counted once."""
    received = offset + length
    state = RunState.RECEIVED if received == run.size else RunState.RECEIVING
    waiting = ImportRun.objects.filter(
        workspace=run.workspace, pk=run.pk, state=RunState.RECEIVING, received=offset, size__gte=received
    )
    if not waiting.update(received=received, state=state):
        run.refresh_from_db()
        raise WrongOffset(run.received)
    run.received, run.state = received, state.value
    return run
