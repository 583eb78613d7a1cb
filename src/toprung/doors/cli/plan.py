"""`toprung plan`: an account's success plan, told, shared and moved on."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from toprung.doors.cli.options import Json, Workspace
from toprung.kernel.days import parse_day
from toprung.kernel.errors import BadInput

HELP = """An account's success plan: show it, start it, add or move a milestone, share it, say what changed.

**share** freezes what the customer sees as the next version; --all shows them every milestone. Their people who were
invited, signed or said something are told of a new version by mail; --no-mail tells nobody. **differences** tells two
versions apart; 0 is the plan as it is written now, and the default is from the newest version to that.

Examples: **toprung plan show HF-1**, **toprung plan start HF-1 --template "First win in 30 days"**,
**toprung plan add HF-1 --title "Import ledgers" --outcome close --due 2026-05-01 --owner "Tom Becker"**,
**toprung plan move HF-1 --milestone 2 --state done**
"""


class Doing(enum.StrEnum):
    """What to do."""

    SHOW = "show"
    START = "start"
    ADD = "add"
    MOVE = "move"
    SHARE = "share"
    DIFFERENCES = "differences"


@dataclass(frozen=True, slots=True)
class Said:
    """The options as they were typed."""

    template: str
    title: str
    outcome: str
    owner: str
    due: str
    due_days: int | None
    shared: bool
    milestone: int | None
    state: str
    on: str
    everything: bool
    mail: bool
    before: int | None
    after: int
    json: bool


def plan(
    doing: Annotated[Doing, typer.Argument(metavar="show|start|add|move|share|differences", help="What to do.")],
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's id.")],
    template: Annotated[str, typer.Option("--template", metavar="NAME", help="With start: what it begins with.")] = "",
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="With add: what is done when reached.")] = "",
    outcome: Annotated[str, typer.Option("--outcome", metavar="ID", help="With add: the outcome it serves.")] = "",
    owner: Annotated[str, typer.Option("--owner", metavar="NAME", help="With add: a member or stakeholder.")] = "",
    due: Annotated[str, typer.Option("--due", metavar="DAY", help="With add: due on this day.")] = "",
    due_days: Annotated[
        int | None, typer.Option("--due-days", metavar="N", min=0, help="With add: or so many days after go-live.")
    ] = None,
    shared: Annotated[bool, typer.Option("--shared", help="With add: the customer sees it.")] = False,
    milestone: Annotated[
        int | None, typer.Option("--milestone", metavar="N", help="With move: the milestone's number.")
    ] = None,
    state: Annotated[
        str, typer.Option("--state", metavar="STATE", help="With move: planned, in_progress, done or dropped.")
    ] = "",
    on: Annotated[
        str, typer.Option("--on", metavar="DAY", help="With move: done or dropped then. Default: today.")
    ] = "",
    everything: Annotated[bool, typer.Option("--all", help="With share: show every milestone.")] = False,
    mail: Annotated[
        bool, typer.Option("--mail/--no-mail", help="With share: tell the customer's people of a new version.")
    ] = True,
    before: Annotated[
        int | None, typer.Option("--from", metavar="N", min=0, help="With differences: the earlier version.")
    ] = None,
    after: Annotated[int, typer.Option("--to", metavar="N", min=0, help="With differences: the later version.")] = 0,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Do it, then say it."""
    given = Said(
        template,
        title,
        outcome,
        owner,
        due,
        due_days,
        shared,
        milestone,
        state,
        on,
        everything,
        mail,
        before,
        after,
        json,
    )
    from toprung.doors.cli.booting import begin

    session = begin(workspace)
    from toprung.records.book import queries

    _DO[doing](session, queries.account(session.workspace, account), given)


def _show(session: Any, account: Any, given: Said) -> None:
    from toprung.doors.cli.plan_telling import as_json, show
    from toprung.doors.cli.terminal import print_json
    from toprung.motion.plans.picture import plan_seen
    from toprung.records.plans.queries import the_plan

    the_plan(account)
    seen = plan_seen(account, session.today)
    assert seen is not None
    print_json(as_json(account, seen)) if given.json else show(account, seen)


def _start(session: Any, account: Any, given: Said) -> None:
    from toprung.records.plans.actions import start_plan
    from toprung.records.tenancy.actors import OPERATOR

    template = _template(session, given.template) if given.template else None
    started = start_plan(account, template, by=OPERATOR, now=session.now)
    count = started.milestones.count()
    _done(session, account, given, f"The plan of {account.name} is begun, with {count} milestones. It is internal.")


