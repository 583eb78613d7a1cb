"""A statement cut into its tokens: words with their senses, amounts, times, and names that hold digits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum, auto
from typing import NamedTuple

from toprung.doctrine.statements.vocabulary import NOTHING, Sense, vocabulary, words_of

_NUMBER = r"\d+(?:[.,'’:\u00a0\u202f]\d+)*"
_MONTH = (
    r"january|february|april|june|july|august|september|october|november|december|jan|feb|apr|jun|jul|aug|sept?|oct|nov|"
    r"dec|januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|"
    r"octobre|novembre|décembre"
)
_BOTH = "may|march|mar"  # a month and a verb
_SEASON = r"summer|autumn|winter|spring|fall|season|christmas|easter|black friday|peak season"
_COMPARED = r"(?:year|quarter|month|week)[ -](?:over|on)[ -](?:year|quarter|month|week)|yoy"
_PERIOD = rf"(?:year(?:[ -]end)?|quarter|month|week|{_SEASON}|renewal|fy)"
#: digits that are a name, a place in a row or a manner of speaking
_NAME = (
    r"iso(?:/iec)?[ -]?\d+(?:[:-]\d+)*|soc ?[123]\b(?: type [12i]+\b)?|pci(?: dss)?\b(?: [\d.]+)?|p\d\d\b|part \d+|"
    r"24 ?[/x] ?7|24 hours a day|365 days(?: a year)?|360(?: ?°| ?-?degrees?\b)|top[ -]?\d+|"
    r"(?:number|no\.?|nr\.?|#) ?(?:1|one)\b|#\d+|(?:industry|web|hotel|version|release) ?\d+(?:\.\d+)*|\d\.0\b|"
    r"[1-5]-star\b(?! rating)|v\d+(?:\.\d+)*\b|phases? \d+|steps? \d+|stage \d+|tier[ -]?\d|level \d+|"
    r"(?:ward|line|plant|site|module|type) \d+|"
    r"[^\W\d_]+\(\d+\)|(?:day|year) (?:one|1|two|2)\b|scale of \d+ (?:to|-) \d+"
)
_WHEN = (
    rf"\d{{1,2}}(?:st|nd|rd|th|\.)? (?:{_MONTH}|{_BOTH})\b(?: \d{{4}})?|"
    rf"(?:{_MONTH}|{_BOTH}) \d{{1,2}}(?:st|nd|rd|th)?\b(?!\s?%)(?:,? \d{{4}})?|"
    rf"(?:{_MONTH})\b(?: \d{{4}})?|(?:by|in|until|before|since|from|early|mid|late|of) (?:{_BOTH})\b(?: \d{{4}})?|"
    r"[qh][1-4]\b(?:[ /'-]?\d{2,4}\b)?|(?:weeks?|months?|days?|quarters?|terms?|kw) \d+(?: ?[-–] ?\d+)?\b|"
    r"20\d\d-\d\d(?:-\d\d)?|fy ?\d{2,4}|"
    r"(?:19|20)\d\d\b(?!\s?(?:%|[€$£]|eur|usd|[a-z]*(?:customers|users|orders|files)))"
    rf"|(?:by|before|until|till|this|next|last|coming|during|at|end of|of) (?:the )?(?:end of |start of |close of )?"
    rf"(?:the |this |next |last |first |fiscal |financial |coming )*{_PERIOD}\b(?: \d+\b)?(?: end\b)?|"
    rf"(?:{_SEASON}|year[ -]end|fy end|jahresende)\b|{_COMPARED}\b"
)
_UNIT = (
    r"%|percentage points?|percent|per cent|prozent|points?|pts?|pp|bps|times|fold|x|bn|mio\.?|million(?:en|s)?|"
    r"thousand|k|m€|k€|m|eur(?:os?)?|usd|gbp|chf|pounds?|dollars?|[€$£¥]|hours?|hrs?|h|days?|minutes?|mins?|seconds?|secs?|ms|s|"
    r"weeks?|months?|quarters?|years?|ftes?|stunden|tagen?|wochen|monaten?|minuten|heures?|jours?|semaines?|mois"
)
_TOKEN = re.compile(
    rf"(?P<name>\b(?:{_NAME}))|(?P<when>\b(?:{_WHEN}))|"
    rf"(?P<amount>(?:[€$£¥]\s?)?{_NUMBER}\+?(?:(?! (?:{_COMPARED}))[ -]?(?:{_UNIT})(?!\w))*)|"
    r"(?P<span>(?:same|next)[ -]day\b)|(?P<arrow>->|→|=>)|"
    r"(?P<word>[^\W\d_](?:[\w'’]|[-/](?=\w))*)|(?P<sign>[+±<>≤≥]=?)|(?P<stop>[.;:,()–—])"
)
_UNIT_WORD = re.compile(rf"(?=...)(?:{_UNIT})\Z")  # not “two hr managers”
_NUMBER_WORDS = words_of(
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty "
    "hundred dozen zwei drei vier fünf zehn deux trois quatre cinq dix"
)
_FRACTIONS = words_of(
    "half halve halves halved halving third thirds quarter fifth fifths tenth tenths double doubles doubled doubling "
    "triple tripled twice halbieren halbiert verdoppeln moitié"
)
_ONES = frozenset(("one", "1"))
_KINDS_OF_DAYS = frozenset(("working", "business", "calendar", "full"))
_USING = words_of("use uses using used")
_MONEY = re.compile(r"[€$£¥]|eur|usd|gbp|chf|pound|dollar|mio|million|(?<=\d)[ ]?[km]\b|\dbn|\d ?m€")
_SHARE = re.compile(r"%|percent|per cent|prozent|point|pts|pp\b|bps|times|fold|\dx\b")
_SPAN = re.compile(
    r"hour|hrs?\b|\dh\b|day|minute|mins?\b|second|secs?\b|\d ?ms\b|week|month|quarter|year|stunde|tag|woche|monat|"
    r"heure|jour|semaine|mois|\d ?[hs]\b"
)


class Kind(Enum):
    """What a token is."""

    WORD = auto()
    SHARE = auto()
    MONEY = auto()
    SPAN = auto()
    COUNT = auto()
    ARROW = auto()
    SIGN = auto()
    WHEN = auto()
    NAME = auto()
    STOP = auto()


#: what a part of “first-response” or “custom-built” says of the whole
_OF_PARTS = Sense.METRIC | Sense.USE | Sense.TOOL | Sense.VAGUE | Sense.WHO
AMOUNTS = (Kind.SHARE, Kind.MONEY, Kind.SPAN, Kind.COUNT)


class Token(NamedTuple):
    """One token; `start` and `end` are its place in the statement."""

    kind: Kind
    text: str
    start: int
    end: int
    sense: int = NOTHING


def tokens(statement: str) -> list[Token]:
    """The statement's tokens in order."""
    return _with_users(_with_phrases(_joined(_cut(statement.lower()))))


