"""Values read from usage and put on file: once, corrected by late events, and the same in whatever order they come."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import NOW, TODAY, Cast
from tests.motion.book import Book, undone

from toprung.engine.schemas import EVENTS
from toprung.kernel.errors import BadInput, NotAllowed, NotFound
from toprung.kernel.vocabulary import MeasuredPer, MeasurementSource, UsageKind
from toprung.motion import stores
from toprung.motion.measuring import measure_due, preview
from toprung.motion.upkeep import bring_up_to_date
from toprung.records.book.models import Account
from toprung.records.journal.models import Entry
from toprung.records.outcomes.actions import (
    define_usage_measurement,
    record_measurements,
    stop_usage_measurement,
)
from toprung.records.outcomes.drafts import MeasurementDraft
from toprung.records.outcomes.models import Measurement, UsageMeasurement
from toprung.records.outcomes.reading_usage import UsageDefinition
from toprung.records.tenancy.actors import ANONYMOUS

OUTCOMES = """\
account,outcome,statement,kind,metric,unit,direction,baseline,target,mechanism,features,validator,\
agreed_on,primary,first_value
HF-1,matched,Match 5 invoices a week automatically instead of 0,numeric,matched,invoices,increase,0,5,\
It matches,matched,Mina Sato,2025-09-10,yes,yes
HF-1,state,Closing is audited,status,,,,manual,audited,Audit,matched,Mina Sato,2025-09-10,,
"""
WEEKLY = UsageDefinition(UsageKind.EVENTS, ("matched",), MeasuredPer.WEEK)
#: Harbor Foods is live since Wednesday 1 October 2025: Monday 6 October begins its first whole week
FIRST = date(2025, 10, 6)
Event = tuple[date, str]


@pytest.fixture
def promised(book: Book) -> Book:
    """Harbor Foods with two outcomes, and nothing measured."""
    book.bring("outcomes", OUTCOMES)
    return book


def load(book: Book, happened: Sequence[Event], name: str = "matched", account: str = "HF-1") -> None:
    rows = [
        {
            "account": account,
            "user": user,
            "name": name,
            "occurred_at": datetime.fromisoformat(f"{day}T09:00:00+00:00") + timedelta(seconds=number),
            "message_id": f"{account}-{day}-{user}-{number}",
            "properties": None,
        }
        for number, (day, user) in enumerate(happened)
    ]
    workspace = book.workspace
    stores.lake().append(workspace.lake_key, [pa.Table.from_pylist(rows, EVENTS)], workspace.timezone, NOW)


def define(cast: Cast, definition: UsageDefinition = WEEKLY) -> UsageMeasurement:
    return define_usage_measurement(cast.workspace, "HF-1", "matched", definition, by=cast.csm, now=NOW)


def due(cast: Cast, day: date) -> tuple[int, int]:
    """How many values were recorded and withdrawn on that day."""
    done = measure_due(cast.workspace, None, datetime.fromisoformat(f"{day}T10:00:00+00:00"))
    assert done.problems == []
    return done.recorded, done.withdrawn


def standing() -> list[tuple[date, Decimal | None, str]]:
    found = Measurement.objects.filter(superseded_at=None).order_by("occurred_on")
    return list(found.values_list("occurred_on", "value", "source"))


def usage(*values: tuple[date, int]) -> list[tuple[date, Decimal, str]]:
    return [(day, Decimal(value), "usage") for day, value in values]


def test_who_may_define_and_stop(promised: Book, cast: Cast) -> None:
    for actor in (ANONYMOUS, cast.stranger, cast.viewer, cast.seller):
        with pytest.raises(NotAllowed):
            define_usage_measurement(cast.workspace, "HF-1", "matched", WEEKLY, by=actor, now=NOW)
        with pytest.raises(NotAllowed):
            stop_usage_measurement(cast.workspace, "HF-1", "matched", by=actor, now=NOW)
    define(cast)
    define(cast)
    assert stop_usage_measurement(cast.workspace, "HF-1", "matched", by=cast.csm, now=NOW)
    assert not stop_usage_measurement(cast.workspace, "HF-1", "matched", by=cast.csm, now=NOW)
    # The same definition twice is noted once.
    verbs = list(Entry.objects.filter(verb__contains="usage").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["define_usage_measurement", "stop_usage_measurement"]


def test_what_cannot_be_read_is_refused_in_a_sentence(promised: Book, cast: Cast) -> None:
    with pytest.raises(BadInput, match="is a status"):
        define_usage_measurement(cast.workspace, "HF-1", "state", WEEKLY, by=cast.csm, now=NOW)
    with pytest.raises(NotFound, match="matched"):
        define_usage_measurement(cast.workspace, "HF-1", "mached", WEEKLY, by=cast.csm, now=NOW)
    cast.harbor.go_live_on = None
    cast.harbor.save()
    with pytest.raises(BadInput, match="no go-live"):
        define(cast, UsageDefinition(UsageKind.EVENTS, ("matched",), MeasuredPer.SINCE_GO_LIVE))
    for wrong in (
        {"events": ()},
        {"events": ("x" * 201,)},
        {"events": tuple(map(str, range(51)))},
        {"kind": UsageKind.SUM},
        {"kind": UsageKind.SUM, "property_name": "a'b"},
        {"times": Decimal(0)},
        {"kind": UsageKind.RATIO, "counted": UsageKind.RATIO},
    ):
        fields = {"kind": UsageKind.EVENTS, "events": ("matched",), "per": MeasuredPer.WEEK} | wrong
        with pytest.raises(BadInput):
            UsageDefinition(**fields)  # type: ignore[arg-type]


def test_without_events_nothing_is_said(promised: Book, cast: Cast) -> None:
    define(cast)
    assert due(cast, TODAY) == (0, 0)
    seen = preview(cast.workspace, "HF-1", "matched", WEEKLY, TODAY)
    assert (seen.since, seen.values) == (None, ())


def test_each_whole_week_once_and_the_day_it_was_achieved(promised: Book, cast: Cast) -> None:
    week = [FIRST + timedelta(days=n) for n in range(7)]
    # Monday 2, Wednesday 2, in the second week Monday 4 and Tuesday 2.
    load(promised, [(week[0], "ana"), (week[0], "bo"), (week[2], "ana"), (week[2], "bo")])
    define(cast)
    assert due(cast, week[6]) == (0, 0)
    assert due(cast, week[6] + timedelta(days=1)) == (1, 0)
    assert standing() == usage((week[6], 4))
    second = [day + timedelta(days=7) for day in week]
    load(promised, [(second[0], "ana")] * 4 + [(second[1], "bo")] * 2)
    # 4 + 2 = 6 by Tuesday: the target of 5 is met on that day, not at the week's end.
    assert due(cast, second[1]) == (1, 0)
    assert standing() == usage((week[6], 4), (second[1], 6))
    assert due(cast, second[1]) == (0, 0)
    promised.evaluate(TODAY)
    result = promised.verdicts(second[1])["HF-1"]["results"][0]
    assert Decimal(result["progress"]) == Decimal("1.2")


def test_late_events_supersede_and_nothing_is_lost(promised: Book, cast: Cast) -> None:
    load(promised, [(FIRST, "ana")])
    define(cast)
    monday = FIRST + timedelta(days=7)
    due(cast, monday)
    load(promised, [(FIRST + timedelta(days=3), "late")])
    assert due(cast, monday) == (1, 0)
    assert standing() == usage((FIRST + timedelta(days=6), 2))
    values = Measurement.objects.order_by("pk").values_list("value", flat=True)
    assert list(values) == [1, 2]
    assert due(cast, monday) == (0, 0)


def test_a_late_event_moves_the_day_of_achievement(promised: Book, cast: Cast) -> None:
    load(promised, [(FIRST + timedelta(days=2), "ana")] * 5)
    define(cast)
    due(cast, FIRST + timedelta(days=3))
    assert standing() == usage((FIRST + timedelta(days=2), 5))
    load(promised, [(FIRST, "late-1")] * 5)
    assert due(cast, FIRST + timedelta(days=3)) == (1, 1)
    assert standing() == usage((FIRST, 5))
    taken_back = Entry.objects.get(verb="withdraw_measurement")
    assert (taken_back.subject, taken_back.changes["value"]) == ("matched on 2025-10-08", ["5", None])


def test_the_day_that_meets_the_target_is_corrected_once_when_it_is_over(promised: Book, cast: Cast) -> None:
    load(promised, [(FIRST, "ana")] * 5)
    define(cast)
    assert due(cast, FIRST) == (1, 0)
    load(promised, [(FIRST, "later")] * 2)
    assert due(cast, FIRST) == (0, 0)
    assert standing() == usage((FIRST, 5))
    assert due(cast, FIRST + timedelta(days=1)) == (1, 0)
    assert standing() == usage((FIRST, 7))


def test_what_the_customer_said_of_a_day_stands(promised: Book, cast: Cast) -> None:
    load(promised, [(FIRST, "ana")])
    sunday = FIRST + timedelta(days=6)
    draft = MeasurementDraft("HF-1", "matched", sunday, Decimal(9), MeasurementSource.CUSTOMER)
    record_measurements(cast.workspace, [draft], by=cast.csm, now=NOW)
    define(cast)
    assert due(cast, sunday + timedelta(days=1)) == (0, 0)
    assert standing() == [(sunday, Decimal(9), "customer")]


def test_a_preview_writes_nothing_and_tells_what_saving_would_do(promised: Book, cast: Cast) -> None:
    load(promised, [(FIRST, f"u{n}") for n in range(5)] + [(FIRST + timedelta(days=7), "ana")])
    today = FIRST + timedelta(days=14)
    seen = preview(cast.workspace, "HF-1", "matched", WEEKLY, today)
    assert not Measurement.objects.exists()
    assert not UsageMeasurement.objects.exists()
    # 5 of 5 on the first Monday and at that week's end, 1 of 5 in the second week.
    assert [(value.day, value.value, value.share) for value in seen.values] == [
        (FIRST, 5, 1),
        (FIRST + timedelta(days=6), 5, 1),
        (FIRST + timedelta(days=13), 1, Decimal("0.2")),
    ]
    assert (seen.reached_on, seen.added, seen.corrected, seen.withdrawn) == (FIRST, 3, 0, 0)
    define(cast)
    assert due(cast, today) == (3, 0)
    users = UsageDefinition(UsageKind.USERS, ("matched",), MeasuredPer.SINCE_GO_LIVE)
    # Five on Monday and Ana makes six; the Sundays say nothing any more.
    seen = preview(cast.workspace, "HF-1", "matched", users, today)
    assert [value.value for value in seen.values] == [5, 6]
    assert (seen.added, seen.corrected, seen.withdrawn) == (1, 0, 2)


def test_it_is_read_before_the_book_is_evaluated(promised: Book, cast: Cast) -> None:
    load(promised, [(day, "ana") for day in [date(2026, 3, 31)] * 5])
    define(cast)
    bring_up_to_date(cast.workspace, NOW)
    assert standing()[-1] == (TODAY, Decimal(5), "usage")
    cast.harbor.refresh_from_db()
    assert cast.harbor.verdict.verdict["results"][0]["progress"] == "1"
    before = Measurement.objects.count()
    bring_up_to_date(cast.workspace, NOW + timedelta(seconds=5))
    assert Measurement.objects.count() == before


def covering(book: Book, names: str) -> None:
    """Harbor's outcome covers these accounts too."""
    book.bring("outcomes", f"account,outcome,statement,covers\nHF-1,matched,Match 5 invoices a week,{names}\n")


