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

#: What stands in the first column of a row that adds up the others.
_TOTALS = (
    "total totals sum sums grandtotal subtotal overall gesamt gesamtsumme summe insgesamt zwischensumme somme suma"
)

_SYNONYMS: dict[type[Word], dict[Word, str]] = {
    v.StakeholderRole: {
        v.StakeholderRole.EXECUTIVE_SPONSOR: (
            "exec sponsor, executive, sponsor, exec, c level, ceo, cfo, coo, cto, cio, cmo, cro, ciso, chro, cpo, evp, "
            "svp, vp, vice president, managing director, executive director, chairman, president, "
            "geschäftsführer, geschäftsführerin, geschäftsführung, geschaeftsfuehrer, geschaeftsfuehrerin, vorstand, "
            "vorständin, vorstandsmitglied, vorstandsvorsitzender, vorstandsvorsitzende, geschäftsleitung, "
            "pdg, président, présidente, directeur général, directrice générale, dg, sponsor exécutif, "
            "director general, directora general, consejero delegado, consejera delegada, presidente, presidenta, "
            "patrocinador ejecutivo, patrocinadora ejecutiva"
        ),
        v.StakeholderRole.BUYER: "economic buyer, decision maker, purchaser, budget holder, budget owner, owner, "
        "purchasing, procurement, purchasing manager, procurement manager, einkauf, einkäufer, einkäuferin, "
        "einkaeufer, einkaeuferin, einkaufsleiter, einkaufsleiterin, leiter einkauf, head of procurement, "
        "head of purchasing, vp procurement, acheteur, acheteuse, achats, responsable achats, responsable des achats, "
        "directeur achats, directeur des achats, comprador, compradora, compras, responsable de compras, "
        "jefe de compras, jefa de compras",
        v.StakeholderRole.USER: "end user, power user, key user, enduser, "
        "anwender, anwenderin, nutzer, nutzerin, endanwender, "
        "utilisateur, utilisatrice, usuario, usuaria",
        v.StakeholderRole.TEAM_LEAD: "team leader, lead, teamlead, supervisor, teamleiter, teamleiterin, teamleitung, "
        "gruppenleiter, gruppenleiterin, chef d équipe, cheffe d équipe, responsable d équipe, líder de equipo, "
        "jefe de equipo, jefa de equipo",
        v.StakeholderRole.MANAGER: "department manager, line manager, head of department, department head, head, "
        "abteilungsleiter, abteilungsleiterin, abteilungsleitung, bereichsleiter, bereichsleiterin, leiter, leiterin, "
        "chef de service, cheffe de service, responsable de service, chef de département, responsable de département, "
        "responsable de departamento, jefe de departamento, jefa de departamento, gerente",
        v.StakeholderRole.CHAMPION: "internal champion, advocate, main contact, "
        "fürsprecher, fürsprecherin, hauptansprechpartner",
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


#: How job titles begin that say whose they are, whatever follows; in this order.
_TITLES = tuple(
    (re.compile(rf"(?:{opening})\b", re.IGNORECASE), role)
    for opening, role in (
        (
            r"c[efoti]o|[es]?vp|(?:senior |executive )?vice[- ]president|chief \w+(?: \w+)? officer|managing director|"
            r"geschäftsführer(?:in)?|vorstand",
            v.StakeholderRole.EXECUTIVE_SPONSOR,
        ),
        (r"head of (?:procurement|purchasing)|leiter(?:in)? (?:des )?einkaufs?", v.StakeholderRole.BUYER),
        (r"team[- ]?lead(?:er)?|teamleiter(?:in)?|chef(?:fe)? d.équipe", v.StakeholderRole.TEAM_LEAD),
        (
            r"head of|abteilungsleiter(?:in)?|bereichsleiter(?:in)?|leiter(?:in)? |chef(?:fe)? de service",
            v.StakeholderRole.MANAGER,
        ),
    )
)


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
    return _yes_no_words().get(plain_word(text))


def choice_of(choices: type[Word], text: str) -> Word | None:
    """The word that is meant, in any case, with spaces or hyphens, or by a usual synonym; None where there is none."""
    known = _choice_words(choices).get(plain_word(text))
    return known if known or choices is not v.StakeholderRole else _role_of_title(text)


def is_total(text: str) -> bool:
    """Is it what people write before a sum: Total, Grand total, Summe ...?"""
    return plain_word(text).rstrip(":") in _TOTALS.split()


def _role_of_title(text: str) -> v.StakeholderRole | None:
    """The role that a job title begins with: “Head of Finance” is a manager, “VP Sales” an executive sponsor."""
    return next((role for opening, role in _TITLES if opening.match(text.strip())), None)


def plain_word(text: str) -> str:
    """Like `fold`, but signs such as ✓ stay and brackets count."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if not (unicodedata.combining(c) or c.isspace() or c in "-_./’'!"))


@cache
def _yes_no_words() -> dict[str, bool]:
    yes = {plain_word(word): True for word in _YES.split()}
    return yes | {plain_word(word): False for word in (*_NO.split(), *_NO_PHRASES)}


@cache
def _choice_words(choices: type[Word]) -> dict[str, Word]:
    known = {plain_word(name): word for word, names in _SYNONYMS.get(choices, {}).items() for name in names.split(", ")}
    return known | {plain_word(word.value): word for word in choices}
