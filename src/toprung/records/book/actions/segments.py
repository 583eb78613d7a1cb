"""Segments: made, renamed, given a policy and a result definition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache

from toprung.doctrine.policy import DEFAULTS, MID_MARKET, UNASSIGNED, Policy, policy_for, setting_text
from toprung.kernel.errors import BadInput, Refused
from toprung.records.book.models import Segment
from toprung.records.journal.actions import Note, changes_between, write
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn


@dataclass(frozen=True, slots=True)
class ResultDefinition:
    """What a result is in a segment (DOMAIN section 1), in the vendor's words; None leaves what is on file alone."""

    statement: str | None = None
    scope: str | None = None
    achieved_when: str | None = None
    owner: str | None = None


def create_default_segments(workspace: Workspace, *, by: Actor, now: datetime) -> list[Segment]:
    """SMB, Mid-Market and Enterprise, with their default policies. Those already there are left alone."""
    require(by, Verb.CHANGE_POLICY, workspace)
    with turn(workspace):
        there = {segment_key(segment.name) for segment in Segment.objects.filter(workspace=workspace)}
        return _create(workspace, [name for name in DEFAULTS if segment_key(name) not in there], by=by, now=now)


def create_segment(workspace: Workspace, name: str, *, by: Actor, now: datetime) -> Segment:
    """A segment of the vendor's own; its policy starts as Mid-Market's. Refused where that name is taken."""
    require(by, Verb.CHANGE_POLICY, workspace)
    with turn(workspace):
        return _create(workspace, [_free_name(workspace, name)], looked_at=True, by=by, now=now)[0]


def rename_segment(segment: Segment, name: str, *, by: Actor, now: datetime) -> Segment:
    """Another name; memberships and every number of the policy stay as they are."""
    require(by, Verb.CHANGE_POLICY, segment.workspace)
    with turn(segment.workspace):
        segment.refresh_from_db()
        before = {"name": segment.name, "settings": segment.settings}
        policy = policy_for(segment.name, segment.settings)
        segment.name = _free_name(segment.workspace, name, other_than=segment)
        # A name brings its default policy, so what the new one would change is written down.
        segment.settings = _difference(policy, DEFAULTS.get(segment.name, MID_MARKET))
        _save(segment, "rename_segment", before, by=by, now=now)
    return segment


def change_policy(segment: Segment, settings: Mapping[str, str | None], *, by: Actor, now: datetime) -> Segment:
    """Set numbers of the segment's policy, as a person types them; None returns one to its default.

    Looking is agreeing: a segment that an import made is no longer flagged. Raises BadInput for what does not fit.
    """
    require(by, Verb.CHANGE_POLICY, segment.workspace)
    with turn(segment.workspace):
        segment.refresh_from_db()
        before = {"settings": segment.settings, "flagged": segment.flagged}
        segment.settings, segment.flagged = settings_with(segment, settings), False
        _save(segment, "change_policy", before, by=by, now=now)
    return segment


def settings_with(segment: Segment, settings: Mapping[str, str | None]) -> dict[str, str]:
    """What `change_policy` would keep: the segment's settings with these laid over. Raises BadInput; saves nothing."""
    laid = {**segment.settings, **settings}
    kept = {name: text.strip() for name, text in sorted(laid.items()) if text is not None}
    policy_for(segment.name, kept)
    return kept


def write_result_definition(segment: Segment, definition: ResultDefinition, *, by: Actor, now: datetime) -> Segment:
    """Say what a result is in this segment. Raises BadInput where it would have no statement."""
    require(by, Verb.CHANGE_POLICY, segment.workspace)
    given = {f"result_{f.name}": getattr(definition, f.name) for f in fields(definition)}
    values = {name: text.strip() for name, text in given.items() if text is not None}
    with turn(segment.workspace):
        segment.refresh_from_db()
        if not values.get("result_statement", segment.result_statement):
            raise BadInput(
                "A result definition needs a statement: say what a customer of this segment can name as its result."
            )
        before = {name: getattr(segment, name) for name in values}
        for name, value in values.items():
            setattr(segment, name, value)
        _save(segment, "write_result_definition", before, by=by, now=now)
    return segment


def is_unassigned(name: str | None) -> bool:
    """A blank segment, or the word for one, names none."""
    return not name or segment_key(name) in ("", segment_key(UNASSIGNED))


@lru_cache(maxsize=1024)
def segment_key(name: str) -> str:
    """Names that differ only in case, spaces and signs mean one segment: “mid market” is Mid-Market."""
    return "".join(sign for sign in name.casefold() if sign.isalnum()) or name.strip()


def segments_for(
    workspace: Workspace, names: Iterable[str], *, by: Actor, now: datetime
) -> tuple[dict[str, Segment], set[str]]:
    """All segments by `segment_key`, among them those that accounts name, and the keys of those made just now.

    Who knows a name is not asked: an unknown one is made, and flagged (DOMAIN section 1).
    """
    found = {segment_key(segment.name): segment for segment in Segment.objects.filter(workspace=workspace)}
    unknown: dict[str, str] = {}
    for name in names:
        if (key := segment_key(name)) not in found:
            unknown.setdefault(key, " ".join(name.split()))
    made = _create(workspace, [_USUAL.get(key, name) for key, name in unknown.items()], by=by, now=now)
    new = {segment_key(segment.name): segment for segment in made}
    return found | new, {key for key, segment in new.items() if segment.flagged}


_USUAL = {segment_key(name): name for name in DEFAULTS}


def _create(
    workspace: Workspace, names: list[str], *, looked_at: bool = False, by: Actor, now: datetime
) -> list[Segment]:
    made = Segment.objects.bulk_create(
        Segment(workspace=workspace, name=name, flagged=not looked_at and name not in DEFAULTS) for name in names
    )
    notes = [Note("create_segment", subject=s.name, changes={"flagged": [None, s.flagged]}) for s in made]
    write(workspace, notes, by=by, at=now)
    return made


def _free_name(workspace: Workspace, name: str, other_than: Segment | None = None) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= 100 or segment_key(name) == segment_key(UNASSIGNED):
        raise BadInput(f"“{name[:100]}” cannot name a segment: give 1 to 100 characters, and not “{UNASSIGNED}”.")
    others = Segment.objects.filter(workspace=workspace)
    if other_than is not None:
        others = others.exclude(pk=other_than.pk)
    if segment_key(name) in {segment_key(segment.name) for segment in others}:
        raise Refused(f"There is a segment “{name}” already: choose another name.")
    return name


def _difference(policy: Policy, default: Policy) -> dict[str, str]:
    texts = {f.name: (setting_text(policy, f.name), setting_text(default, f.name)) for f in fields(Policy)}
    return {name: text for name, (text, usual) in texts.items() if text != usual}


def _save(segment: Segment, verb: str, before: dict[str, object], *, by: Actor, now: datetime) -> None:
    changes = changes_between(before, {name: getattr(segment, name) for name in before})
    segment.save()
    if changes:
        write(segment.workspace, [Note(verb, subject=segment.name, changes=changes)], by=by, at=now)
