"""A segment's policy: its numbers, what other ones would change, and what became of the last change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from toprung.doors.web.conflicts import FIELD, Conflict, merged
from toprung.doors.web.once import first_time
from toprung.doors.web.rendering import redirect_to, render
from toprung.doors.web.settings import looks, policy_form, preview_words
from toprung.doors.web.settings.finding import segment_at
from toprung.doors.web.settings.policy_form import Typed
from toprung.doors.web.settings.policy_groups import LABELS
from toprung.doors.web.settings.policy_page import common, plainly, policy_page, settling_context, worded
from toprung.doors.web.settings.policy_values import default_of
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import BadInput, NotFound
from toprung.motion.preview import change_of, last_change, oar_move, touches_oar
from toprung.motion.upkeep import refresh
from toprung.records.book import queries
from toprung.records.book.actions import change_policy
from toprung.records.book.models import Segment
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn

#: segments up to this size are judged anew before the page comes back, larger ones by the worker
_JUDGED_AT_ONCE = 200
Settings = dict[str, str | None]


@page(methods=("GET", "HEAD", "POST"))
def policy(request: HttpRequest, visit: Visit, segment: int) -> HttpResponse:
    """The numbers; POST saves what was typed, or shows what it would change, or puts one number back."""
    held = segment_at(visit, segment)
    if request.method != "POST":
        return policy_page(request, visit, held, change=_followed(request, held))
    require(visit.actor, Verb.CHANGE_POLICY, visit.workspace)
    typed = Typed.of(request.POST)
    if "reset" in request.POST:
        name = _named(request.POST["reset"])
        return policy_page(request, visit, held, {**typed.fields, name: _usual(held, name)}, errors=typed.errors)
    if typed.errors:
        return policy_page(request, visit, held, typed.fields, errors=typed.errors, status=422)
    return _look_or_save(request, visit, held, typed)


@page(Verb.CHANGE_POLICY, methods=("POST",))
def preview(request: HttpRequest, visit: Visit, segment: int) -> HttpResponse:
    """What the numbers in the form would change, as a fragment; a large segment piece by piece."""
    held, typed = segment_at(visit, segment), Typed.of(request.POST)
    if typed.errors:
        return _fragment(request, visit, held, {"errors": {LABELS[name]: e for name, e in typed.errors.items()}})
    try:
        settings = policy_form.settings_of(held, _changes(request, held, typed))
        return _fragment(request, visit, held, _looked(request, visit, held, settings))
    except Conflict as clash:
        return _fragment(request, visit, held, {"clash": worded(clash)})
    except BadInput as error:
        return _fragment(request, visit, held, {"problem": plainly(str(error))})


@page(Verb.CHANGE_POLICY, methods=("POST",))
def policy_row(request: HttpRequest, visit: Visit, segment: int) -> HttpResponse:
    """One number back at its default in the form, as a fragment; nothing is saved."""
    held, name = segment_at(visit, segment), _named(request.POST.get("reset", ""))
    usual = default_of(held.name)
    row = policy_form.row_of(name, policy_form.policy_of(held), usual, _usual(held, name))
    response = render(request, visit, "settings/policy_row.html", {**common(held), "row": row, "editable": True})
    response.headers["HX-Trigger-After-Settle"] = "policy-changed"
    return response


@page()
def policy_settling(request: HttpRequest, visit: Visit, segment: int, change: int) -> HttpResponse:
    """How far the states have come to a change of the policy, as a fragment that asks again until they have."""
    held = segment_at(visit, segment)
    entry = change_of(held, change)
    if entry is None:
        raise NotFound("There is no such change of this policy.")
    shown = {"segment": held, "settling": settling_context(visit, held, entry)}
    return render(request, visit, "settings/settling.html", shown)


def _look_or_save(request: HttpRequest, visit: Visit, segment: Segment, typed: Typed) -> HttpResponse:
    """What both take: the changes against what is on file, numbers that fit each other, and the typed words kept."""
    try:
        changes = _changes(request, segment, typed)
        settings = policy_form.settings_of(segment, changes)
        if "look" in request.POST:
            told = preview_words_of(visit, segment, settings, _look_through(visit, segment, settings))
            return policy_page(request, visit, segment, _fields(segment, changes, typed), preview=told)
        return _save(request, visit, segment, typed, settings)
    except Conflict as clash:
        mine = merged(request.POST.get(FIELD, ""), typed.texts, typed.texts)
        return policy_page(request, visit, segment, _fields(segment, mine, typed), clash=clash, status=422)
    except BadInput as error:
        return policy_page(request, visit, segment, typed.fields, problem=plainly(str(error)), status=422)


def _save(request: HttpRequest, visit: Visit, segment: Segment, typed: Typed, settings: Settings) -> HttpResponse:
    if not settings and not segment.flagged:
        return redirect_to(
            request, "policy", visit.workspace.pk, segment.pk, message="Nothing differs from what was on file."
        )
    foreseen = looks.foreseen(visit, segment, settings)
    # Compared once more and saved in one turn, so that nobody comes between; and with the form's receipt.
    with turn(visit.workspace):
        segment.refresh_from_db()
        _changes(request, segment, typed)
        if not first_time(request, visit):
            return redirect_to(request, "policy", visit.workspace.pk, segment.pk, message="That was saved already.")
        change_policy(segment, settings, by=visit.actor, now=visit.now)
        change = last_change(segment)
    if change is None:
        return redirect_to(request, "policy", visit.workspace.pk, segment.pk, message="That was on file already.")
    if foreseen is not None:
        looks.remember(change.pk, foreseen)
    if looks.size(visit, segment) <= _JUDGED_AT_ONCE:
        _judge(visit, segment)
    messages.success(request, "Policy saved.")
    address = reverse("policy", args=[visit.workspace.pk, segment.pk])
    return HttpResponseRedirect(f"{address}?change={change.pk}", status=303)


def _judge(visit: Visit, segment: Segment) -> None:
    held = queries.accounts(visit.workspace).filter(memberships__segment=segment)
    refresh(visit.workspace, held.values_list("external_id", flat=True), visit.now)


def _followed(request: HttpRequest, segment: Segment) -> Any:
    """The change of policy that the page follows: the one it was sent on with, else one still on its way."""
    named = request.GET.get("change", "")
    return change_of(segment, int(named)) if named.isdecimal() and len(named) < 19 else last_change(segment)


def _changes(request: HttpRequest, segment: Segment, typed: Typed) -> dict[str, str]:
    """What this person changed, as texts. Raises Conflict where somebody else changed the same number."""
    on_file = policy_form.texts_of(policy_form.policy_of(segment))
    mine = merged(request.POST.get(FIELD, ""), on_file, typed.texts)
    return {name: text for name, text in mine.items() if text != on_file[name]}


def _fields(segment: Segment, changes: Mapping[str, str], typed: Typed) -> dict[str, Any]:
    """What the inputs hold: what this person changed, and for the rest what is on file."""
    on_file = policy_form.fields_of(policy_form.policy_of(segment))
    return {name: typed.fields[name] if name in changes else held for name, held in on_file.items()}


def _looked(request: HttpRequest, visit: Visit, segment: Segment, settings: Settings) -> dict[str, Any]:
    if not settings:
        return {"unchanged": True, "accounts": looks.size(visit, segment)}
    wanted = "look" in request.POST
    go_on = not wanted and ("go_on" in request.POST or looks.is_begun(visit, segment, settings))
    size = looks.size(visit, segment)
    if size > looks.AT_ONCE and not (wanted or go_on):
        return {"large": size, "seconds": looks.seconds(size)}
    found = looks.look(visit, segment, settings, go_on=go_on, again=wanted)
    return preview_words_of(visit, segment, settings, found)


def _look_through(visit: Visit, segment: Segment, settings: Settings) -> looks.Look:
    """All pieces one after the other: for a page without a script."""
    found = looks.look(visit, segment, settings, go_on=False)
    while found.left:
        found = looks.look(visit, segment, settings, go_on=True)
    return found


def preview_words_of(visit: Visit, segment: Segment, settings: Settings, found: looks.Look) -> dict[str, Any]:
    """A look in words, with OAR once all accounts were looked at."""
    move = None if found.left else oar_move(visit.workspace, segment.name, settings, visit.today)
    uncounted = move is None and touches_oar(settings)
    return {**preview_words.told(visit.workspace, found, move), "oar_uncounted": uncounted}


def _fragment(request: HttpRequest, visit: Visit, segment: Segment, look: Mapping[str, Any]) -> HttpResponse:
    return render(request, visit, "settings/preview.html", {"segment": segment, "look": look})


def _named(name: str) -> str:
    if name not in LABELS:
        raise BadInput("There is no such number in a policy: reload the page.")
    return name


def _usual(segment: Segment, name: str) -> Any:
    return policy_form.input_of(name, getattr(default_of(segment.name), name))
