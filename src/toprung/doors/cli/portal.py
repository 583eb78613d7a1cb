"""`toprung portal`: the customer's people, who come in by personal links."""

from __future__ import annotations

import enum
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toprung.doors.cli.options import Json, Workspace
from toprung.kernel.errors import BadInput

if TYPE_CHECKING:
    from toprung.motion.portal.vendors_view import Asked, PersonAsked
    from toprung.records.book.models import Stakeholder

HELP = """The customer's side: invite a person by mail, ask one whether a result was reached, see what came of it.

People are named by name or e-mail address. `toprung serve` sends the mails; each person is reminded twice at most. What
they answer through their link is kept as signed by them: no command can answer for them.

Examples: **toprung portal ask HF-1 "Mina Sato" --outcome O-1 --note "Is it so?"**, **toprung portal show HF-1**,
**toprung portal revoke HF-1 mina@harborfoods.example**
"""


class Doing(enum.StrEnum):
    """What to do."""

    SHOW = "show"
    INVITE = "invite"
    ASK = "ask"
    TAKE_BACK = "take-back"
    REVOKE = "revoke"


def portal(
    doing: Annotated[Doing, typer.Argument(metavar="show|invite|ask|take-back|revoke", help="What to do.")],
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's id.")],
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Name or address; not with show.")] = "",
    outcome: Annotated[str, typer.Option("--outcome", help="With ask and take-back: the outcome's id.")] = "",
    note: Annotated[str, typer.Option("--note", help="With ask: a word to the person.")] = "",
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Do it, then say it."""
    from toprung.doors.cli.booting import begin

    if doing is not Doing.SHOW and not person:
        raise BadInput(f"Say who: toprung portal {doing.value} {account} PERSON.")
    if doing in (Doing.ASK, Doing.TAKE_BACK) and not outcome:
        raise BadInput("Say which result: --outcome ID.")
    session = begin(workspace)
    if doing is Doing.SHOW:
        _show(session, account, json)
        return
    said = _do(session, doing, account, person, outcome, note)
    _print({"done": doing.value, "said": said}, said, json)


def _do(session: Any, doing: Doing, account: str, who: str, outcome: str, note: str) -> str:
    from toprung.doors.entry import configured_origin
    from toprung.records.book.queries import stakeholder
    from toprung.records.outcomes import queries
    from toprung.records.portal.asking import ask
    from toprung.records.portal.links import invite, revoke_links
    from toprung.records.tenancy.actors import OPERATOR

    acting: dict[str, Any] = {"by": OPERATOR, "now": session.now}
    person = stakeholder(session.workspace, account, who)
    if doing is Doing.INVITE:
        invite(person, origin=configured_origin(), **acting)
        return f"{person.name} is invited: “toprung serve” sends the mail."
    if doing is Doing.REVOKE:
        links = revoke_links(person, **acting)
        return f"{links} {'link' if links == 1 else 'links'} of {person.name} open no more."
    if doing is Doing.ASK:
        asked_about = queries.outcome(session.workspace, account, outcome)
        ask(asked_about, person, note=note, origin=configured_origin(), **acting)
        return f"{person.name} is asked: “toprung serve” sends the mail."
    return _take_back(session, person, outcome, acting)


def _take_back(session: Any, person: Stakeholder, outcome: str, acting: dict[str, Any]) -> str:
    from toprung.records.portal.asking import open_requests, take_back_request

    found = open_requests(session.workspace).filter(stakeholder=person, outcome__external_id=outcome).first()
    if found is None:
        raise BadInput(f"{person.name} has no open question about “{outcome}”. Nothing was changed.")
    take_back_request(found, **acting)
    return f"{person.name} is not asked about “{outcome}” any more."


def _show(session: Any, account: str, json: bool) -> None:
    from toprung.doors.cli.terminal import print_json, say, table
    from toprung.motion.portal.vendors_view import asked_of, people_asked
    from toprung.records.book import queries

    held = queries.account(session.workspace, account)
    asked = [_told(one) for one in asked_of(session.workspace, held)]
    people = [_person(one) for one in people_asked(session.workspace, held, session.now)]
    if json:
        print_json({"asked": asked, "people": people})
        return
    zone = session.workspace.zone
    if not asked:
        say("Nobody has been asked yet: toprung portal ask ACCOUNT PERSON --outcome ID.")
    else:
        columns = ("person", "outcome", "asked", "mailed", "reminded", "state", "said", "words or trouble")
        table(columns, [_row(one, zone) for one in asked], flowing=("words or trouble",))
    links = [(p["person"], _moment(p["link_until"], zone), _moment(p["opened_at"], zone)) for p in people]
    table(("person", "link until", "first opened"), links, flowing=("person",))


def _row(one: dict[str, Any], zone: tzinfo) -> list[str]:
    asked, mailed = _moment(one["asked"], zone), _moment(one["mailed_at"], zone)
    said = (str(one["reminders"] or ""), one["state"], one["said"] or "", one["words"] or one["trouble"])
    return [one["person"], one["outcome"], asked, mailed, *said]


def _moment(told: str | None, zone: tzinfo) -> str:
    """To the minute, on the workspace's clock."""
    return f"{datetime.fromisoformat(told).astimezone(zone):%Y-%m-%d %H:%M}" if told else ""


def _told(one: Asked) -> dict[str, Any]:
    request = one.request
    return {
        "person": request.stakeholder.name,
        "outcome": request.outcome.external_id,
        "asked": request.asked_at.isoformat(timespec="seconds"),
        "mailed_at": one.mailed_at.isoformat() if one.mailed_at else None,
        "reminders": request.reminders,
        "state": request.closed_as or "open",
        "said": request.answer.said if request.answer else None,
        "words": request.answer.words if request.answer else "",
        "trouble": one.trouble,
    }


def _person(one: PersonAsked) -> dict[str, Any]:
    return {
        "person": one.person.name,
        "present": one.present,
        "link_until": one.link.expires_at.isoformat(timespec="minutes") if one.link else None,
        "opened_at": one.opened_at.isoformat(timespec="minutes") if one.opened_at else None,
    }


def _print(told: dict[str, Any], said: str, json: bool) -> None:
    from toprung.doors.cli.terminal import print_json, say

    print_json(told) if json else say(said)
