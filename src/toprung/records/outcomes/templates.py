"""The library of result templates: what the product brings, with what the vendor changed, added and retired."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from functools import cache
from importlib.resources import files

from toprung.kernel.errors import BadInput, NotFound
from toprung.kernel.vocabulary import Category, Direction, OutcomeKind
from toprung.records.journal import actions as journal
from toprung.records.journal.actions import Note, changes_between
from toprung.records.journal.upsert import Problem
from toprung.records.outcomes.models import ResultTemplate
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn

LONGEST_TEXT = 2_000
#: how an outcome is told that was started from none of them
WITHOUT_TEMPLATE = "written without a template"
#: more than this is no library that anyone reads
_MOST = 500


@dataclass(frozen=True, slots=True)
class Template:
    """One template as it is written. `segment` blank: for all; `instead`: what people write first, and why not."""

    statement: str
    category: Category
    segment: str = ""
    example: str = ""
    instead: str = ""
    kind: OutcomeKind = OutcomeKind.NUMERIC
    metric: str = ""
    unit: str = ""
    direction: str = ""
    state_before: str = ""
    state_after: str = ""
    mechanism: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A template of the library under its key. `own`: the vendor wrote or changed it; `brought`: the product did."""

    key: str
    template: Template
    own: bool
    brought: bool
    retired: bool = False


def library(workspace: Workspace, *, retired: bool = False) -> list[Held]:
    """The workspace's templates by segment and category; `retired` ones too where asked. One query."""
    rows = {row.key: row for row in ResultTemplate.objects.filter(workspace=workspace)}
    brought = [Held(key, template, own=False, brought=True) for key, template in starters().items() if key not in rows]
    written = [Held(key, _template(row), True, key in starters(), row.retired) for key, row in rows.items()]
    return sorted((held for held in (*brought, *written) if retired or not held.retired), key=_order)


def template_keys(workspace: Workspace) -> frozenset[str]:
    """The keys of all templates, retired ones too. One query."""
    return frozenset(statements(workspace))


def statements(workspace: Workspace) -> dict[str, str]:
    """What each template says today, by key; retired ones too, since outcomes keep the key. One query."""
    own = ResultTemplate.objects.filter(workspace=workspace).values_list("key", "statement")
    return {key: brought.statement for key, brought in starters().items()} | dict(own)


def template_told(key: str, statements: Mapping[str, str]) -> str:
    """What the template of that key says, among these; that there is none for a blank key."""
    return statements.get(key, key) or WITHOUT_TEMPLATE


def unknown_template(key: str) -> Problem:
    """Why a draft that names a template nobody has heard of is refused."""
    reason = f"There is no template “{key[:80]}” in the library."
    remedy = "Give the key of one (toprung library lists them), or leave it blank: written without a template."
    return Problem("template", key, reason, remedy)


def for_segment(held: Iterable[Held], segment: str) -> list[Held]:
    """Those for the segment and for all; every one where the segment has none of its own."""
    found = list(held)
    fitting = [one for one in found if one.template.segment == segment]
    return [*fitting, *(one for one in found if not one.template.segment)] if fitting else found


def template(workspace: Workspace, key: str) -> Held:
    """The one under that key, retired or not. Raises NotFound."""
    for held in library(workspace, retired=True):
        if held.key == key:
            return held
    raise NotFound("There is no such template in the library: choose one from the list.")


def write_template(workspace: Workspace, key: str, draft: Template, *, by: Actor, now: datetime) -> Held:
    """Change the template under that key, or add one for a blank key. Raises NotAllowed, BadInput and NotFound."""
    require(by, Verb.CHANGE_TEMPLATES, workspace)
    _require_whole(draft)
    with turn(workspace):
        before = template(workspace, key) if key else None
        row = _row(workspace, key)
        for name, value in asdict(draft).items():
            setattr(row, name, value)
        row.retired = False
        row.save()
        if not row.key:
            row.key = f"own-{row.pk}"
            row.save(update_fields=["key"])
        changes = changes_between(asdict(before.template) if before else None, asdict(draft))
        if changes or (before and before.retired):
            _note(workspace, "write_template", draft, changes, by, now)
    return template(workspace, row.key)


def retire_template(workspace: Workspace, key: str, *, by: Actor, now: datetime) -> Held:
    """Offer it no more; outcomes made from it stay as they are. Raises NotAllowed and NotFound."""
    require(by, Verb.CHANGE_TEMPLATES, workspace)
    with turn(workspace):
        held = template(workspace, key)
        if not held.retired:
            row = _row(workspace, key)
            for name, value in asdict(held.template).items():
                setattr(row, name, value)
            row.retired = True
            row.save()
            _note(workspace, "retire_template", held.template, {"retired": [False, True]}, by, now)
    return template(workspace, key)


@cache
def starters() -> dict[str, Template]:
    """What the product brings, by key."""
    told = tomllib.loads(files(__package__).joinpath("starters.toml").read_text(encoding="utf-8"))
    found = (_starter(entry) for entry in told["template"])
    return {f"{one.segment}-{one.category}".lower().replace("_", "-"): one for one in found}


def _starter(entry: dict[str, str]) -> Template:
    words = {"category": Category(entry["category"]), "kind": OutcomeKind(entry.get("kind", OutcomeKind.NUMERIC))}
    return Template(**(entry | words))  # type: ignore[arg-type]


def _template(row: ResultTemplate) -> Template:
    told = {field.name: getattr(row, field.name) for field in fields(Template)}
    return Template(**told | {"category": Category(row.category), "kind": OutcomeKind(row.kind)})


def _row(workspace: Workspace, key: str) -> ResultTemplate:
    found = ResultTemplate.objects.filter(workspace=workspace, key=key).first() if key else None
    if found is None and ResultTemplate.objects.filter(workspace=workspace).count() >= _MOST:
        raise BadInput(f"The library holds {_MOST} templates of yours already: change one instead.")
    return found or ResultTemplate(workspace=workspace, key=key)


def _require_whole(draft: Template) -> None:
    if not draft.statement.strip():
        raise BadInput("Write the statement, with blanks such as [target] for what differs from customer to customer.")
    long = next((name for name, value in asdict(draft).items() if len(value) > LONGEST_TEXT), None)
    if long:
        raise BadInput(f"The {long} is longer than {LONGEST_TEXT:,} characters: shorten it.")
    if draft.direction and draft.direction not in set(Direction):
        raise BadInput(f"“{draft.direction}” is no direction: choose increase or decrease.")


def _note(workspace: Workspace, verb: str, draft: Template, changes: journal.Changes, by: Actor, now: datetime) -> None:
    journal.write(workspace, [Note(verb, subject=draft.statement[:200], changes=changes)], by=by, at=now)


def _order(held: Held) -> tuple[int, str, int, str]:
    segments = [one.segment for one in starters().values()]
    place = segments.index(held.template.segment) if held.template.segment in segments else len(segments)
    return place, held.template.segment, list(Category).index(held.template.category), held.key
