"""What a statement is, by its reading, and the words that decide it."""

from __future__ import annotations

from toprung.doctrine.statements.reading import Amount, Reading
from toprung.doctrine.statements.tokens import Kind, Token
from toprung.doctrine.statements.vocabulary import Sense, words_of

#: who does it, what is hoped: what may stand before the word that leads a sentence
_OPENING = words_of(
    "we they our their the a an all team customer client please will would should must shall to need needs want wants "
    "i i've i'd still have has got goal target is next step then also be being been us who asked everyone everybody he "
    "she successfully fully only about wir alle die der das les le la nous"
)
_LINKS = words_of(
    "and or by in with for on to from at of before after until within between as again successfully across via into "
    "und im in mit bis für auf par dans pour"
)
#: words before “the” that are no work
_LIGHT = words_of(
    "help support make let give be become set put own lead serve turn on in at for with from by of all about as if see "
    "under over into like love beat"
)
#: “with the app” is how, not what
_INSTRUMENTS = words_of("with using via through by thanks in from after since on use")
_DETERMINERS = words_of("the a an all our your their each every")
#: states only of what is no wish: “obtain alignment”
_GOT = words_of("obtain obtained passed won recovered")
#: what an authority does, by how the word begins
_SAYS = ("approv", "accept", "grant", "confirm", "sign", "clear", "clos", "relies", "rely", "waive", "certif", "lower")
_TRAINEES = words_of("admin admins administrator administrators user users champion champions trainer trainers")
#: what is done to a thing of the product, where no number says what comes of it
_DOING = words_of("automate replace standardise standardize")
#: participles that wishes use as well
_LOOSE = words_of("delivered supported created introduced opened shown")
_SO = frozenset(("so", "that"))
_TO = words_of("to -> → => auf à")
#: so few tokens lie between the two ends of a move
_NEAR = 5
#: so few words are no sentence
_WHOLE = 3
_DIRECTIONS = words_of("more increase increases increased grow grows by doubled double improve improves")


def outcome_words(reading: Reading) -> tuple[Token, ...]:
    """The words that make it a business outcome: the change and its size, or the state; none, where it is none."""
    return _measured(reading) or (() if reading.blanks else _state(reading))


def milestone_words(reading: Reading) -> tuple[Token, ...]:
    """The words that make it work or use of the product; none, where it is neither."""
    head = leading(reading)
    lead = reading.tokens[head] if head is not None else None
    use = reading.first(Sense.USE)
    if use is not None:
        led = lead is not None and lead.sense & Sense.WORK and head != use
        return (*_at(reading, head if led else None), reading.tokens[use])
    if head is not None and lead is not None and _is_task(reading, head, lead):
        return (lead,)
    return _done(reading) or _things(reading)


def _is_task(reading: Reading, head: int, lead: Token) -> bool:
    """Is the word that leads a verb of work? One that nobody listed is, before “the”, where nothing is wished for."""
    if lead.sense & Sense.WORK:
        return not _slogan(reading, lead)
    if lead.sense & Sense.WEAK:
        return reading.has(Sense.TOOL) and not reading.has(Sense.VAGUE)
    if head or len(reading.tokens) < _WHOLE or lead.text in _LIGHT:
        return False
    determined = reading.tokens[1].text in _DETERMINERS
    if lead.sense & Sense.CHANGE and (lead.text not in _DOING or reading.has(Sense.VAGUE)):
        return False
    if lead.sense or reading.has(Sense.VAGUE | Sense.METRIC | Sense.WHO):
        return determined and reading.has(Sense.TOOL) and not reading.amounts
    return determined or reading.tokens[1].kind is Kind.COUNT


def leading(reading: Reading) -> int | None:
    """The index of the word that leads the sentence; behind a row's name, such as “Phase 2:”."""
    for at in range(_behind_a_name(reading), len(reading.tokens)):
        token = reading.tokens[at]
        if token.sense & Sense.CHANGE or (token.kind is Kind.WORD and token.text not in _OPENING):
            return at
    return None


def _behind_a_name(reading: Reading) -> int:
    for at, token in enumerate(reading.tokens[:5]):
        if token.text == ":":
            named = any(one.sense & (Sense.METRIC | Sense.USE) for one in reading.tokens[:at])
            return 0 if named else at + 1
    return 0


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
    return bool(_done(reading))


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
    named = follower is not None and follower.text not in _DETERMINERS and not counted
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


def _done(reading: Reading) -> tuple[Token, ...]:
    """Work told as done, behind its object: “contract signed”, and not “live figures”."""
    if reading.has(Sense.STRONG):
        return ()
    for at in range(1, len(reading.tokens)):
        token = reading.tokens[at]
        follower = reading.tokens[at + 1] if at + 1 < len(reading.tokens) else None
        done = token.sense & Sense.DONE or _participle(reading, token, follower)
        if token.text in _LOOSE and reading.has(Sense.VAGUE):
            continue
        if done and (follower is None or follower.kind is not Kind.WORD or follower.text in _LINKS):
            return (token,)
    return ()


def _participle(reading: Reading, token: Token, follower: Token | None) -> bool:
    """A participle that nobody listed, at the end: “legal documents notarised”."""
    if follower is not None or token.sense or not token.text.endswith("ed"):
        return False
    return not reading.has(Sense.WHO | Sense.VAGUE | Sense.METRIC)


def _ended(reading: Reading) -> int | None:
    """The index of what says that something is no more; wishes, such as “no more silos”, say it of nothing."""
    wished = reading.has(Sense.VAGUE) and not reading.has(Sense.METRIC)
    first = reading.tokens[0] if reading.tokens else None
    if first is not None and first.text == "no" and len(reading.tokens) > 2 and not wished:
        return None if reading.has(Sense.USE) else 0
    return None if wished else reading.first(Sense.ENDED)


def _official(reading: Reading) -> tuple[Token, ...]:
    """Whoever watches over the customer says so: “the auditor accepts …”."""
    at = reading.first(Sense.AUTHORITY)
    if at is None or reading.has(Sense.USE | Sense.VAGUE):
        return ()
    said = next((token for token in reading.tokens[at + 1 : at + 4] if token.text.startswith(_SAYS)), None)
    return () if said is None else (reading.tokens[at], said)


def _slogan(reading: Reading, lead: Token) -> bool:
    """Work on nothing that one could do: “build a world-class culture”, “expand market share”."""
    if not lead.sense & Sense.WEAK or reading.has(Sense.TOOL):
        return False
    return reading.has(Sense.VAGUE) or (reading.has(Sense.METRIC) and not reading.amounts)


def _things(reading: Reading) -> tuple[Token, ...]:
    """Things of the product and of its introduction, counted or named alone, and not wished for."""
    thing = reading.first(Sense.TOOL)
    if thing is None:
        return ()
    counted = not reading.has(Sense.VAGUE) and any(amount.at < thing for amount in reading.amounts)
    wished = reading.has(Sense.VAGUE | Sense.CHANGE)
    return (reading.tokens[thing],) if counted or not wished else ()
