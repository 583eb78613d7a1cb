"""`toprung erase`: a customer's person forgotten for good, once it was looked at what goes and what stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from toprung.doors.cli.options import Json, Workspace

if TYPE_CHECKING:
    from toprung.motion.forgetting import Outlook

HELP = """Forget a customer's person for good, as they may ask: name, address and words go, what they did stays.

Without --yes it says what would go and what would stay, and changes nothing. With it the name and address go from the
book, promises, plans, questions, mails, notes, hand-offs, the journal, imports and the events under the address; the
person is “erased person N” from then on, and **toprung verify** still passes. It cannot be undone.

Examples: **toprung erase HF-1 "Mina Sato"**, **toprung erase HF-1 mina@harborfoods.example --yes**
"""


_TRACES = (
    "The databases’ files still hold traces, because somebody is reading: “toprung serve” clears them soon, or erase "
    "“{name}” once more."
)


def erase(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's id.")],
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Name or address.")],
    yes: Annotated[bool, typer.Option("--yes", help="Erase; without it nothing is changed.")] = False,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Look, or do it, then say it."""
    from toprung.doors.cli.booting import begin

    session = begin(workspace)
    from toprung.motion.forgetting import outlook
    from toprung.records.book.queries import stakeholder
    from toprung.records.outcomes.erasing import is_erased
    from toprung.records.tenancy.actors import OPERATOR

    found = stakeholder(session.workspace, account, person)
    if is_erased(found):
        _once_more(found.name, json)
        return
    seen = outlook(found, by=OPERATOR, now=session.now)
    if yes:
        _erased(session, seen, json)
    else:
        _looked(seen, json)


def _looked(seen: Outlook, json: bool) -> None:
    from toprung.doors.cli.terminal import print_json, say

    if json:
        print_json({"erased": False, **_told(seen)})
        return
    say(f"Erasing {seen.person.name} of {seen.person.account.name} would take the name and address out of", "bold")
    for line in seen.goes or ("nothing but the entry under People",):
        say(f"  {line}")
    say("It would leave", "bold")
    for line in seen.stays:
        say(f"  {line}")
    if seen.mentioned:
        say(f"Texts with a part of the name alone are left: it may be anybody's. There are {seen.mentioned}:")
        for mention in seen.mentions:
            say(f"  {mention.where}: {mention.text}")
    say(seen.hindered or "Nothing was changed. To erase, add --yes; it cannot be undone.")


def _erased(session: Any, seen: Outlook, json: bool) -> None:
    from toprung.doors.cli.terminal import print_json, say
    from toprung.motion.forgetting import erase_person
    from toprung.motion.forgetting.previewing import goes_told
    from toprung.motion.scrubbing import scrub
    from toprung.records.tenancy.actors import OPERATOR

    was = seen.person.name
    done = erase_person(seen.person, by=OPERATOR, now=session.now)
    scrubbed = scrub()
    if json:
        told = _told(seen) | {"person": done.name, "gone": dict(done.counts), "scrubbed": scrubbed}
        print_json({"erased": True, **told})
        return
    say(f"{was} is called {done.name} from now on: the name and address are gone from", "bold")
    for line in goes_told(done.counts) or ("the entry under People",):
        say(f"  {line}")
    if not scrubbed:
        say(_TRACES.format(name=done.name))


def _once_more(name: str, json: bool) -> None:
    """Nothing is left to erase but what SQLite keeps of deleted rows."""
    from toprung.doors.cli.terminal import print_json, say
    from toprung.motion.scrubbing import scrub

    scrubbed = scrub()
    if json:
        print_json({"erased": True, "person": name, "gone": {}, "scrubbed": scrubbed})
        return
    say(
        f"{name} was erased before. "
        + ("No trace is left in the databases." if scrubbed else _TRACES.format(name=name))
    )


def _told(seen: Outlook) -> dict[str, Any]:
    return {
        "person": seen.person.name,
        "account": seen.person.account.external_id,
        "goes": {name: count for name, count in seen.counts.items() if count},
        "stays": list(seen.stays),
        "mentions": [{"where": mention.where, "text": mention.text} for mention in seen.mentions],
        "mentioned": seen.mentioned,
        "hindered": seen.hindered,
    }
