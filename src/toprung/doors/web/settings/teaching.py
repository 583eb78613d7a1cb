"""Examples of result definitions: what to write is learned faster from three good ones than from a rule."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """A result definition of a vendor like yours."""

    statement: str
    scope: str
    achieved_when: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a result is in a segment of this sort, and examples."""

    asks: str
    examples: tuple[Example, ...]


_LESSONS = {
    "SMB": Lesson(
        "One operational win that the buyer can name without looking it up.",
        (
            Example(
                "Quotes go out the same day instead of after six days.",
                "One process of one team; no integration with other systems.",
                "The buyer confirms it, and four weeks of quotes show it.",
            ),
            Example(
                "Invoices are paid 10 days earlier than before.",
                "Receivables of the customer’s own company.",
                "Days outstanding fell by 10 against the month before go-live.",
            ),
        ),
    ),
    "Mid-Market": Lesson(
        "An outcome of a team, which its team lead and its manager both confirm.",
        (
            Example(
                "The finance team closes the books in 5 days instead of 9.",
                "The monthly close of one legal entity.",
                "Two closes running took 5 days or fewer; team lead and manager say so.",
            ),
            Example(
                "Support answers 90% of tickets within the day, where it was 60%.",
                "First answers of the support team, all channels.",
                "The share was reached over a whole month.",
            ),
        ),
    ),
    "Enterprise": Lesson(
        "A metric of the reason they bought, which the executive sponsor reports upward.",
        (
            Example(
                "Empty kilometres of the fleet fall from 22% to 15%.",
                "The whole fleet of the contract’s regions; no subcontractors.",
                "A quarter at 15% or less, in the sponsor’s own report.",
            ),
            Example(
                "The cost of an audit falls by a third, with no finding left open.",
                "Yearly audits of all subsidiaries under the contract.",
                "The audit’s invoice and report, confirmed by the executive sponsor.",
            ),
        ),
    ),
}
#: what is no result, whatever the segment: the ladder's lower rungs
NO_RESULT = (
    ("Adopt the dashboard module", "that is adoption, rung 2: something is used"),
    ("Train 40 users by May", "that is a task: something is done"),
    ("Be more efficient", "that is vague: nobody could say yes or no to it"),
)


def lesson(segment: str) -> Lesson:
    """What to learn from for a segment of that name; Mid-Market's for one of the vendor's own."""
    return _LESSONS.get(segment, _LESSONS["Mid-Market"])