@pytest.fixture
def group(promised: Book) -> Book:
    """Harbor Foods with two accounts of the same group: its outcome covers Oslo, and not Bergen."""
    promised.bring("accounts", "account,name,go_live_on\nOS-1,Oslo,2025-10-01\nBE-1,Bergen,2025-10-01\n")
    covering(promised, "OS-1")
    return promised


def test_an_outcome_that_covers_other_accounts_counts_the_events_of_all_of_them(group: Book, cast: Cast) -> None:
    load(group, [(FIRST, "ana"), (FIRST, "bo")])
    load(group, [(FIRST + timedelta(days=1), "ana"), (FIRST + timedelta(days=2), "cy")], account="OS-1")
    load(group, [(FIRST, "di")] * 9, account="BE-1")
    sunday, monday = FIRST + timedelta(days=6), FIRST + timedelta(days=7)
    by_user = UsageDefinition(UsageKind.USERS, ("matched",), MeasuredPer.WEEK)
    # Harbor 2, Oslo 2: 4 events of Ana (twice), Bo and Cy: 3 users. Bergen's nine are nobody's business here.
    seen = preview(cast.workspace, "HF-1", "matched", by_user, monday)
    assert [(value.day, value.value) for value in seen.values] == [(sunday, 3)]
    define(cast)
    assert due(cast, monday) == (1, 0)
    assert standing() == usage((sunday, 4))

    # Whom the outcome covers has changed: the value on file is corrected, Harbor 2 + Bergen 9.
    covering(group, "BE-1")
    assert due(cast, monday) == (2, 0)
    assert standing() == usage((FIRST, 11), (sunday, 11))