def _add(session: Any, account: Any, given: Said) -> None:
    from toprung.records.plans.actions import add_milestone
    from toprung.records.plans.drafts import MilestoneDraft
    from toprung.records.plans.queries import the_plan
    from toprung.records.tenancy.actors import OPERATOR

    draft = MilestoneDraft(
        title=given.title,
        outcome=given.outcome,
        owner=_owner(session, account, given.owner) if given.owner else None,
        due_on=parse_day(given.due) if given.due else None,
        due_days=given.due_days,
        shared=given.shared,
    )
    added = add_milestone(the_plan(account), draft, by=OPERATOR, now=session.now)
    _done(session, account, given, f"Milestone {added.number} is in the plan: “{added.title}”.")


def _move(session: Any, account: Any, given: Said) -> None:
    from toprung.kernel.vocabulary import MilestoneState
    from toprung.records.plans import queries
    from toprung.records.plans.actions import move_milestone
    from toprung.records.plans.drafts import MilestoneMove
    from toprung.records.tenancy.actors import OPERATOR

    states = [state.value for state in MilestoneState]
    if given.milestone is None or given.state not in states:
        raise BadInput(f"Say which and how far it is: --milestone N --state {'|'.join(states)}.")
    held = queries.milestone(queries.the_plan(account), given.milestone)
    move = MilestoneMove(MilestoneState(given.state), parse_day(given.on) if given.on else None)
    moved = move_milestone(held, move, by=OPERATOR, now=session.now)
    _done(session, account, given, f"“{moved.title}” is {MilestoneState(moved.state).label}.")


def _share(session: Any, account: Any, given: Said) -> None:
    from toprung.doctrine.reasons import listed
    from toprung.doors.entry import configured_origin
    from toprung.motion.portal.sharing import share
    from toprung.records.plans import queries
    from toprung.records.tenancy.actors import OPERATOR

    held = queries.the_plan(account)
    numbers = list(held.milestones.values_list("number", flat=True)) if given.everything else []
    tell = None if given.mail else ()
    done = share(held, numbers, tell, origin=configured_origin(), by=OPERATOR, now=session.now)
    said = f"{account.name} sees version {done.version.number} now."
    if not done.new:
        said = f"Nothing differs from version {done.version.number}, which {account.name} sees already."
    elif given.mail:
        told = listed([person.name for person in done.told]) or "nobody, since nobody there was invited or took part"
        said += f" Told by mail: {told}."
    _done(session, account, given, said)


def _differences(session: Any, account: Any, given: Said) -> None:
    from toprung.doctrine.plans import told
    from toprung.doors.cli.terminal import print_json, say
    from toprung.motion.plans.picture import differing
    from toprung.records.plans import queries

    held = queries.the_plan(account)
    before = held.versions.count() if given.before is None else given.before
    changes = differing(held, before, given.after)
    if given.json:
        print_json({"from": before, "to": given.after, "changes": list(changes)})
    else:
        say(told(changes))


def _done(session: Any, account: Any, given: Said, sentence: str) -> None:
    """The account judged anew, and what was done: in a sentence, or the plan as it is now."""
    from toprung.doors.cli.terminal import say
    from toprung.motion.upkeep import refresh

    refresh(session.workspace, [account.external_id], session.now)
    if given.json:
        _show(session, account, given)
    else:
        say(sentence)


def _template(session: Any, name: str) -> Any:
    from toprung.kernel.errors import NotFound
    from toprung.records.plans.queries import templates

    found = templates(session.workspace).filter(name=name).first()
    if found is None:
        there = ", ".join(templates(session.workspace).values_list("name", flat=True)) or "none yet"
        raise NotFound(f"There is no plan template “{name}”. There is: {there}.")
    return found


def _owner(session: Any, account: Any, name: str) -> str:
    """The reference of the member or stakeholder of that name or address. Raises NotFound."""
    from toprung.records.book.queries import stakeholder
    from toprung.records.plans.content import reference
    from toprung.records.tenancy.queries import members

    wanted = " ".join(name.split()).casefold()
    ours = members(session.workspace)
    member = next((m for m in ours if wanted in (m.name.casefold(), m.email.casefold())), None)
    return reference(member or stakeholder(session.workspace, account.external_id, name))


_DO = {
    Doing.SHOW: _show,
    Doing.START: _start,
    Doing.ADD: _add,
    Doing.MOVE: _move,
    Doing.SHARE: _share,
    Doing.DIFFERENCES: _differences,
}
