"""What makes a statement an outcome, by its reading, and the words that decide it."""

from __future__ import annotations

from toprung.doctrine.statements.reading import Amount, Reading
from toprung.doctrine.statements.tokens import Kind, Token
from toprung.doctrine.statements.vocabulary import Sense, words_of
from toprung.doctrine.statements.working import DETERMINERS, done_words, leading

#: “with the app” is how, not what
_INSTRUMENTS = words_of("with using via through by thanks in from after since on use")
#: states only of what is no wish: “obtain alignment”
_GOT = words_of("obtain obtained passed won recovered")
#: what an authority does, by how the word begins
_SAYS = ("approv", "accept", "grant", "confirm", "sign", "clear", "clos", "relies", "rely", "waive", "certif", "lower")
_TRAINEES = words_of("admin admins administrator administrators user users champion champions trainer trainers")
_SO = frozenset(("so", "that"))
_TO = words_of("to -> → => auf à")
#: so few tokens lie between the two ends of a move
_NEAR = 5
_DIRECTIONS = words_of("more increase increases increased grow grows by doubled double improve improves")


def outcome_words(reading: Reading) -> tuple[Token, ...]:
    """The words that make it a business outcome: the change and its size, or the state; none, where it is none."""
    return _measured(reading) or (() if reading.blanks else _state(reading))


def _measured(reading: Reading) -> tuple[Token, ...]:
    """The change of a business measure and its size."""
    if not reading.amounts:
        return ()
    begins = _business_begins(reading)
    if begins is None or (reading.has(Sense.USE) and not _directed(reading, begins)):
        return ()
    behind_work = begins > 0
    start = (leading(reading) or 0) + 1 if behind_work else 0
    change = reading.first(Sense.CHANGE, begins)
    metric = reading.first(Sense.METRIC, start)
    for amount in reading.amounts:
        if amount.at < begins or _of_use(reading, change, amount.at) or _of_work(reading, amount):
            continue
        if _tells(reading, amount, change, metric, behind_work):
            named = _run(reading, metric) if metric is not None and metric != change else ()
            return (*_at(reading, change), *named, _moved(reading, amount))
    return ()


def _run(reading: Reading, metric: int) -> tuple[Token, ...]:
    """The metric with the words that belong to it: “reporting time”, “first-call resolution”."""
    end = metric
    while end + 1 < len(reading.tokens) and reading.tokens[end + 1].sense & Sense.METRIC:
        if reading.tokens[end + 1].sense & Sense.CHANGE:
            break
        end += 1
    return (_joined(reading, metric, end),)


def _moved(reading: Reading, amount: Amount) -> Token:
    """The amount, with the one that it moves to: “8h to under 2h”."""
    later = [other.at for other in reading.amounts if 1 < other.at - amount.at < _NEAR]
    between = {token.text for token in reading.tokens[amount.at + 1 : later[0]]} if later else set()
    if not between & _TO:
        return amount.token
    return _joined(reading, amount.at, later[0])


def _joined(reading: Reading, first: int, last: int) -> Token:
    """Tokens as one, which has the first one's kind and sense."""
    one, other = reading.tokens[first], reading.tokens[last]
    return one if first == last else one._replace(text=f"{one.text} {other.text}", end=other.end)


def _at(reading: Reading, at: int | None) -> tuple[Token, ...]:
    return () if at is None else (reading.tokens[at],)


def _business_begins(reading: Reading) -> int | None:
    """From which token on the statement may speak of the customer's business; None where it never does.

    Work and use at the head are passed over, if a change of something follows them: “deploy … to cut …”.
    """
    head = leading(reading)
    if head is None:
        return 0
    first = reading.first(Sense.METRIC | Sense.USE)
    use_at = first if first is not None and reading.tokens[first].sense & Sense.USE else None
    if use_at is None and not _is_work(reading, head):
        return 0
    behind = max(head, use_at or 0) + 1
    change = reading.first(Sense.CHANGE, behind)
    return _purpose(reading, behind) if change is None and reading.before is not None else change


def _purpose(reading: Reading, start: int) -> int | None:
    """The index of the word that leads over from work to what it is for."""
    return next((at for at in range(start, len(reading.tokens)) if reading.tokens[at].text in _SO), None)


def _of_work(reading: Reading, amount: Amount) -> bool:
    """Is it work that is counted: “4,500 contracts uploaded”?"""
    if amount.token.kind is not Kind.COUNT or not reading.has(Sense.DONE) or _directed(reading, 0):
        return False
    return bool(done_words(reading))


def _of_use(reading: Reading, change: int | None, amount: int) -> bool:
    """Is it use that changes: “reduce the time to a first login to …”? “With the app” is only how."""
    if change is None or change > amount:
        return False
    for at in range(change + 1, amount):
        before = {token.text for token in reading.tokens[max(change, at - 2) : at]}
        if reading.tokens[at].sense & Sense.USE and not before & _INSTRUMENTS:
            return True
    return False