def test_an_event_of_a_covered_account_measures_the_outcome(group: Book, cast: Cast) -> None:
    define(cast)
    load(group, [(date(2026, 3, 31), "ana")])
    bring_up_to_date(cast.workspace, NOW)
    load(group, [(date(2026, 3, 31), "bo")] * 4, account="OS-1")

    done = bring_up_to_date(cast.workspace, NOW + timedelta(seconds=5))

    # Harbor 1 + Oslo 4 = 5: the target, on the day it happens; both stand on it.
    assert done.extent == "some"
    assert standing()[-1] == (TODAY, Decimal(5), "usage")
    for account in Account.objects.filter(workspace=cast.workspace, external_id__in=("HF-1", "OS-1")):
        assert account.verdict.verdict["results"][0]["progress"] == "1"


EVENTS_OF_THREE_WEEKS = st.lists(
    st.tuples(st.integers(0, 20), st.sampled_from(["ana", "bo", "cy"])), min_size=1, max_size=12, unique=True
)


@given(EVENTS_OF_THREE_WEEKS, st.randoms(use_true_random=False), st.sampled_from(list(MeasuredPer)))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_arrival_does_not_matter(
    promised: Book, cast: Cast, happened: list[tuple[int, str]], random: object, per: MeasuredPer
) -> None:
    definition = UsageDefinition(UsageKind.USERS, ("matched",), per)
    events = [(FIRST + timedelta(days=n), user) for n, user in happened]
    end = FIRST + timedelta(days=30)
    outcomes = []
    for order in (sorted(events), random.sample(events, len(events))):  # type: ignore[attr-defined]
        with undone():
            cast.workspace.lake_key = f"order{next(_NUMBERS)}"
            cast.workspace.save()
            define(cast, definition)
            for number, one in enumerate(order):
                load(promised, [one])
                due(cast, FIRST + timedelta(days=number + 18))
            due(cast, end)
            assert due(cast, end) == (0, 0)
            outcomes.append(standing())
    assert outcomes[0] == outcomes[1]


_NUMBERS = itertools.count()
