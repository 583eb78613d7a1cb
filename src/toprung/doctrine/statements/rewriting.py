"""The rewrite that is offered: the customer's words, with blanks for what they do not say."""

from __future__ import annotations

from toprung.doctrine.evidence import Terms
from toprung.doctrine.statements.unmet import Found, Test
from toprung.doctrine.statements.vocabulary import Sense
from toprung.kernel.canon import decimal_text

_TODAY, _TARGET, _DATE = "[today’s value]", "[target]", "[date]"
#: what work on the product usually moves, by a word of the statement; the first that stands in it is taken
_MOVES = (
    (("report", "dashboard", "analytic"), "[hours spent on reporting]"),
    (("support", "ticket", "agent", "macro", "help"), "[tickets or hours to resolve]"),
    (("payroll", "leave", "employee", "hiring", "interview", "recruit"), "[hours of HR work, or days to hire]"),
    (("security", "sso", "endpoint", "alert", "vulnerab"), "[incidents, or hours to contain one]"),
    (("invoice", "payment", "ledger", "bank", "approval", "finance"), "[days to close, or cost per invoice]"),
    (("lead", "campaign", "crm", "sales", "rep"), "[deals won, or cost per lead]"),
    (("warehouse", "order", "stock", "inventory", "carrier", "depot"), "[late deliveries, or picking errors]"),
    (("pipeline", "deploy", "repositor", "service"), "[hours to release, or failed releases]"),
    (("train", "onboard", "course", "workshop"), "[errors, or days until productive]"),
)
_ANYTHING = "[what they count in their business]"


def rewrite(found: Found, terms: Terms, missing: tuple[Test, ...]) -> str:
    """A wording that would meet what is missing; empty where the wording is good as it is."""
    said = terms.statement.strip().rstrip(".!;,: ")
    asked = [test for test in missing if test not in (Test.OWNER, Test.VALIDATOR)]
    if not said or found.reading.blanks or (found.outcome and not asked):
        return ""
    by = f" by {_date(terms)}" if Test.TIME in missing or terms.due_on is not None else ""
    if found.outcome:
        return _completed(said, found, terms, missing, by)
    levels = f"from {_level(terms, 'baseline', _TODAY)} to {_level(terms, 'target', _TARGET)}"
    if found.milestone:
        due = by or f" by {_DATE}"
        return f"{said}, so that {terms.metric or _moved(said)} goes {levels}{due}"
    if found.reading.has(Sense.METRIC):
        return f"{said} {levels}{by}"
    return f"{said}: {terms.metric or _moved(said)} {levels}{by}"


def _completed(said: str, found: Found, terms: Terms, missing: tuple[Test, ...], by: str) -> str:
    """An outcome with what it does not say yet."""
    if Test.BASELINE not in missing:
        return f"{said}{by}" if by else ""
    if found.state and not found.reading.amounts:
        return f"{said}{by}, where today [how it is now]"
    return f"{said}{by}, from {_TODAY}"


def _moved(said: str) -> str:
    folded = said.casefold()
    return next((blank for words, blank in _MOVES if any(word in folded for word in words)), _ANYTHING)


def _level(terms: Terms, name: str, blank: str) -> str:
    value = terms.baseline if name == "baseline" else terms.target
    if value is None:
        return blank
    return f"{decimal_text(value)} {terms.unit}".strip()


def _date(terms: Terms) -> str:
    return terms.due_on.isoformat() if terms.due_on is not None else _DATE
