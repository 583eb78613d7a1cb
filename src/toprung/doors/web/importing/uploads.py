"""Files coming in: announced, then sent in pieces that can be sent again, or whole by a browser without script.

`POST import_new` with `{"name", "size"}` as JSON gives `{"id", "chunk_url", "finish_url"}`; `PUT chunk_url` with the
header X-Offset and up to 1 MB gives `{"received"}`, or 409 with where to go on; then the browser goes to `finish_url`.
"""

from __future__ import annotations

import json
import re

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from toprung.doors.web.importing.finding import run_of
from toprung.doors.web.once import FIELD, first_time
from toprung.doors.web.rendering import redirect_to
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import BadInput
from toprung.motion.imports.jobs import work_at_once
from toprung.motion.imports.models import ImportRun
from toprung.motion.imports.runs.receiving import (
    LARGEST_PIECE,
    WrongOffset,
    begin_upload,
    resume_upload,
    take_piece,
    take_whole,
)
from toprung.records.tenancy.permissions import Verb

_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


@page(Verb.IMPORT, methods=("POST",))
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Announce a file, or bring it whole. `?mends=` names the import whose rejects it has, `?resume=` a broken one."""
    if request.content_type == "application/json":
        return _announced(request, visit)
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.name:
        raise BadInput("No file came along: choose one, then send it again.")
    if not first_time(request, visit):
        return redirect_to(request, "importing", visit.workspace.pk, message="That file was taken already.")
    run = begin_upload(
        visit.workspace, file.name, file.size or 0, by=visit.actor, now=visit.now, mends=_mended(request, visit)
    )
    run = take_whole(run, file.chunks(), by=visit.actor)
    work_at_once(run, visit.now)
    return redirect_to(request, "import_run", visit.workspace.pk, run.pk)


@page(Verb.IMPORT, methods=("GET", "PUT"))
def piece(request: HttpRequest, visit: Visit, run: int) -> HttpResponse:
    """How much has come (GET), or take the next piece (PUT)."""
    found = run_of(visit, run)
    if request.method == "GET":
        return JsonResponse({"received": found.received})
    offset = _whole_number(request.headers.get("X-Offset", ""), "X-Offset")
    length = _whole_number(request.headers.get("Content-Length", ""), "Content-Length")
    if length > LARGEST_PIECE:
        return JsonResponse({"error": f"A piece may have {LARGEST_PIECE:,} bytes. Send smaller ones."}, status=413)
    try:
        found = take_piece(found, offset, request.body, by=visit.actor)
    except WrongOffset as error:
        return JsonResponse({"received": error.received, "error": str(error)}, status=409)
    received = found.received
    work_at_once(found, visit.now)
    return JsonResponse({"received": received})


def _announced(request: HttpRequest, visit: Visit) -> HttpResponse:
    name, size, ticket = _announcement(request)
    if broken := request.GET.get("resume"):
        run = resume_upload(run_of(visit, _whole_number(broken, "resume")), name, size, by=visit.actor)
    else:
        mends = _mended(request, visit)
        run = begin_upload(visit.workspace, name, size, by=visit.actor, now=visit.now, mends=mends, ticket=ticket)
    at = (visit.workspace.pk, run.pk)
    urls = {"chunk_url": reverse("import_bytes", args=at), "finish_url": reverse("import_run", args=at)}
    return JsonResponse({"id": run.pk, "received": run.received, **urls}, status=201)


def _announcement(request: HttpRequest) -> tuple[str, int, str]:
    """Name, size, and the form's own key, if it has one."""
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise BadInput("A file is announced as JSON with its name and size.") from error
    if not isinstance(told, dict) or not isinstance(told.get("name"), str) or type(told.get("size")) is not int:
        raise BadInput("A file is announced with its name, a text, and its size in bytes, a whole number.")
    # A key that no form of ours has, such as one with a NUL, is none.
    key = told.get(FIELD)
    return told["name"], told["size"], key if isinstance(key, str) and _KEY.fullmatch(key) else ""


def _mended(request: HttpRequest, visit: Visit) -> ImportRun | None:
    given = request.GET.get("mends")
    return run_of(visit, _whole_number(given, "mends")) if given else None


def _whole_number(text: str, name: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise BadInput(f"{name} must be a whole number, not “{text[:20]}”.")
    return int(text)
