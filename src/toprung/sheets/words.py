"""How people write what Toprung has one word for: headings, blanks, yes and no, and the choices of the vocabulary."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from toprung.kernel import vocabulary as v
from toprung.kernel.vocabulary import Word

#: What people type where they have nothing to say.
BLANKS = frozenset({"", "n/a", "#n/a", "-", "–", "—", "none", "null", "tbd", "tba", "nil", "(blank)", "(empty)"})

_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]")
_FILLER = frozenset({"date", "day", "the", "of", "a", "current", "our", "field", "column"})

_YES = "yes y true t 1 x ok ✓ ✔ ☑ ✅ confirmed validated done achieved oui ja j si sí sim tak da vrai wahr verdadero"
_NO = "no n false f 0 ✗ ✘ ☐ ❌ unconfirmed pending non nein nee não nao nie faux falsch falso"
_NO_PHRASES = ("not confirmed", "not yet", "not validated", "not achieved")

_SYNONYMS: dict[type[Word], dict[Word, str]] = {
    v.StakeholderRole: {
        v.StakeholderRole.EXECUTIVE_SPONSOR: "exec sponsor, executive, sponsor, exec, c level, ceo, cfo, coo, cto, cio",
        v.StakeholderRole.BUYER: "economic buyer, decision maker, purchaser, budget holder, budget owner, owner",
        v.StakeholderRole.USER: "end user, power user, key user, enduser",
        v.StakeholderRole.TEAM_LEAD: "team leader, lead, teamlead, supervisor",
        v.StakeholderRole.MANAGER: "department manager, line manager, head of department, department head",
        v.StakeholderRole.CHAMPION: "internal champion, advocate, main contact",
    },
    v.MovementKind: {
        v.MovementKind.NEW: "new business, new logo, new mrr, new customer",
        v.MovementKind.EXPANSION: "upsell, upgrade, cross sell, crosssell, expand, growth",
        v.MovementKind.CONTRACTION: "downsell, downgrade, reduction, contract",
        v.MovementKind.CHURN: "churned, cancellation, cancelled, canceled, lost",
        v.MovementKind.REACTIVATION: "win back, winback, resurrected, returned, reactivated",
        v.MovementKind.TRANSFER: "transferred, moved",
    },
    v.TouchKind: {
        v.TouchKind.CALL: "phone, phone call, telephone, video call",
        v.TouchKind.EMAIL: "e mail, mail, message",
        v.TouchKind.MEETING: "meet, onsite, on site, workshop, visit, zoom, check in",
        v.TouchKind.BUSINESS_REVIEW: "qbr, ebr, quarterly business review, executive business review, review",
    },
    v.TouchPurpose: {
        v.TouchPurpose.STRATEGIC: "strategy, goals, strategical",
        v.TouchPurpose.TRANSACTIONAL: "tactical, operational, day to day, support",
    },
    v.OutcomeKind: {
        v.OutcomeKind.NUMERIC: "number, metric, quantitative, numerical",
        v.OutcomeKind.HOLD: "maintain, keep, sustain",
        v.OutcomeKind.STATUS: "state, qualitative",
    },
    v.Direction: {
        v.Direction.INCREASE: "up, higher, more, raise, grow, increasing, higher is better, ↑",
        v.Direction.DECREASE: "down, lower, less, reduce, cut, decreasing, lower is better, fall, ↓",
    },
    v.Category: {
        v.Category.REVENUE_GAINED: "revenue, revenue growth, new revenue, growth, revenue gain",
        v.Category.REVENUE_PROTECTED: "retention, revenue protection, revenue retention, protected revenue",
        v.Category.EFFICIENCY_GAINED: "efficiency, time saved, time saving, productivity, efficiency gain",
        v.Category.COST_CUT: "cost, cost reduction, cost savings, cost saving, savings, costs cut, cost reduced",
        v.Category.RISK_MITIGATED: "risk, risk reduction, risk mitigation, reduced risk, security",
        v.Category.COMPLIANCE: "compliant, regulatory, audit",
    },
    v.ValuePeriod: {
        v.ValuePeriod.ONCE: "one off, one time, onetime, single",
        v.ValuePeriod.WEEK: "weekly, per week, a week",
        v.ValuePeriod.MONTH: "monthly, per month, a month, p m",
        v.ValuePeriod.YEAR: "yearly, per year, a year, annual, annually, p a, per annum",
    },
    v.Said: {
        v.Said.YES: _YES.replace(" ", ", ") + ", agreed, attested",
        v.Said.NO: _NO.replace(" ", ", ") + ", denied, " + ", ".join(_NO_PHRASES),
        v.Said.WITHDRAWN: "withdrawn, withdraw, retracted, revoked, taken back",
    },
    v.MeasurementSource: {
        v.MeasurementSource.USAGE: "product, usage data, events, product usage",
        v.MeasurementSource.API: "integration, system, feed",
        v.MeasurementSource.CUSTOMER: "customer reported, self reported, client, reported, stakeholder",
    },
}


def fold(text: str) -> str:
    """A heading or word stripped to what people mean: no case, accents, punctuation, spaces or units in brackets."""
    return "".join(fold_words(text))


def fold_words(text: str) -> list[str]:
    """The folded words of a text. A heading that is all brackets keeps its inside; `Go_Live__c` loses the `__c`."""
    bare = _BRACKETS.sub(" ", text)
    bare = bare if bare.strip() else text
    bare = bare.removesuffix("__c")
    plain = unicodedata.normalize("NFKD", bare).casefold()
    return "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split()


def gist(text: str) -> str:
    """The folded text without filler such as “date” or “current”."""
    return "".join(word for word in fold_words(text) if word not in _FILLER)


def is_blank(text: str) -> bool:
    """Nothing, white space, or a placeholder such as N/A, - or tbd."""
    bare = text.strip()
    return not bare or (len(bare) <= 7 and bare.casefold() in BLANKS)


def yes_or_no(text: str) -> bool | None:
    """What people mean by x, ✓, oui, not yet ...; None where it is neither."""
    return _yes_no_words().get(_plain(text))


def choice_of(choices: type[Word], text: str) -> Word | None:
    """The word that is meant, in any case, with spaces or hyphens, or by a usual synonym; None where there is none."""
    return _choice_words(choices).get(_plain(text))


def _plain(text: str) -> str:
    """Like `fold`, but signs such as ✓ stay and brackets count."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if not (unicodedata.combining(c) or c.isspace() or c in "-_./’'!"))


@cache
def _yes_no_words() -> dict[str, bool]:
    yes = {_plain(word): True for word in _YES.split()}
    return yes | {_plain(word): False for word in (*_NO.split(), *_NO_PHRASES)}


@cache
def _choice_words(choices: type[Word]) -> dict[str, Word]:
    known = {_plain(name): word for word, names in _SYNONYMS.get(choices, {}).items() for name in names.split(", ")}
    return known | {_plain(word.value): word for word in choices}