def _is_work(reading: Reading, head: int) -> bool:
    """Does the sentence begin with work to be done, and not with a noun that looks like it: “review time below …”?"""
    sense = reading.tokens[head].sense
    follower = reading.tokens[head + 1] if head + 1 < len(reading.tokens) else None
    counted = follower is not None and follower.kind is Kind.COUNT
    if not sense & Sense.WORK or sense & Sense.STRONG or (sense & Sense.METRIC and not counted):
        return False
    if sense & Sense.CHANGE and (reading.before is not None or (follower is not None and follower.kind is Kind.MONEY)):
        return False
    named = follower is not None and follower.text not in DETERMINERS and not counted
    if reading.before is not None and named and reading.first(Sense.CHANGE, head + 1) is not None:
        return False
    if sense & Sense.SERVED and not reading.has(Sense.TOOL | Sense.USE):
        return False
    if follower is None or not follower.sense & Sense.METRIC:
        return True
    return not any(a.at > head + 1 and (a.bound or a.token.kind is not Kind.COUNT) for a in reading.amounts)


def _directed(reading: Reading, start: int) -> bool:
    """Is it said which way something goes, and not only that it is done in the product?"""
    if reading.before is not None:
        return True
    return any(token.sense & Sense.STRONG or token.text in _DIRECTIONS for token in reading.tokens[start:])


def _tells(reading: Reading, amount: Amount, change: int | None, metric: int | None, behind_work: bool) -> bool:
    """Does this amount say how much the business changes?"""
    kind, limit = amount.token.kind, amount.limit
    wished = reading.has(Sense.VAGUE | Sense.PRAISE) and metric is None
    if wished and (kind is Kind.SHARE or (kind is Kind.COUNT and not reading.has(Sense.STRONG))):
        return False
    if change is not None and (metric is not None or reading.has(Sense.WHO)):
        return True
    if behind_work and metric is None:
        return kind is Kind.MONEY
    if kind in (Kind.SHARE, Kind.MONEY):
        of_all = kind is Kind.SHARE and _of_something(reading, amount)
        return metric is not None or change is not None or amount.bound or of_all or reading.before is not None
    if kind is Kind.SPAN and reading.has(Sense.SERVED):
        return True
    if metric is not None or reading.has(Sense.STRONG) or reading.before is not None:
        return True
    return (limit and not reading.has(Sense.TOOL)) or (amount.bound and change is not None)


def _of_something(reading: Reading, amount: Amount) -> bool:
    """“80% of spare parts”: a share of something that is no use of the product."""
    follower = reading.tokens[amount.at + 1] if amount.at + 1 < len(reading.tokens) else None
    return follower is not None and follower.text == "of" and not reading.has(Sense.TOOL)


def _state(reading: Reading) -> tuple[Token, ...]:
    """The state that is reached, or that ends."""
    ended = _ended(reading)
    if ended is not None:
        return (reading.tokens[ended],)
    official = _official(reading)
    if official:
        return official
    reached = reading.first(Sense.REACHED)
    if reached is None:
        return ()
    token = reading.tokens[reached]
    if token.text in _GOT and reading.has(Sense.VAGUE):
        return ()
    # People who are certified have been trained; a company that is has been audited.
    trained = token.text.startswith(("certif", "accredit", "zertifi"))
    if trained and any(one.text in _TRAINEES for one in reading.tokens):
        return ()
    for one in reading.tokens[:reached]:
        if one.sense & Sense.USE or (trained and (one.sense & Sense.TOOL or one.kind is Kind.COUNT)):
            return ()
    return (token,)


def _ended(reading: Reading) -> int | None:
    """The index of what says that something is no more; wishes, such as “no more silos”, say it of nothing."""
    wished = reading.has(Sense.VAGUE) and not reading.has(Sense.METRIC)
    first = reading.tokens[0] if reading.tokens else None
    if first is not None and first.text == "no" and len(reading.tokens) > 2 and not wished:
        return None if reading.has(Sense.USE) else 0
    if wished:
        return None
    ended = reading.first(Sense.ENDED)
    if ended is None:
        ended = _goes_without(reading)
    if ended is not None and reading.tokens[ended].text.startswith("without") and _is_led_by_work_on_a_tool(reading):
        return None
    return ended


def _goes_without(reading: Reading) -> int | None:
    """The index of the “without” of “without missing a delivery”: an ill of the business that does not happen."""
    for at, token in enumerate(reading.tokens[:-2]):
        if token.text == "without" and reading.tokens[at + 1].text.endswith("ing"):
            objects = reading.tokens[at + 2 : at + 5]
            if any(one.sense & (Sense.METRIC | Sense.WHO) for one in objects):
                return at
    return None


def _is_led_by_work_on_a_tool(reading: Reading) -> bool:
    """Is “without errors” only how the work goes: “complete the migration without errors”?"""
    head = leading(reading)
    at_work = head is not None and bool(reading.tokens[head].sense & Sense.WORK)
    return at_work and reading.has(Sense.TOOL | Sense.USE)


def _official(reading: Reading) -> tuple[Token, ...]:
    """Whoever watches over the customer says so: “the auditor accepts …”."""
    at = reading.first(Sense.AUTHORITY)
    if at is None or reading.has(Sense.USE | Sense.VAGUE):
        return ()
    said = next((token for token in reading.tokens[at + 1 : at + 4] if token.text.startswith(_SAYS)), None)
    return () if said is None else (reading.tokens[at], said)
