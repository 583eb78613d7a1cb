"""A statement read: its tokens, how much it says, when, and what was before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from toprung.doctrine.statements.tokens import AMOUNTS, Kind, Token, tokens
from toprung.doctrine.statements.vocabulary import Sense, words_of

_BLANK = re.compile(r"\[[^\]\n]{0,80}\]")
_LONG = ("month", "quarter", "year", "monat", "mois")
_SHORTLY = words_of("in within inside after innerhalb en binnen")
_DURING = words_of("over for during")
_ROW = words_of("first next last coming")
_PAID_BACK = words_of("payback amortised amortized break-even runway") | {"paid back", "pays back", "break even"}
#: “across 30 countries” says where, not how much
_WHERE = words_of("across in for at between among")
_BOUNDS = words_of(
    "under below above over exceeds exceed than least most by inside within stays unter über mindestens um höchstens "
    "only to at of"
)
_LIMITS = words_of("under below above exceeds exceed unter über mindestens höchstens") | {
    "more than",
    "less than",
    "fewer than",
    "no more than",
    "not more than",
    "at least",
    "at most",
}
_ONCE = words_of("was were from previously before currently today used took versus vs than statt von de after")
_USED_TO_BE = ["used", "to", "be"]
_INSTEAD = frozenset(("instead of", "no longer", "down from", "up from", "any more", "anymore", "rather than"))
_RHYTHMS = words_of("hourly daily weekly monthly quarterly yearly annually instantly overnight continuous")
_MORE = words_of("more less fewer")
_ALL = words_of("our all the their its these")
_ONE = words_of("to in only just now")
_A_QUARTER = words_of("a one by three")


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity of the statement and the index of its token.

    `bound`: it is the end or the size of a change, or a limit; `limit`: it is a limit for sure, such as “under 8”.
    """

    at: int
    token: Token
    bound: bool
    limit: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A statement's tokens and what they amount to."""

    tokens: tuple[Token, ...]
    #: all senses that any of the tokens has
    senses: int
    amounts: tuple[Amount, ...]
    #: says when
    when: Token | None
    #: the value or the state of before
    before: Token | None
    #: are there blanks, such as “[target]”, that nobody has filled in?
    blanks: bool = False

    def first(self, sense: int, start: int = 0) -> int | None:
        """The index of the first token of that sense from there on."""
        if self.senses & sense:
            for at in range(start, len(self.tokens)):
                if self.tokens[at].sense & sense:
                    return at
        return None

    def has(self, sense: int) -> bool:
        """Is there such a token?"""
        return bool(self.senses & sense)


def read(statement: str) -> Reading:
    """Read a statement."""
    blanks = "[" in statement and _BLANK.search(statement) is not None
    cut = tokens(_BLANK.sub(_spaces, statement) if blanks else statement)
    senses, amounts, when = 0, [], None
    for at, token in enumerate(cut):
        senses |= token.sense
        if token.kind is Kind.WHEN or (token.kind is Kind.SPAN and _is_deadline(cut, at)):
            when = when or token
        elif token.text in _RHYTHMS and _is_new_rhythm(cut, at):
            amounts.append(Amount(at, token._replace(kind=Kind.SPAN), bound=True))
        elif token.kind in AMOUNTS and not _says_nothing(cut, at):
            amounts.append(Amount(at, token, _bound(cut, at), _limit(cut, at)))
    return Reading(tuple(cut), senses, tuple(amounts), when, _before(cut, amounts), blanks)


def _spaces(found: re.Match[str]) -> str:
    return " " * len(found.group())


def _is_new_rhythm(cut: Sequence[Token], at: int) -> bool:
    """“From monthly to daily”: one rhythm in another's place."""
    return at > 2 and cut[at - 1].text == "to" and any(token.text in _RHYTHMS for token in cut[:at])


def _is_deadline(cut: Sequence[Token], at: int) -> bool:
    """Is this span of time a deadline, and not how long something takes?"""
    before = cut[at - 1].text if at else ""
    if before in _ROW:
        return True
    if not any(unit in cut[at].text for unit in _LONG) or (before not in _SHORTLY and before not in _DURING):
        return False
    return not any(token.text in _PAID_BACK for token in cut)


def _says_nothing(cut: Sequence[Token], at: int) -> bool:
    """Does this number not say how much: “9 out of 10”, “one of the”, “last quarter”, a “30-day review”?"""
    text = cut[at].text
    before = cut[at - 1].text if at else ""
    if text == "one":
        more = at + 1 < len(cut) and cut[at + 1].text in _MORE
        used_to_be = at > 2 and [token.text for token in cut[at - 3 : at]] == _USED_TO_BE
        return not more and before not in _ONE and not used_to_be
    if text == "quarter":
        return before not in _A_QUARTER
    if cut[at].kind is Kind.COUNT and (before in _WHERE or (before in _ALL and at > 1 and cut[at - 2].text in _WHERE)):
        return True
    hyphened = cut[at].kind is Kind.SPAN and "-" in text and text[0].isdigit()
    if hyphened and at + 1 < len(cut) and cut[at + 1].kind is Kind.WORD:
        return before not in ("from", "to") and cut[at + 1].text != "to"
    return any(_of_ten(cut, at - back) for back in (0, 2, 3))


def _of_ten(cut: Sequence[Token], at: int) -> bool:
    """Does “9 out of 10” begin here, said of nobody in particular?"""
    if at < 0 or cut[at].kind is not Kind.COUNT or not cut[at].text.isdigit():
        return False
    words = [token.text for token in cut[at + 1 : at + 3]]
    gap = 2 if words[:1] == ["of"] else 3 if words == ["out", "of"] else 0
    if not gap or at + gap >= len(cut) or cut[at + gap].kind is not Kind.COUNT or len(cut[at + gap].text) > 2:
        return False
    follower = cut[at + gap + 1] if at + gap + 1 < len(cut) else None
    return follower is None or not follower.sense & (Sense.METRIC | Sense.WHO)


def _bound(cut: Sequence[Token], at: int) -> bool:
    before = cut[at - 1] if at else None
    return before is not None and (
        before.kind is Kind.SIGN or before.text in _BOUNDS or bool(before.sense & Sense.NEUTRAL)
    )


def _limit(cut: Sequence[Token], at: int) -> bool:
    return at > 0 and (cut[at - 1].kind is Kind.SIGN or cut[at - 1].text in _LIMITS)


def _once(cut: Sequence[Token], at: int) -> bool:
    """Is this what was before: “from 8”, “used to be one each”? “Were cut by 30%” says how much it is less."""
    return cut[at - 1].text != "by" and any(token.text in _ONCE for token in cut[max(0, at - 3) : at])


def _before(cut: Sequence[Token], amounts: Sequence[Amount]) -> Token | None:
    """What stands for today's value, or for the one before."""
    for amount in amounts:
        if _once(cut, amount.at):
            return amount.token
    for amount, later in pairwise(amounts):
        if later.at == amount.at + 2 and cut[amount.at + 1].text == "to":
            return amount.token
    for at, token in enumerate(cut):
        if token.kind is Kind.ARROW and at:
            return cut[at - 1]
        if token.text in _INSTEAD:
            return token
    return None
