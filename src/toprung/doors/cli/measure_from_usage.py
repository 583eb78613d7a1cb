"""`toprung measure-from-usage`: read an outcome's value from events, look at what that gives, stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from toprung.doors.cli.options import Json, Workspace
from toprung.kernel.errors import BadInput

if TYPE_CHECKING:
    from toprung.doors.cli.booting import Session
    from toprung.motion.measuring import Preview
    from toprung.records.outcomes.reading_usage import UsageDefinition

HELP = """Have an outcome's value read from usage: what is counted, of which events, per week, month or since go-live.

--preview shows the values it would give and what saving would change, and saves nothing. Without --value the definition
on file is shown. Saved values are recorded as measurements from usage, at once and whenever events come.

Examples: **toprung measure-from-usage HF-1 close --value events --event invoice_matched --per week --preview**,
**toprung measure-from-usage HF-1 share --value ratio --count users --event invoice_matched --per month --times 100**
"""


def measure_from_usage(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's id.")],
    outcome: Annotated[str, typer.Argument(metavar="OUTCOME", help="The outcome's id.")],
    value: Annotated[
        str | None, typer.Option("--value", metavar="events|users|sum|ratio", help="What is made of the events.")
    ] = None,
    event: Annotated[
        list[str] | None, typer.Option("--event", metavar="NAME", help="An event that is read; may be repeated.")
    ] = None,
    property_name: Annotated[
        str, typer.Option("--property", metavar="NAME", help="Of a sum: whose numbers are added up.")
    ] = "",
    count: Annotated[
        str, typer.Option("--count", metavar="events|users|sum", help="Of a ratio: what is counted on both sides.")
    ] = "events",
    divided_by: Annotated[
        list[str] | None,
        typer.Option("--divided-by", metavar="NAME", help="Of a ratio: an event below its line. Default: every one."),
    ] = None,
    divided_name: Annotated[
        str, typer.Option("--divided-property", metavar="NAME", help="Its property. Default: the same.")
    ] = "",
    per: Annotated[str, typer.Option("--per", metavar="week|month|since_go_live", help="Over which time.")] = "week",
    times: Annotated[str, typer.Option("--times", metavar="NUMBER", help="100 makes a ratio a percentage.")] = "1",
    preview: Annotated[bool, typer.Option("--preview", help="Show what it would give; save nothing.")] = False,
    stop: Annotated[bool, typer.Option("--stop", help="Read it from usage no more; values so far stay.")] = False,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Define, look, show or stop."""
    if stop and (value or preview):
        raise BadInput("--stop stands alone: leave --value and --preview out.")
    if preview and not value:
        raise BadInput("--preview needs what to look at: give --value, --event and --per.")
    from toprung.doors.cli.booting import begin

    session = begin(workspace)
    if stop:
        _stop(session, account, outcome)
    elif value is None:
        _show(session, account, outcome, json=json)
    else:
        told = _definition(
            kind=value,
            events=tuple(dict.fromkeys(event or ())),
            per=per,
            property_name=property_name,
            counted=count,
            divided_by=tuple(dict.fromkeys(divided_by or ())),
            divided_name=divided_name,
            times=times,
        )
        _read(session, account, outcome, told, save=not preview, json=json)


def _definition(**given: Any) -> UsageDefinition:
    from toprung.kernel.vocabulary import MeasuredPer, UsageKind
    from toprung.records.outcomes.reading_usage import UsageDefinition

    words = {"kind": UsageKind, "counted": UsageKind, "per": MeasuredPer}
    options = {"kind": "--value", "counted": "--count", "per": "--per"}
    for name, kind in words.items():
        if given[name] not in list(kind):
            raise BadInput(f"{options[name]} “{given[name]}” is unknown: give one of {', '.join(kind)}.")
        given[name] = kind(given[name])
    return UsageDefinition(**given | {"times": _number(given["times"])})


def _number(text: str) -> Any:
    from decimal import Decimal, InvalidOperation

    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise BadInput(f"--times “{text}” is no number: give one such as 100 or 0.5.") from error


def _stop(session: Session, account: str, outcome: str) -> None:
    from toprung.doors.cli.terminal import say
    from toprung.records.outcomes.actions import stop_usage_measurement
    from toprung.records.tenancy.actors import OPERATOR

    stopped = stop_usage_measurement(session.workspace, account, outcome, by=OPERATOR, now=session.now)
    say(f"{account}, {outcome}: {'read from usage no more; the values so far stay' if stopped else _NOT_READ}.")


_NOT_READ = "not read from usage"


def _show(session: Session, account: str, outcome: str, *, json: bool) -> None:
    from toprung.doors.cli.terminal import print_json, say
    from toprung.records.outcomes import queries
    from toprung.records.outcomes.reading_usage import definition_of

    found = queries.outcome(session.workspace, account, outcome)
    held = queries.usage_measurements(session.workspace).filter(outcome=found).first()
    if json:
        print_json(definition_of(held).as_fields() if held else None)
    else:
        say(f"{account}, {outcome}: {definition_of(held).words if held else _NOT_READ}.")


def _read(session: Session, account: str, outcome: str, told: UsageDefinition, *, save: bool, json: bool) -> None:
    """Look at what it gives, save it where that is asked, and say both."""
    from toprung.doors.cli.terminal import print_json, say, table
    from toprung.kernel.canon import decimal_text, plain
    from toprung.motion.measuring import preview
    from toprung.motion.upkeep import refresh
    from toprung.records.outcomes.actions import define_usage_measurement
    from toprung.records.tenancy.actors import OPERATOR

    seen = preview(session.workspace, account, outcome, told, session.today)
    if save:
        define_usage_measurement(session.workspace, account, outcome, told, by=OPERATOR, now=session.now)
        refresh(session.workspace, [account], session.now)
    changes = {"added": seen.added, "corrected": seen.corrected, "withdrawn": seen.withdrawn}
    if json:
        values = [{"day": v.day, "value": v.value, "share": v.share, "early": v.early} for v in seen.values]
        print_json(
            plain({"definition": told.as_fields(), "since": seen.since, "saved": save, "values": values} | changes)
        )
        return
    if seen.values:
        shown = [(str(v.day), decimal_text(v.value), "" if v.share is None else f"{v.share:.1%}") for v in seen.values]
        table(("day", "value", "of the promise"), shown, ("value", "of the promise"))
    else:
        say(_no_value_yet(seen))
    verb = "Saved" if save else "Not saved; saving"
    told_changes = ", ".join(f"{number:,} {name}" for name, number in changes.items())
    reached = f" The target was met on {seen.reached_on}." if seen.reached_on else ""
    say(f"{verb}: {told.words}. Values: {told_changes}.{reached}")


def _no_value_yet(seen: Preview) -> str:
    if seen.since is None:
        return "No event has come to this workspace yet; it is measured as soon as events come."
    whole = {"week": "week", "month": "month"}.get(seen.definition.per, "day")
    return f"No value yet: the first is there once a whole {whole} since {seen.since} is over, or the target is met."
