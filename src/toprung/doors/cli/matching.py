"""`toprung matching`: the rules by which events find their account, tried out before they are changed, and links."""

from __future__ import annotations

import enum
from typing import Annotated, Any

import typer

from toprung.doors.cli.options import Json, Workspace
from toprung.kernel.errors import BadInput

HELP = """Whose an event is: the rules in force, what waits for its account, and groups linked by hand.

**try** says what rules would do and changes nothing; **set** puts them in force, in the order given. A rule is
LOOKS_AT=EQUALS. LOOKS_AT is group_id, email, email_domain, group_trait:NAME, user_trait:NAME or property:NAME; EQUALS
is external_id, account_name, stakeholder_email or stakeholder_domain. **link** says that a group is an account,
whatever the rules say; **unlink** takes that back. **rematch** looks at once at what waits; `toprung serve` does so by
itself.

Examples: **toprung matching**, **toprung matching try group_id=external_id group_trait:name=account_name**,
**toprung matching link acme HF-1**
"""


class Doing(enum.StrEnum):
    """What to do."""

    SHOW = "show"
    TRY = "try"
    SET = "set"
    LINK = "link"
    UNLINK = "unlink"
    REMATCH = "rematch"


def matching(
    doing: Annotated[
        Doing, typer.Argument(metavar="[show|try|set|link|unlink|rematch]", help="What to do.")
    ] = Doing.SHOW,
    given: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[RULE ...|GROUP ACCOUNT]", help="Rules with try and set; a group with link and unlink."
        ),
    ] = None,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Do it, then say it."""
    from toprung.doors.cli.booting import begin

    words = given or []
    _check(doing, words)
    session = begin(workspace)
    if doing is Doing.SHOW:
        _show(session, json)
    elif doing is Doing.TRY:
        _try(session, words, json)
    else:
        _change(session, doing, words, json)


def _check(doing: Doing, words: list[str]) -> None:
    if doing in (Doing.TRY, Doing.SET) and not words:
        raise BadInput(f"Say which rules: toprung matching {doing.value} group_id=external_id email=stakeholder_email.")
    wanted = {Doing.LINK: 2, Doing.UNLINK: 1}.get(doing)
    if wanted is not None and len(words) != wanted:
        said = "GROUP ACCOUNT" if doing is Doing.LINK else "GROUP"
        raise BadInput(f"Say which: toprung matching {doing.value} {said}.")


def _show(session: Any, json: bool) -> None:
    from toprung.doors.cli.terminal import print_json, say, table
    from toprung.motion.intake.trying import unmatched_groups
    from toprung.records.matching.queries import links, rules

    unfound = unmatched_groups(session.workspace)
    linked = [(link.group_id, link.account.external_id, link.account.name) for link in links(session.workspace)]
    if json:
        print_json(
            {
                "rules": [rule.text for rule in rules(session.workspace)],
                "links": [{"group": group, "account": account} for group, account, _ in linked],
                "unmatched": {
                    "events": unfound.events,
                    "groups": unfound.groups,
                    "first": [_left(one) for one in unfound.first],
                },
            }
        )
        return
    say("The first rule that finds exactly one account wins:", "bold")
    ruled = [(str(number), rule.text, rule.sentence) for number, rule in enumerate(rules(session.workspace), 1)]
    table(("", "rule", "which is"), ruled, flowing=("which is",))
    if linked:
        say("Linked by hand, before the rules:", "bold")
        table(("group", "account", "name"), linked, flowing=("group", "name"))
    _say_left(unfound)


def _say_left(unfound: Any) -> None:
    from toprung.doors.cli.terminal import cut, say, table

    if not unfound.events:
        say("Every event that came has its account.")
        return
    say(f"{unfound.events:,} events of {unfound.groups:,} groups and users have no account:", "bold")
    rows = [(cut(one.label), f"{one.events:,}", one.why.label) for one in unfound.first]
    table(("group or user", "events", "why"), rows, ("events",))


def _try(session: Any, words: list[str], json: bool) -> None:
    from toprung.doors.cli.terminal import cut, print_json, say, table
    from toprung.motion.intake.trying import try_rules
    from toprung.records.matching.rules import read

    trial = try_rules(session.workspace, [read(word) for word in words])
    if json:
        told = {name: getattr(trial, name) for name in ("recent", "recent_now", "recent_then", "elsewhere")}
        accounts = [{"account": a.account, "now": a.now, "then": a.then} for a in trial.lines]
        left = [_left(one) for one in trial.left]
        told |= {"waiting": trial.waiting, "waiting_then": trial.waiting_then, "accounts": accounts, "left": left}
        print_json(told)
        return
    say(trial.sentence, "bold")
    if trial.lines:
        rows = [(a.account, a.name, f"{a.now:,}", f"{a.then:,}") for a in trial.lines]
        table(("account", "name", "events now", "events then"), rows, ("events now", "events then"), flowing=("name",))
    if trial.left:
        kept = [(cut(one.label), f"{one.events:,}", one.why.label) for one in trial.left]
        table(("left without an account", "events", "why"), kept, ("events",))
    say("Nothing was changed: “toprung matching set” puts rules in force.", "dim")


def _change(session: Any, doing: Doing, words: list[str], json: bool) -> None:
    from toprung.doors.cli.terminal import print_json, say
    from toprung.records.matching.queries import rules

    said = _done(session, doing, words)
    if json:
        print_json({"rules": [rule.text for rule in rules(session.workspace)], "done": said})
    else:
        say(said)


def _done(session: Any, doing: Doing, words: list[str]) -> str:
    from toprung.motion.intake.rematching import rematch_once
    from toprung.records.matching.actions import change_rules, link_group, unlink_group
    from toprung.records.matching.rules import read
    from toprung.records.tenancy.actors import OPERATOR

    book, given = session.workspace, {"by": OPERATOR, "now": session.now}
    if doing is Doing.SET:
        kept = change_rules(book, [read(word) for word in words], **given)
        return f"{len(kept)} rules are in force; what has no account yet is looked at again."
    if doing is Doing.LINK:
        link = link_group(book, words[0], words[1], **given)
        return f"Events of the group “{link.group_id}” go to {link.account.name}; those that waited for one follow."
    if doing is Doing.UNLINK:
        unlink_group(book, words[0], **given)
        return f"The rules alone decide about “{words[0]}” again; what it has brought stays."
    moved = rematch_once(session.now)
    return f"{moved:,} events have found their account."


def _left(one: Any) -> dict[str, Any]:
    return {"group": one.group, "user": one.user, "events": one.events, "why": one.why.value}
