"""What work and use of the product look like: which word leads, what is told as done, which things are named."""

from __future__ import annotations

from toprung.doctrine.statements.reading import Reading
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
DETERMINERS = words_of("the a an all our your their each every")
#: what is done to a thing of the product, where no number says what comes of it
_DOING = words_of("automate replace standardise standardize")
#: participles that wishes use as well
_LOOSE = words_of("delivered supported created introduced opened shown")
#: before a participle: it is done to something, whatever follows
_BEING = words_of("is are was were been being")
#: so few words are no sentence
_WHOLE = 3


def milestone_words(reading: Reading) -> tuple[Token, ...]:
    """The words that make it work or use of the product; none, where it is neither."""
    head = leading(reading)
    lead = reading.tokens[head] if head is not None else None
    use = reading.first(Sense.USE)
    if use is not None:
        led = lead is not None and lead.sense & Sense.WORK and head != use
        return (lead, reading.tokens[use]) if led and lead is not None else (reading.tokens[use],)
    if head is not None and lead is not None and _is_task(reading, head, lead):
        return (lead,)
    return done_words(reading) or _things(reading)


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


def _is_task(reading: Reading, head: int, lead: Token) -> bool:
    """Is the word that leads a verb of work? One that nobody listed is, before “the”, where nothing is wished for."""
    if lead.sense & Sense.WORK:
        return not _slogan(reading, lead)
    if lead.sense & Sense.WEAK:
        return reading.has(Sense.TOOL) and not reading.has(Sense.VAGUE)
    if head or len(reading.tokens) < _WHOLE or lead.text in _LIGHT:
        return False
    determined = reading.tokens[1].text in DETERMINERS
    if lead.sense & Sense.CHANGE and (lead.text not in _DOING or reading.has(Sense.VAGUE)):
        return False
    if lead.sense or reading.has(Sense.VAGUE | Sense.METRIC | Sense.WHO):
        return determined and reading.has(Sense.TOOL) and not reading.amounts
    return determined or reading.tokens[1].kind is Kind.COUNT


def done_words(reading: Reading) -> tuple[Token, ...]:
    """Work told as done, behind its object: “contract signed”, and not “live figures”."""
    if reading.has(Sense.STRONG):
        return ()
    for at in range(1, len(reading.tokens)):
        token = reading.tokens[at]
        follower = reading.tokens[at + 1] if at + 1 < len(reading.tokens) else None
        done = token.sense & Sense.DONE or _participle(reading, token, follower)
        if token.text in _LOOSE and reading.has(Sense.VAGUE):
            continue
        passive = reading.tokens[at - 1].text in _BEING
        if done and (passive or follower is None or follower.kind is not Kind.WORD or follower.text in _LINKS):
            return (token,)
    return ()


def _participle(reading: Reading, token: Token, follower: Token | None) -> bool:
    """A participle that nobody listed, at the end: “legal documents notarised”."""
    if follower is not None or token.sense or not token.text.endswith("ed"):
        return False
    return not reading.has(Sense.WHO | Sense.VAGUE | Sense.METRIC)


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
