"""The pages of the import: all that came in, and each file on its way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse

from toprung.doors.web.importing import showing
from toprung.doors.web.importing.choices import form_of, read_choice, shown_choice
from toprung.doors.web.importing.finding import run_of
from toprung.doors.web.importing.wording import on_a_page
from toprung.doors.web.once import first_time
from toprung.doors.web.rendering import redirect_to, render
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import BadInput
from toprung.motion.imports.jobs import work_at_once
from toprung.motion.imports.models import ImportRun, RunState
from toprung.motion.imports.runs.choosing import choose
from toprung.motion.imports.runs.starting import discard, start
from toprung.motion.imports.runs.storing import rejects_of
from toprung.motion.imports.runs.undoing import ask_to_undo
from toprung.records.outcomes.actions import withdraw_attestation
from toprung.records.outcomes.queries import attestation
from toprung.records.tenancy.permissions import Verb
from toprung.sheets.kinds import kind_named

_A_PAGE = 25


@page()
def importing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Drop a file; what kinds there are; what came in before."""
    history = ImportRun.objects.filter(workspace=visit.workspace).select_related("mends").order_by("-pk")
    leaf = Paginator(history, _A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": leaf,
        "runs": [showing.line(run) for run in leaf],
        "last": history.filter(finished_at__isnull=False).first(),
        "kinds": showing.kinds(),
        "may_import": visit.may(Verb.IMPORT),
        "upload_url": reverse("import_new", args=[visit.workspace.pk]),
    }
    return render(request, visit, "importing/list.html", shown, title="Import", active="importing")


@page()
def template(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A file of the kind with its headings and nothing below them."""
    kind = kind_named(request.GET.get("kind", "sheet"))
    headings = ",".join(kind.names)
    answer = HttpResponse(f"\ufeff{headings}\r\n", content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{kind.name}.csv"'
    return answer


@page()
def run(request: HttpRequest, visit: Visit, run: int) -> HttpResponse:
    """One file, at the step it has come to."""
    return _shown(request, visit, run_of(visit, run))


@page()
def progress(request: HttpRequest, visit: Visit, run: int) -> HttpResponse:
    """How far the worker is; once it is not its turn any more, the browser is sent to the page."""
    found = run_of(visit, run)
    response = render(request, visit, "importing/progress.html", _about(visit, found))
    if not found.in_work:
        response.headers["HX-Redirect"] = reverse("import_run", args=[visit.workspace.pk, found.pk])
    return response


@page(Verb.IMPORT, methods=("POST",))
def columns(request: HttpRequest, visit: Visit, run: int) -> HttpResponse:
    """Keep what was chosen and preview it; where that cannot be, the form again with what was chosen.

    With `show` nothing is kept: the form is asked to show the columns that another choice goes with.
    """
    found = run_of(visit, run)
    if "show" in request.POST:
        return _shown(request, visit, found, sent=request.POST)
    try:
        found = choose(found, read_choice(request.POST), by=visit.actor, now=visit.now)
    except BadInput as error:
        return _shown(request, visit, run_of(visit, run), sent=request.POST, wrong=on_a_page(str(error)), status=422)
    work_at_once(found, visit.now)
    return redirect_to(request, "import_run", visit.workspace.pk, found.pk)


@page(Verb.IMPORT, methods=("POST",))
def begin(request: HttpRequest, visit: Visit, run: int) -> HttpResponse:
    """Let a worker import it."""
    found = run_of(visit, run)
    if first_time(request, visit):
        start(found, by=visit.actor)
    return redirect_to(request, "import_run", visit.workspace.pk, found.pk)


@page(Verb.IMPORT, methods=("POST",))
def drop(request: HttpRequest, visit: Visit, run: int) -> HttpResponse:
    """Remove a file of which nothing was imported."""
    found = run_of(visit, run)
    discard(found, by=visit.actor)
    return redirect_to(
        request, "importing", visit.workspace.pk, message=f"“{found.file_name}” is gone; nothing was imported."
    )


@page(Verb.IMPORT, methods=("POST",))
def take_back(request: HttpRequest, visit: Visit, run: int) -> HttpResponse:
    """Undo the import."""
    found = run_of(visit, run)
    if first_time(request, visit):
        ask_to_undo(found, by=visit.actor)
    return redirect_to(request, "import_run", visit.workspace.pk, found.pk)


@page(Verb.RECORD_ATTESTATION, methods=("POST",))
def withdraw(request: HttpRequest, visit: Visit, run: int) -> HttpResponse:
    """Withdraw confirmations that the import added, those that were ticked."""
    found = run_of(visit, run)
    added = showing.added_words(found)
    wanted = [word for word in added if str(word.sequence) in request.POST.getlist("word")]
    if not wanted:
        raise BadInput("No confirmation was chosen: tick those that are wrong.")
    how = request.POST.get("how", "").strip() or f"The import of {found.file_name} was wrong."
    for word in wanted:
        withdraw_attestation(attestation(visit.workspace, word.sequence), how=how, by=visit.actor, now=visit.now)
    return redirect_to(
        request, "import_run", visit.workspace.pk, found.pk, message=f"Withdrawn: {len(wanted)} of {len(added)}."
    )


@page(Verb.EXPORT)
def rejects(request: HttpRequest, visit: Visit, run: int) -> HttpResponseBase:
    """The rows that were not taken, to be mended and given again."""
    found = run_of(visit, run)
    stem = found.file_name.rpartition(".")[0] or found.file_name
    return FileResponse(
        rejects_of(found), as_attachment=True, filename=f"{stem}-rejects.csv", content_type="text/csv; charset=utf-8"
    )


def _shown(
    request: HttpRequest,
    visit: Visit,
    found: ImportRun,
    *,
    sent: QueryDict | None = None,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    step = _step_of(found, request)
    shown = _about(visit, found) | {"step": step, "wrong": wrong, **_STEPS.get(step, _nothing_more)(visit, found)}
    if step == "columns":
        shown["form"] = form_of(found, shown_choice(found, QueryDict() if sent is None else sent))
    if step == "columns" and "HX-Request" in request.headers:
        return render(request, visit, "importing/columns_form.html", shown)
    return render(request, visit, "importing/run.html", shown, title=found.file_name, active="importing", status=status)


def _about(visit: Visit, found: ImportRun) -> dict[str, Any]:
    return {
        "run": found,
        "told": showing.line(found),
        "may_import": visit.may(Verb.IMPORT),
        "is_own": found.member_id == visit.member.pk,
    }


def _step_of(found: ImportRun, request: HttpRequest) -> str:
    """The template that shows the run as it is."""
    if found.state == RunState.RECEIVING:
        return "receiving"
    if found.in_work:
        return "working"
    again = request.GET.get("step") == "columns" or request.method == "POST"
    if found.state == RunState.RECEIVED or (again and found.state == RunState.PREVIEWED):
        return "columns"
    if found.state == RunState.PREVIEWED:
        return "preview"
    if found.state == RunState.FAILED and found.started_at is None and found.seen is not None:
        return "columns"
    return "over"


def _nothing_more(visit: Visit, found: ImportRun) -> dict[str, Any]:
    return {}


_STEPS: dict[str, Callable[[Visit, ImportRun], dict[str, Any]]] = {
    "preview": showing.preview,
    "over": showing.over,
}
