"""Answers to result checks: how many there are, and who was quicker."""

from __future__ import annotations

from toprung.kernel.errors import Refused
from toprung.records.book.models import Account
from toprung.records.outcomes.models import CheckAnswer


class AnsweredMeanwhile(Refused):
    """Somebody answered since the question was shown; `theirs` is that answer, and nothing of this one was kept."""

    def __init__(self, theirs: CheckAnswer) -> None:
        word = "yes" if theirs.yes else "no"
        super().__init__(
            f"{theirs.answered_by} answered this check with {word} while you were writing. Yours is not on the record: "
            "send it again to put it after theirs."
        )
        self.theirs = theirs


def answers_so_far(account: Account) -> int:
    """How many answers the account's checks have had."""
    return account.check_answers.count()


def require_unanswered(account: Account, seen: int | None) -> None:
    """Raise `AnsweredMeanwhile` where there are more answers than were seen; None asks nothing. Within the turn."""
    if seen is not None and answers_so_far(account) > seen:
        raise AnsweredMeanwhile(account.check_answers.order_by("-pk")[0])