def _cut(text: str) -> Iterator[Token]:
    words = vocabulary().words
    for found in _TOKEN.finditer(text):
        group, told = found.lastgroup, found.group()
        if group == "word":
            yield Token(_word_kind(told), told, found.start(), found.end(), _sense(told, words))
        elif group == "amount":
            yield Token(_amount_kind(told), told, found.start(), found.end(), Sense.ENDED if told == "0" else NOTHING)
        elif group == "name":
            yield Token(Kind.NAME, told, found.start(), found.end(), _named(told))
        else:
            yield Token(Kind[str(group).upper()], told, found.start(), found.end())


def _word_kind(word: str) -> Kind:
    if word in _FRACTIONS:
        return Kind.SHARE
    return Kind.COUNT if word in _NUMBER_WORDS else Kind.WORD


def _sense(word: str, words: Mapping[str, int]) -> int:
    sense = words.get(word)
    if sense is not None or ("-" not in word and "/" not in word):
        return sense or NOTHING
    whole = NOTHING
    for part in re.split(r"[-/]", word):
        whole |= words.get(part, NOTHING)
    return whole & _OF_PARTS


def _named(name: str) -> int:
    return Sense.REACHED if name.startswith(("iso", "soc")) else NOTHING


def _amount_kind(told: str) -> Kind:
    if _SHARE.search(told):
        return Kind.SHARE
    if _MONEY.search(told):
        return Kind.MONEY
    return Kind.SPAN if _SPAN.search(told) else Kind.COUNT


def _joined(cut: Iterator[Token]) -> list[Token]:
    """Numbers written as words, or followed by an adjective, with their unit: “two working days”, “five percent”."""
    found: list[Token] = []
    for token in cut:
        before = found[-1] if found else None
        if before is not None and before.kind is Kind.COUNT and _is_unit(token):
            told = f"{before.text} {token.text}"
            found[-1] = Token(_amount_kind(told), told, before.start, token.end)
        elif before is not None and before.text == "an" and token.text == "hour":
            found[-1] = Token(Kind.SPAN, "an hour", before.start, token.end)
        elif before is not None and before.kind is Kind.COUNT and token.text in _KINDS_OF_DAYS:
            found[-1] = before._replace(end=token.end)
        elif token.kind is Kind.COUNT and _is_one_in(found):
            found[-2:] = [Token(Kind.SHARE, f"{found[-2].text} in {token.text}", found[-2].start, token.end)]
        else:
            found.append(token)
    return found


def _is_one_in(found: list[Token]) -> bool:
    """Does a share end here: “one in three”?"""
    return len(found) > 1 and found[-1].text == "in" and found[-2].text in _ONES


def _is_unit(token: Token) -> bool:
    return token.text == "quarter" or (token.kind is Kind.WORD and _UNIT_WORD.match(token.text) is not None)


def _with_phrases(cut: list[Token]) -> list[Token]:
    """The tokens, where words together say more than each: the first of them has the phrase's sense, too."""
    phrases = vocabulary().phrases
    for at, token in enumerate(cut):
        for phrase, sense in phrases.get(token.text, ()):
            if len(phrase) + at <= len(cut) and all(cut[at + step].text == word for step, word in enumerate(phrase)):
                _mark(cut, at, len(phrase), sense)
                break
    return cut


def _with_users(cut: list[Token]) -> list[Token]:
    """The tokens, where “agents use macros” is use of the product and “fuel use” is none."""
    for at in range(1, len(cut)):
        if cut[at].text in _USING and cut[at - 1].sense & Sense.WHO:
            cut[at] = cut[at]._replace(sense=Sense.USE)
    return cut


def _mark(cut: list[Token], at: int, count: int, sense: int) -> None:
    """A phrase's words lose what they would mean alone, and the phrase stands at the first."""
    last = cut[at + count - 1]
    text = " ".join(token.text for token in cut[at : at + count])
    cut[at] = Token(Kind.WORD, text, cut[at].start, last.end, sense)
    del cut[at + 1 : at + count]
