"""The columns' form: what a person chose, out of its fields, and what it shows, out of the run and what was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from django.http import QueryDict

from toprung.doors.web.importing.wording import KINDS_TOLD, field_label, kind_title
from toprung.motion.imports.models import ImportRun
from toprung.motion.imports.runs.choosing import Choice
from toprung.motion.imports.runs.looking import columns_for
from toprung.sheets.fields import Field, FieldType
from toprung.sheets.guessing import unknown_words
from toprung.sheets.kinds import KINDS
from toprung.sheets.matching import OWN_PREFIX

#: what the fields of the form begin with
_COLUMN, _DEFAULT, _WORD, _OPTION = "column.", "default.", "word.", "option."
_OPTIONS = ("day_first", "decimal", "timezone", "sheet", "encoding", "delimiter")
#: with more columns than this, they are typed with suggestions instead of being listed once a field
_MOST_LISTED = 200
_TRUE_OR_FALSE = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class WordRow:
    """A word of the file that Toprung does not know, and what it is to mean."""

    word: str
    key: str
    means: str


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of the kind: which column it is read from, what stands there, and what to take where it is blank."""

    field: Field
    label: str
    column: str
    samples: Sequence[str]
    default: str
    words: Sequence[WordRow]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(value, label) of what a word can mean."""
        return self.field.choices.choices() if self.field.choices else []


def read_choice(sent: QueryDict) -> Choice:
    """The form as it was sent. Fields that the kind does not have are passed over."""
    kind = sent.get("kind", "")
    names = KINDS[kind].names if kind in KINDS else ()
    words: dict[str, dict[str, str]] = {}
    for key, means in sent.items():
        name, _, word = key.removeprefix(_WORD).partition(".")
        if key.startswith(_WORD) and name in names and means:
            words.setdefault(name, {})[word] = str(means)
    options = {name: sent.get(_OPTION + name, "") for name in _OPTIONS}
    return Choice(
        kind,
        {name: sent.get(_COLUMN + name, "") for name in names},
        {name: sent.get(_DEFAULT + name, "") for name in names},
        words,
        {name: _TRUE_OR_FALSE.get(text, "") if name == "day_first" else text for name, text in options.items()},
    )


def shown_choice(run: ImportRun, sent: QueryDict) -> Choice:
    """What the form is to show: what was sent last; of another kind than it was sent for, what fits that one."""
    kind = sent.get("kind", run.kind)
    kind = kind if kind in KINDS else run.kind
    if sent.get("shown") == kind:
        return read_choice(sent)
    mapping = run.mapping if kind == run.kind else {}
    options = run.mapping.get("options", {})
    return Choice(kind, columns_for(run, kind), mapping.get("defaults", {}), mapping.get("values", {}), options)


def form_of(run: ImportRun, choice: Choice) -> dict[str, Any]:
    """The form's content for the template."""
    seen = run.seen or {}
    kind = KINDS[choice.kind]
    used = {column for column in choice.columns.values() if column}
    strange = unknown_words(kind, {n: c for n, c in choice.columns.items() if c}, seen.get("words", {}))
    headings = [heading for heading in seen.get("headings", ()) if not heading.startswith(OWN_PREFIX)]
    return {
        "kind": choice.kind,
        "kind_told": KINDS_TOLD[choice.kind][1],
        "kinds": _kinds(run),
        "rows": [_row(field, choice, seen, strange.get(field.name, ())) for field in kind.fields],
        "headings": headings,
        "is_wide": len(headings) > _MOST_LISTED,
        "unused": [heading for heading in headings if heading not in used],
        "kept_unused": kind.further,
        "options": _options(choice, seen),
        "zones": sorted(available_timezones()) if choice.kind == "events" else (),
        "sure": seen.get("sure", False),
        "remembered": seen.get("remembered", "") if choice.kind == run.kind else "",
    }


def _row(field: Field, choice: Choice, seen: Mapping[str, Any], strange: Sequence[str]) -> FieldRow:
    column = choice.columns.get(field.name, "")
    meant = choice.words.get(field.name, {})
    known = [word for word in meant if word not in strange]
    words = [WordRow(word, f"{_WORD}{field.name}.{word}", meant.get(word, "")) for word in (*strange, *known)]
    return FieldRow(
        field,
        field_label(field.name),
        column,
        seen.get("samples", {}).get(column, ()),
        str(choice.defaults.get(field.name, "")),
        words if field.type is FieldType.CHOICE else (),
    )


def _kinds(run: ImportRun) -> list[dict[str, Any]]:
    """Kinds for the select: the best guess first, each with how many of the columns it takes."""
    guesses = (run.seen or {}).get("guesses", ())
    return [
        {"name": guess["kind"], "title": kind_title(guess["kind"]), "matched": guess["matched"]} for guess in guesses
    ]


def _options(choice: Choice, seen: Mapping[str, Any]) -> dict[str, Any]:
    first = choice.options.get("day_first", "")
    return {
        **{name: choice.options.get(name, "") for name in _OPTIONS},
        "day_first": "" if first == "" else "yes" if first else "no",
        "sheets": seen.get("sheets", ()),
    }
