"""The features that the outcomes of a whole book name, read at once: a chunk alone knows only its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date

from toprung.engine.recounting import Pair
from toprung.kernel.days import Rhythm
from toprung.motion.evaluation.book_facts import segment_on
from toprung.motion.evaluation.covering import Coverings, in_force
from toprung.motion.evaluation.reading import rows_of
from toprung.records.book import queries
from toprung.records.outcomes.models import OutcomeVersion
from toprung.records.tenancy.models import Workspace

#: an account's segment on the day (None: it has none) and its own settings -> the rhythm it is counted in
RhythmOf = Callable[[str | None, dict[str, str]], Rhythm]


def named_features(
    workspace: Workspace, as_of: date, coverings: Coverings, rhythm_of: RhythmOf
) -> dict[Rhythm, set[Pair]]:
    """(account, event name) pairs of every version in force by the day, by their account's rhythm. Three queries."""
    versions = OutcomeVersion.objects.filter(in_force(as_of), outcome__account__workspace=workspace)
    named = versions.exclude(features=[]).values_list("outcome_id", "outcome__account__external_id", "features")
    features: dict[int, set[str]] = defaultdict(set)
    pairs: set[Pair] = set()
    for outcome, account, names in rows_of(named):
        features[outcome].update(names)
        pairs.update((account, name) for name in names)
    for account, covering in coverings.of.items():
        pairs.update((account, name) for each in covering for name in features.get(each.outcome, ()))
    if not pairs:
        return {}
    rhythms = _rhythms(workspace, as_of, rhythm_of)
    found: dict[Rhythm, set[Pair]] = defaultdict(set)
    for pair in pairs:
        # A covering names accounts as text: one of them need not be on file.
        if pair[0] in rhythms:
            found[rhythms[pair[0]]].add(pair)
    return dict(found)


def _rhythms(workspace: Workspace, as_of: date, rhythm_of: RhythmOf) -> dict[str, Rhythm]:
    """The rhythm of each account."""
    memberships: dict[int, list[tuple[date | None, str]]] = defaultdict(list)
    members = queries.memberships(workspace).select_related(None)
    for pk, since, name in rows_of(members.values_list("account_id", "since", "segment__name")):
        memberships[pk].append((since, name))
    rows = rows_of(queries.accounts(workspace).values_list("id", "external_id", "settings"))
    return {name: rhythm_of(segment_on(memberships[pk], as_of), settings) for pk, name, settings in rows}
