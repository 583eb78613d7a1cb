"""The form that names a result: as much of it as the account's reason asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from toprung.doctrine.reasons import Reason
from toprung.doctrine.triage import why_unnamed_terms
from toprung.doors.web import conflicts
from toprung.doors.web.account.choices import latest_versions, person_choices
from toprung.doors.web.account.fields import Choice, Day, Number, Text
from toprung.doors.web.account.promising import draft_of, name_for
from toprung.doors.web.account.workbench import WorkForm
from toprung.doors.web.conflicts import merged
from toprung.doors.web.visits import Visit
from toprung.kernel.errors import Refused
from toprung.kernel.vocabulary import OutcomeKind, StakeholderRole
from toprung.motion.evaluation.outcome_facts import terms_of
from toprung.records.book.actions import upsert_stakeholders
from toprung.records.book.drafts import StakeholderDraft
from toprung.records.book.models import Account
from toprung.records.journal.upsert import Upserted
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.drafts import OutcomeDraft
from toprung.records.outcomes.models import OutcomeVersion
from toprung.records.outcomes.promises import promise_of
from toprung.records.tenancy.turns import turn

#: the choice of someone who is not on file yet
SOMEONE_NEW = "(new)"
_TERMS = ("statement", "metric", "unit", "baseline", "target", "due_on")
_PERSON = ("validator", "new_name", "new_role")
#: the fields that each reason asks for
_ASKED = {
    "unnamed_no_outcome": (*_TERMS, *_PERSON),
    "unnamed_no_primary": ("primary", *_TERMS, *_PERSON),
    "unnamed_milestone": (*_TERMS, *_PERSON),
    "unnamed_vague": (*_TERMS, *_PERSON),
    "unnamed_no_validator": _PERSON,
}


@dataclass(frozen=True, slots=True)
class Missing:
    """What an account has promised, and why that is no named result; `reason` None where it is one."""

    account: Account
    versions: dict[str, OutcomeVersion]
    reason: Reason | None

    @property
    def primary(self) -> OutcomeVersion | None:
        """The latest version of the primary outcome."""
        return next((version for version in self.versions.values() if version.primary), None)

    @property
    def code(self) -> str:
        """The reason's code; blank where nothing is missing."""
        return self.reason.code if self.reason else ""


def missing_at(account: Account, today: date) -> Missing:
    """Read from what is on file, which may be newer than the account's state. One query."""
    versions = latest_versions(account.workspace, account)
    primary = next((version for version in versions.values() if version.primary), None)
    terms = terms_of(primary, account.go_live_on, today) if primary else None
    return Missing(account, versions, why_unnamed_terms(terms, promised=bool(versions)))


class Overtaken(Refused):
    """Somebody else has changed what is missing since the form was shown; nothing was saved."""


