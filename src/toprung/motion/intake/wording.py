"""How it is told whose an event is, or why it is nobody's yet."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from toprung.engine.loading import YEARS_BELIEVED
from toprung.engine.parcels import doubt
from toprung.kernel.vocabulary import Unmatched
from toprung.motion.intake.matching import GROUP, Key, Looks, Match

_LONGEST = 500


def matched_by(match: Match, key: Key, looks: Looks) -> str:
    """The rule with what it found: the group’s id, “acme”, is the account’s id. Empty where no account was found."""
    if match.account is None:
        return ""
    if match.rule is None:
        return f"the group’s id, “{key[GROUP]}”, was linked to the account"[:_LONGEST]
    looked_at = match.rule.looked_at
    return match.rule.sentence.replace(looked_at, f"{looked_at}, “{looks.value(key, match.rule)}”,", 1)[:_LONGEST]


def why_unmatched(match: Match, key: Key, looks: Looks) -> str:
    """Why the event belongs to no account, and what would help; empty where it belongs to one."""
    if match.why is None:
        return ""
    return _SENTENCES[match.why].format(said=_said(key, looks), several=" and ".join(match.several))[:_LONGEST]


def why_not_believed(occurred_at: datetime, received_at: datetime, zone: ZoneInfo, *, moved: bool) -> str:
    """Why the event counts nowhere though it was taken; empty where its time is believed.

    `moved`: it is not the time that was written, but what `sentAt` made of it.
    """
    why = doubt(occurred_at, received_at, zone)
    at = occurred_at.astimezone(zone).isoformat(" ", "minutes")
    return _DOUBTS[why].format(at=f"{at} by what “sentAt” says of the sender’s clock" if moved else at) if why else ""


def _said(key: Key, looks: Looks) -> str:
    """What the event says of what the rules look at, each once."""
    values = {rule.looked_at: looks.value(key, rule) for rule in looks.rules}
    return ", ".join(f"{looked_at} “{value}”" for looked_at, value in values.items() if value)


_DOUBTS = {
    "too_old": f"Its time, {{at}}, is over {YEARS_BELIEVED} years back: it is kept in quarantine and counts nowhere.",
    "in_the_future": "Its time, {at}, is over a day ahead: it is kept in quarantine and counts nowhere.",
}
_SENTENCES = {
    Unmatched.NOTHING_TO_GO_BY: "It says nothing that a rule looks at: send a groupId, or identify the user.",
    Unmatched.NOT_ON_FILE: "No account is on file for {said}. It is kept and finds its account once that is on file.",
    Unmatched.SEVERAL_ACCOUNTS: (
        "Several accounts share what it says ({several}): {said}. None of them is taken; a group’s id would tell."
    ),
}
