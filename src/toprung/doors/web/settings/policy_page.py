"""The page of a policy and its parts, from values to templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse

from toprung.doors.web.conflicts import Conflict, Difference, seen
from toprung.doors.web.rendering import render
from toprung.doors.web.settings import looks, policy_form, preview_words
from toprung.doors.web.settings.move_words import moves_told
from toprung.doors.web.settings.policy_groups import LABELS
from toprung.doors.web.settings.policy_seasons import MONTHS, SeasonRow
from toprung.doors.web.settings.policy_values import told
from toprung.doors.web.settings.segments import Held, holdings
from toprung.doors.web.visits import Visit
from toprung.motion.preview import Compared, compared, settling
from toprung.records.book.models import Segment
from toprung.records.journal.models import Entry
from toprung.records.tenancy.permissions import Verb


def policy_page(
    request: HttpRequest,
    visit: Visit,
    segment: Segment,
    fields: Mapping[str, Any] | None = None,
    *,
    errors: Mapping[str, str] | None = None,
    problem: str = "",
    clash: Conflict | None = None,
    change: Entry | None = None,
    preview: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page. `fields` are what the inputs hold, those on file where None; `change` is one to follow."""
    policy = policy_form.policy_of(segment)
    theirs = {d.field: told_text(d.field, d.theirs) for d in clash.differences} if clash else {}
    held = {**policy_form.fields_of(policy), **(fields or {})}
    groups = policy_form.groups_of(segment, held, errors or {}, theirs)
    shown = {
        **common(segment),
        "groups": groups,
        "differing": sum(row.differs for group in groups for row in group["rows"]),
        "numbers": len(LABELS),
        "held": holdings(visit).get(segment.name, Held()),
        "seen": seen(policy_form.texts_of(policy)),
        "editable": visit.may(Verb.CHANGE_POLICY),
        "errors": errors,
        "problem": problem,
        "clash": worded(clash),
        "settling": settling_context(visit, segment, change) if change else None,
        "look": preview,
    }
    title = f"{segment.name}: policy"
    return render(request, visit, "settings/policy.html", shown, title=title, active="settings", status=status)


def common(segment: Segment) -> dict[str, Any]:
    """What every part of the form needs."""
    return {
        "segment": segment,
        "roles": policy_form.choices_of("roles"),
        "rhythms": policy_form.choices_of("rhythm"),
        "months": list(enumerate(MONTHS, 1)),
        "blank": SeasonRow(),
    }


def settling_context(visit: Visit, segment: Segment, change: Entry) -> dict[str, Any]:
    """How far the states have come to a change of policy; when they have, whether it came as foreseen."""
    state = settling(segment, change)
    preview = looks.remembered(change.pk) if state.done else None
    held = compared(visit.workspace, preview) if preview else ()
    changes = [found.change for found in held]
    return {
        "state": state,
        "share": state.judged / state.accounts if state.accounts else 1,
        "preview": preview,
        "answer": preview_words.answer(preview) if preview else "",
        "listed": preview_words.listed_accounts(visit.workspace, changes),
        "more": preview.changed - len(preview.changes) if preview else 0,
        "otherwise": _otherwise(visit, held),
    }


def worded(clash: Conflict | None) -> Conflict | None:
    """The conflict with values as a sentence holds them and fields by their names on the screen."""
    if clash is None:
        return None
    differences = (
        Difference(LABELS[d.field], told_text(d.field, d.theirs), told_text(d.field, d.yours))
        for d in clash.differences
    )
    return Conflict(tuple(differences))


def told_text(name: str, text: Any) -> str:
    """A number's text as a sentence holds it."""
    return told(name, policy_form.value_of(name, str(text)))


def plainly(sentence: str) -> str:
    """A sentence of the rules with each number by its name on the screen."""
    return re.sub(r"\b[a-z]+(?:_[a-z]+)+\b", lambda found: _label(found.group()), sentence)


def _label(name: str) -> str:
    return f"“{LABELS[name]}”" if name in LABELS else name


def _otherwise(visit: Visit, held: tuple[Compared, ...]) -> list[preview_words.Listed]:
    differing = [found for found in held if found.otherwise]
    keys = preview_words.account_keys(visit.workspace, [found.change for found in differing])
    return [
        preview_words.Listed(
            keys.get(found.change.account), found.change, moves_told(replace(found.change, moves=found.otherwise))
        )
        for found in differing
    ]