class MendForm(WorkForm):
    """Names the result of one account, or who would confirm it."""

    heading = "Name the result"
    called = {"name": "new_name", "role": "new_role"}

    primary = Choice([], optional=True, label="Which one did they buy it for?")
    statement = Text(
        rows=2,
        label="In the customer’s words: what will be different?",
        help_text="What changes in their business, by how much.",
    )
    metric = forms.CharField(max_length=300, required=False, label="Metric", help_text="What is counted or timed.")
    unit = forms.CharField(max_length=100, required=False, label="Unit")
    baseline = Number(required=False, label="Baseline")
    target = Number(required=False, label="Target")
    due_on = Day(required=False, label="Due on")
    validator = Choice([], optional=True, label="Who at the customer would confirm it?")
    new_name = forms.CharField(max_length=200, required=False, label="Name of someone new")
    new_role = Choice(StakeholderRole, optional=True, label="Their role")

    def __init__(self, visit: Visit, missing: Missing, accepted: str, data: Any = None) -> None:
        self.missing = missing
        self.accepted = accepted
        # Several rows may be open at once, and an id must not stand twice in a page.
        super().__init__(visit, missing.account, data, auto_id=f"mend-{missing.account.pk}-%s")
        if missing.primary is not None:
            self.initial = {**_terms_on_file(missing.primary), **self.initial}

    def dress(self) -> None:
        """Take out what this reason does not ask for, and give the rest its choices."""
        for name in set(self.fields) - set(_ASKED[self.missing.code]):
            del self.fields[name]
        self.people = person_choices(self.visit.workspace, self.account)
        self._choose("validator", [*self.people, (SOMEONE_NEW, "someone new, named below")])
        self._choose("primary", [(name, version.statement) for name, version in self.missing.versions.items()])
        self.fields["validator"].help_text = self.accepted
        if "primary" in self.fields:
            self.fields["primary"].choices[0] = ("", "none of these: the one below")  # type: ignore[attr-defined]
            self.fields["statement"].required = False

    def clean(self) -> dict[str, Any]:
        """What belongs together is there together."""
        given = super().clean() or {}
        for name, sentence in (*_wrong_outcome(given, "primary" in self.fields), *_wrong_person(given, self.people)):
            if name not in self.errors:
                self.add_error(name, sentence)
        if "statement" not in self.fields and not self.errors and not _named(given):
            self.add_error("validator", "Say who would confirm it.")
        return given

    def seen(self) -> str:
        """What the form shows as on file, for its hidden field."""
        return conflicts.seen(_terms_on_file(self.missing.primary) if self.missing.primary else {})

    def act(self) -> str:
        """Person and outcome in one turn: where one is refused, neither is kept. Raises Conflict and Overtaken."""
        with turn(self.visit.workspace):
            now = missing_at(self.account, self.visit.today)
            if now.code != self.missing.code:
                raise Overtaken("Someone else has changed what is on file here meanwhile.")
            self.missing = now
            message = self.taken([*self._write_person(), *self._write_outcome()], "Saved.", "Nothing was changed.")
            if not message:
                raise Refused("Nothing was saved: see what is said beside the fields.")
        return message

    def _write_person(self) -> list[Upserted]:
        given = self.cleaned_data
        if not given.get("new_name"):
            return []
        draft = StakeholderDraft(self.account.external_id, given["new_name"], role=StakeholderRole(given["new_role"]))
        return upsert_stakeholders(self.visit.workspace, [draft], by=self.visit.actor, now=self.visit.now)

    def _write_outcome(self) -> list[Upserted]:
        return write_outcomes(self.visit.workspace, [self._draft()], by=self.visit.actor, now=self.visit.now)

    def _draft(self) -> OutcomeDraft:
        given, primary = self.cleaned_data, self.missing.primary
        wanted = {name: given[name] for name in _TERMS if name in self.fields} | {"validator": _named(given)}
        if primary is not None:
            return self._changed(primary, wanted)
        known = {name: value for name, value in wanted.items() if value not in (None, "")}
        if given.get("primary"):
            return OutcomeDraft(self.account.external_id, given["primary"], primary=True, **known)
        name = name_for(given["statement"], self.missing.versions)
        return OutcomeDraft(self.account.external_id, name, primary=True, **known)

    def _changed(self, primary: OutcomeVersion, wanted: dict[str, Any]) -> OutcomeDraft:
        on_file = promise_of(primary).as_fields()
        changed = merged(self.data.get(conflicts.FIELD, ""), _terms_on_file(primary), wanted)
        if changed.get("target") is not None and on_file["kind"] == OutcomeKind.STATUS:
            changed["kind"] = OutcomeKind.NUMERIC.value
        return draft_of(self.account.external_id, primary.outcome.external_id, on_file, changed)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        if name in self.fields:
            self.fields[name].choices += choices  # type: ignore[attr-defined]


def _terms_on_file(version: OutcomeVersion) -> dict[str, Any]:
    return {name: getattr(version, name) for name in (*_TERMS, "validator")}


def _named(given: dict[str, Any]) -> str:
    """Who would confirm it: someone new, or the one chosen."""
    chosen = str(given.get("validator") or "")
    return " ".join(str(given.get("new_name") or "").split()) or ("" if chosen == SOMEONE_NEW else chosen)


def _wrong_outcome(given: dict[str, Any], may_choose: bool) -> Iterator[tuple[str, str]]:
    if may_choose and not given.get("primary") and not given.get("statement"):
        yield "statement", "Choose one of the outcomes above, or say here what will be different."
    if given.get("primary") and given.get("statement"):
        yield "statement", "Choose one of the outcomes above, or write another here; not both."
    if given.get("baseline") is not None and given.get("target") is None:
        yield "target", "Say which value it is to come to."


def _wrong_person(given: dict[str, Any], people: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    name, chosen = _named(given) if given.get("new_name") else "", given.get("validator")
    if chosen == SOMEONE_NEW and not name:
        yield "new_name", "Give the person’s name."
    if name and chosen not in ("", SOMEONE_NEW, None):
        yield "new_name", "Choose someone above, or name someone new; not both."
    if name and name.casefold() in {on_file.casefold() for on_file, _ in people}:
        yield "new_name", f"{name} is on file already: choose them above."
    if name and not given.get("new_role"):
        yield "new_role", "Say what they are to the account: that decides whether their word counts."
