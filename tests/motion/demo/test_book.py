"""The book as data: the same each time, whole, and with nothing that has not happened yet."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from toprung.kernel.canon import fingerprint
from toprung.kernel.errors import BadInput
from toprung.kernel.vocabulary import Lifecycle, Rung
from toprung.motion.demo.book import DEMO_DAY, Book, build_book
from toprung.motion.demo.cast import DEAL, PAIR, PARTS
from toprung.motion.demo.customer import Segment, company_name
from toprung.motion.demo.truth import Result
from toprung.motion.demo.usage import EVENT_FIELDS
from toprung.motion.demo.wording import FREE_WRITER
from toprung.records.outcomes.templates import starters

#: Days that lie ahead by their nature.
PLANS = {"due_on", "ends_on", "signature_expected_on"}


@pytest.fixture(scope="module")
def book() -> Book:
    return build_book()


def everything(book: Book) -> str:
    return fingerprint([book.rows, book.truth, list(book.event_columns())])


def test_same_arguments_give_the_same_bytes() -> None:
    first, second = (build_book(40, seed=3, events_per_user_week=1) for _ in range(2))
    assert everything(first) == everything(second)
    assert everything(first) != everything(build_book(40, seed=4, events_per_user_week=1))


def test_files_are_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        build_book(12, events_per_user_week=1).write(tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


@pytest.mark.parametrize("more", [47, 120, 130])
def test_more_accounts_leave_the_earlier_ones_alone(more: int) -> None:
    few, many = build_book(40, events_per_user_week=1), build_book(more, events_per_user_week=1)
    early = {row["account"] for row in few.rows["accounts"]}
    for kind, rows in few.rows.items():
        assert rows == [row for row in many.rows[kind] if row["account"] in early]
    assert few.truth.accounts == many.truth.accounts[:40]
    events = list(few.events())
    assert events == [event for event, _ in zip(many.events(), events, strict=False)]


def test_a_hand_over_needs_both_accounts() -> None:
    assert not [row for row in build_book(1).rows["revenue"] if row["kind"] == "transfer"]
    assert len([row for row in build_book(2).rows["revenue"] if row["kind"] == "transfer"]) == 2


def test_every_story_is_told_and_segments_are_dealt_as_said(book: Book) -> None:
    told = Counter(account.story for account in book.truth.accounts)
    assert told == {part.name: part.smb + part.mid + part.enterprise for part in (*PAIR, *PARTS)}
    segments = Counter(account.segment for account in book.truth.accounts)
    # 55%, 30% and 15% of 120
    assert segments == {Segment.SMB: 66, Segment.MID: 36, Segment.ENTERPRISE: 18}
    assert sum(told.values()) == DEAL


def test_every_end_occurs(book: Book) -> None:
    assert {account.rung for account in book.truth.accounts} == set(Rung)
    assert {account.result for account in book.truth.accounts} == set(Result)
    assert {account.lifecycle for account in book.truth.accounts} == set(Lifecycle)


def test_nothing_is_later_than_today(book: Book) -> None:
    for kind, rows in book.rows.items():
        for row in rows:
            late = {k: v for k, v in row.items() if isinstance(v, date) and v > DEMO_DAY and k not in PLANS}
            assert not late, (kind, row)
    assert max(event["occurred_at"] for event in book.events()) < datetime(2026, 7, 1, tzinfo=UTC)


def test_nothing_is_older_than_the_book(book: Book) -> None:
    # 2.5 years before the day, and up to 120 days in which the customer was met
    oldest = DEMO_DAY - timedelta(days=round(2.5 * 365.25) + 120)
    assert min(row["segment_from"] for row in book.rows["accounts"]) >= oldest
    signed = [account.signed_on for account in book.truth.accounts if account.signed_on]
    assert min(signed) >= oldest + timedelta(days=120)


def test_rows_refer_to_rows_that_exist(book: Book) -> None:
    accounts = {row["account"] for row in book.rows["accounts"]}
    people = {(row["account"], row["name"]) for row in book.rows["stakeholders"]}
    outcomes = {(row["account"], row["outcome"]) for row in book.rows["outcomes"]}
    assert all(row["account"] in accounts for rows in book.rows.values() for row in rows)
    assert all(row["parent"] in accounts | {None} for row in book.rows["accounts"])
    assert all((row["account"], row["validator"]) in people for row in book.rows["outcomes"])
    assert all((row["account"], row["agreed_by"]) in people for row in book.rows["outcomes"] if row["agreed_by"])
    for kind in ("measurements", "attestations"):
        assert all((row["account"], row["outcome"]) in outcomes for row in book.rows[kind])
    assert all((row["account"], row["outcome"]) in outcomes for row in book.rows["touches"] if row["outcome"])
    assert all((row["account"], row["stakeholder"]) in people for row in book.rows["attestations"])


def test_keys_are_unique(book: Book) -> None:
    keys = {
        "accounts": ("account",),
        "stakeholders": ("account", "name"),
        "contracts": ("account", "contract"),
        "outcomes": ("account", "outcome"),
        "measurements": ("account", "outcome", "occurred_on"),
        "attestations": ("account", "outcome", "stakeholder", "occurred_on"),
    }
    for kind, fields in keys.items():
        assert max(Counter(tuple(row[f] for f in fields) for row in book.rows[kind]).values()) == 1, kind
    ids = [event["message_id"] for event in book.events()]
    assert len(ids) == len(set(ids))


def test_there_are_parents_with_children(book: Book) -> None:
    parents = {row["account"]: row["parent"] for row in book.rows["accounts"]}
    assert parents["LL-0002"] == "LL-0001"
    assert 3 <= sum(parent is not None for parent in parents.values()) <= 20
    assert all(parents[parent] is None for parent in parents.values() if parent)


def test_only_people_who_are_there_attest_agree_and_attend(book: Book) -> None:
    people = {(row["account"], row["name"]): row for row in book.rows["stakeholders"]}

    def there(person: dict[str, date | None], day: date) -> bool:
        joined, left = person["joined_on"], person["left_on"]
        return joined is not None and joined <= day and (left is None or day < left)

    for row in book.rows["attestations"]:
        assert there(people[row["account"], row["stakeholder"]], row["occurred_on"])
    for row in book.rows["outcomes"]:
        if row["agreed_by"]:
            assert there(people[row["account"], row["agreed_by"]], row["agreed_on"])
    for row in book.rows["touches"]:
        roles = {p["role"] for p in people.values() if p["account"] == row["account"] and there(p, row["occurred_on"])}
        assert set(row["attendees"]) <= roles
    assert any(row["left_on"] for row in people.values())


def test_contracts_are_signed_before_they_start_and_follow_each_other(book: Book) -> None:
    for row in book.rows["contracts"]:
        assert row["signed_on"] < row["starts_on"] < row["ends_on"]
        if row["cancelled_on"]:
            assert (row["ends_on"] - row["cancelled_on"]).days >= row["notice_days"]
    lengths = [(row["ends_on"] - row["starts_on"]).days for row in book.rows["contracts"]]
    assert min(lengths) < 180
    assert max(lengths) > 700
    thrice = {account.account for account in book.truth.accounts if account.story == "renewed_twice_without_result"}
    for account in thrice:
        assert len([row for row in book.rows["contracts"] if row["account"] == account]) == 3


def test_whoever_pays_has_a_contract_that_day(book: Book) -> None:
    for account in book.truth.accounts:
        terms = [row for row in book.rows["contracts"] if row["account"] == account.account]
        covered = any(row["starts_on"] <= DEMO_DAY < row["ends_on"] for row in terms)
        assert covered == (account.mrr > 0), account.story


def test_words_of_a_yes_name_metric_and_magnitude(book: Book) -> None:
    metrics = {row["outcome"]: row["metric"] for row in book.rows["outcomes"]}
    for row in book.rows["attestations"]:
        assert row["how"]
        if row["verdict"] == "yes":
            assert row["words"].startswith(metrics[row["outcome"]])
            value = row["value"]
            assert (f"{value.normalize():f}" if isinstance(value, Decimal) else value) in row["words"]
            assert "Ledgerline" in row["words"]


def test_event_columns_come_in_batches_and_equal_the_rows(book: Book) -> None:
    batches = list(book.event_columns(batch=10_000))
    assert all(len(columns[name]) == 10_000 for columns in batches[:-1] for name in EVENT_FIELDS)
    total = sum(len(columns["account"]) for columns in batches)
    assert 150_000 <= total <= 300_000
    rows = [dict(zip(EVENT_FIELDS, values, strict=True)) for values in zip(*batches[0].values(), strict=True)]
    assert rows == [row for row, _ in zip(book.events(), rows, strict=False)]


def test_the_knob_turns_events_but_no_truth() -> None:
    quiet, busy = (build_book(30, events_per_user_week=knob) for knob in (1, 10))
    assert quiet.truth == busy.truth
    assert quiet.rows == busy.rows
    count = [sum(len(columns["name"]) for columns in book.event_columns()) for book in (quiet, busy)]
    assert count[1] > 3 * count[0]


def test_files_hold_what_the_rows_hold(tmp_path: Path) -> None:
    book = build_book(30, events_per_user_week=1)
    book.write(tmp_path / "demo")
    written = {path.name for path in (tmp_path / "demo").iterdir()}
    assert written == {f"{kind}.csv" for kind in (*book.rows, "events")} | {"truth.json"}
    for kind, rows in book.rows.items():
        with (tmp_path / "demo" / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
            read = list(csv.DictReader(file))
        assert len(read) == len(rows)
        assert list(read[0]) == list(rows[0])
    with (tmp_path / "demo" / "events.csv").open(encoding="utf-8", newline="") as file:
        events = list(csv.DictReader(file))
    first = next(book.events())
    assert datetime.fromisoformat(events[0]["occurred_at"]) == first["occurred_at"]
    assert len(events) == sum(len(columns["name"]) for columns in book.event_columns())
    truth = json.loads((tmp_path / "demo" / "truth.json").read_text(encoding="utf-8"))
    assert len(truth["accounts"]) == 30
    assert truth["accounts"][0]["rung"] == int(book.truth.accounts[0].rung)
    assert truth["achievement"]["accounts"] == book.truth.achievement.accounts


def test_cells_are_what_importers_read(tmp_path: Path) -> None:
    build_book(2, events_per_user_week=1).write(tmp_path)
    with (tmp_path / "contracts.csv").open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    assert row["auto_renew"] == "yes"
    assert row["cancelled_on"] == ""
    assert date.fromisoformat(row["starts_on"])
    assert Decimal(row["price"]) > 0


def test_company_names_are_unique_far_beyond_one_lap() -> None:
    names = [company_name(number, seed=7)[0] for number in range(45_000)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"accounts": 0}, "at least 1"),
        ({"years": 2.0}, "give 2.5 to 9.0 years"),
        ({"events_per_user_week": 0}, "more than 0"),
    ],
)
def test_sizes_that_make_no_book_are_refused(arguments: dict[str, float], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        build_book(**arguments)  # type: ignore[arg-type]


def test_outcomes_are_started_from_the_library_except_by_one_seller(book: Book) -> None:
    rows = book.rows["outcomes"]
    assert {row["template"] for row in rows} <= {*starters(), None}
    free = {row["promised_by"] for row in rows if row["template"] is None and row["mechanism"]}
    assert free == {FREE_WRITER}
    assert len({row["template"] for row in rows}) > 9, "of every segment some"
