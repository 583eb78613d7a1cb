"""Named results, and the triage list: live accounts without one, each with the reason (DOMAIN section 6)."""

from __future__ import annotations

from toprung.doctrine.evidence import Evidence, Outcome, Terms
from toprung.doctrine.lifecycle import gone_live
from toprung.doctrine.linter import Label, lint_terms
from toprung.doctrine.once import once
from toprung.doctrine.reasons import Reason, because
from toprung.kernel.vocabulary import Lifecycle


def named_result(e: Evidence) -> Outcome | None:
    """The primary outcome, if the linter calls it neither task nor vague and it has a validator."""
    return e.primary if why_unnamed(e) is None else None


@once
def why_unnamed(e: Evidence) -> Reason | None:
    """Why the account has no named result; None where it has one."""
    return why_unnamed_terms(e.primary.terms if e.primary else None, promised=bool(e.outcomes))


def why_unnamed_terms(terms: Terms | None, *, promised: bool) -> Reason | None:
    """The same of the primary outcome's terms, where there is one; `promised`: is any outcome on file?"""
    if terms is None:
        return because("unnamed_no_primary") if promised else because("unnamed_no_outcome")
    label = lint_terms(terms).label
    if label is Label.PRODUCT_MILESTONE:
        return because("unnamed_milestone", statement=terms.statement)
    if label is Label.VAGUE:
        return because("unnamed_vague", statement=terms.statement)
    if not terms.validator:
        return because("unnamed_no_validator", statement=terms.statement)
    return None


def triage(e: Evidence, life: Lifecycle) -> Reason | None:
    """Why a live account is on the triage list; None where it is not on it."""
    return why_unnamed(e) if gone_live(e, life) else None
