"""Outcome, task, product milestone or vague? A first linter by stated patterns (DOMAIN section 2).

An outcome is something different in the customer's own business. A statement that begins with work to be done on
the product is a milestone unless it also says by how much the business changes; one that says neither a magnitude
nor a state reached is vague.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from toprung.doctrine.evidence import Terms
from toprung.kernel.vocabulary import Word


class Label(Word):
    BUSINESS_OUTCOME = "business_outcome"
    PRODUCT_MILESTONE = "product_milestone"
    VAGUE = "vague"


@dataclass(frozen=True, slots=True)
class Lint:
    """What a statement is, and the words that decided it."""

    label: Label
    decided_by: str = ""
    magnitude: str = ""
    metric: str = ""
    state: str = ""


_TASK = re.compile(
    r"^\W*(?:(?:we|they|team|to|please|the customer|customer)\s+(?:will\s+|to\s+|should\s+)?)*"
    r"(adopt|complete|train|roll(?:ing)?[ -]?out|launch|implement|deploy|install|migrate|onboard|enable|configure|"
    r"set(?:ting)?[ -]?up|integrate|connect|attend|schedule|log(?:ging)?[ -]?in|use|using|go(?:ing)?[ -]?live|finish|"
    r"activate|build|create|publish|import|invite|enrol|enroll|kick[ -]?off|get(?= .*\b(?:installed|trained|live|"
    r"onboarded|running)\b)|book|provision|customi[sz]e|document|hold (?:a|an|the|weekly|monthly)|run (?:a|an|the)|"
    r"conduct|upgrade|turn on|switch on|start using|move to|adoption of|rollout of|implementation of|training of)\b",
    re.IGNORECASE,
)
_PRODUCT_USE = re.compile(
    r"\b(adoption|log[ -]?ins?|active users?|users? (?:are |were )?(?:trained|onboarded|live|active|invited)|"
    r"usage|licen[cs]es? (?:used|assigned|activated)|seats? (?:used|assigned|activated|active)|"
    r"licen[cs]e utili[sz]ation|modules?|dashboards?|features?|trainings?|workshops?|webinars?|certified users?|"
    r"sessions?|sso|api integration|go-?live)\b",
    re.IGNORECASE,
)
_PER_PERIOD = re.compile(r"\b(?:per|an?|each|every)\s+(?:day|week|month|quarter|year)\b", re.IGNORECASE)
_YEAR = re.compile(
    r"\b(?:in|since|by|until|from|before|after|during|of)?\s*(?:19|20)\d{2}\b(?!\s*(?:%|[€$£]|eur|usd|gbp))", re.I
)
_NUMBER = r"\d[\d.,'’\u00a0\u202f]*"
_UNIT_WORDS = r"percent|per cent|percentage points?|points?|times|fold|hours?|days?|weeks?|months?|minutes?|ftes?"
_NUMBER_WORDS = r"one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|hundred"
_MAGNITUDE = re.compile(
    rf"(?:\b(?:{_NUMBER_WORDS})[ -](?:{_UNIT_WORDS})\b|\bby (?:a|one) (?:third|quarter|fifth|tenth)\b|"
    rf"[€$£¥]\s?{_NUMBER}\s?[kmb]?\b|{_NUMBER}\s?(?:%|percent\b|per cent\b|pp\b|percentage points?\b|points?\b|x\b|"
    rf"times\b|fold\b|k\b|m\b|million\b|eur\b|usd\b|gbp\b|hours?\b|hrs?\b|h\b|days?\b|minutes?\b|mins?\b|weeks?\b|"
    rf"months?\b|fte\b|ftes\b)|\bfrom\s+\S+(?:\s\S+){{0,3}}?\s+to\s+{_NUMBER}|{_NUMBER}\s*(?:->|→|to)\s*{_NUMBER}|"
    rf"\b(?:half|halve[ds]?|double[ds]?|triple[ds]?|twice|zero|none|no more than|at least|at most|under|below|above|"
    rf"over|less than|more than|fewer than)\b(?:\s+{_NUMBER})?|\b{_NUMBER}\b)",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(cut|cuts|cutting|reduc\w+|lower\w*|decreas\w+|shorten\w*|shrink\w*|shrank|trim\w*|sav(?:e|es|ed|ing)|"
    r"eliminat\w+|halv\w+|increas\w+|rais\w+|grow\w*|grew|lift\w*|improv\w+|boost\w*|doubl\w+|tripl\w+|speed\w*|"
    r"sped|accelerat\w+|free[sd]?|freeing|avoid\w*|prevent\w*|win|wins|won|gain\w*|recover\w*|retain\w*|keep|keeps|"
    r"kept|hold|held|maintain\w*|stay\w*|bring|brought|drop\w*|fell|falls?|rose|rises?|went|clos(?:e|ed|ing)|protect\w*|"
    r"deliver\w*|process\w*|reach\w*|achiev\w+|earn\w*|generat\w+|convert\w*)\b",
    re.IGNORECASE,
)
_METRIC = re.compile(
    r"\b(times?|hours?|days?|minutes?|weeks?|cycles?|costs?|spend\w*|budget|revenue|sales|margins?|profit|churn|"
    r"retention|rates?|ratio|errors?|defects?|incidents?|tickets?|backlog|conversions?|attrition|turnover|downtime|"
    r"uptime|availability|penalt\w+|fines?|risks?|findings?|productivity|throughput|capacity|headcount|overtime|"
    r"invoices?|dso|nps|csat|lead[ -]times?|close|deliver\w+|yield|waste|scrap|returns?|claims?|responses?|deals?|"
    r"pipeline|orders?|bookings?|opportunit\w+|leads?|shipments?|stock-?outs?|inventory|working capital|cash|fraud|"
    r"losses|savings?|accuracy|quality|volume|effort|work|payments?|discounts?|complaints?|escalations?|hires?|"
    r"vacanc\w+|meetings booked|renewals?|customers?|patients?|students?|cases?)\b",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\b(certif(?:ied|ication|icate)|pass(?:es|ed)?|complian(?:t|ce)|accredit\w+|audit-?ready|approved by|"
    r"signed[ -]off|obtain\w*|achiev\w+|without (?:manual|spreadsheets?|errors?|findings?|overtime|extra)|no longer|"
    r"replac(?:ed|es)|retir(?:e|es|ed|ing)\b|decommission\w+|consolidat\w+|"
    r"(?:first|second|new) (?:deal|win|order|opportunity|customer|market|sale)\w*|"
    r"won|recovered|eliminated|soc ?2|iso ?\d+|gdpr|hipaa|sox)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=8_192)
def lint(statement: str, metric: str = "", target: Decimal | None = None, state_after: str = "") -> Lint:
    """Label a statement, helped by the structured fields where they are filled in."""
    text = f"{statement} {metric}".strip()
    # A year is when, not how much.
    magnitude = str(target) if target is not None and metric else _first(_MAGNITUDE, _YEAR.sub(" ", statement))
    business, change, state = _first(_METRIC, text), _first(_CHANGE, statement), _first(_STATE, statement)
    task, use = _first(_TASK, statement, group=1), _first(_PRODUCT_USE, text)
    if magnitude and business and change and not _only_use(text, use):
        return Lint(Label.BUSINESS_OUTCOME, f"{change} … {magnitude}", magnitude, business, state)
    if task or _only_use(text, use):
        return Lint(Label.PRODUCT_MILESTONE, task or use)
    if magnitude and (business or change or metric or "%" in magnitude):
        return Lint(Label.BUSINESS_OUTCOME, magnitude, magnitude, metric or business or change, state)
    if state or state_after:
        return Lint(Label.BUSINESS_OUTCOME, state or state_after, magnitude, business, state or state_after)
    return Lint(Label.VAGUE, statement[:60], magnitude, business)


def lint_terms(terms: Terms) -> Lint:
    """What these terms are, by their statement and their fields."""
    return lint(terms.statement, terms.metric, terms.target, terms.state_after)


def names_metric_and_magnitude(text: str) -> bool:
    """Does the text say what changed and by how much, or which state was reached?"""
    found = lint(text)
    return found.label is Label.BUSINESS_OUTCOME and bool((found.magnitude and found.metric) or found.state)


def _only_use(text: str, use: str) -> bool:
    """Is use of the product all that the text measures? A rhythm (“per week”) is no metric."""
    return bool(use) and not _METRIC.search(_PER_PERIOD.sub(" ", _PRODUCT_USE.sub(" ", text)))


def _first(pattern: re.Pattern[str], text: str, group: int = 0) -> str:
    found = pattern.search(text)
    return found.group(group).strip() if found else ""
