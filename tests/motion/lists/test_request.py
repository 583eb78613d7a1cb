"""A list in an address: what is read is what was written, and nothing that can be typed breaks it."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from toprung.motion.lists import columns
from toprung.motion.lists.built_in import BUILT_IN
from toprung.motion.lists.filters import BY_KEY
from toprung.motion.lists.narrowing import NONE, Amount, Days, Filter, Flag, Mine, OneOf, Until, Values, Viewer
from toprung.motion.lists.request import SIZES, ListRequest, parse, read
from toprung.records.views.models import ListKind

VIEWER = Viewer("Chidi Mensah", "chidi@brightworks.example", date(2026, 3, 31))


def values_of(item: Filter) -> st.SearchStrategy[Values]:
    """Values that the filter understands, in their one spelling."""
    if isinstance(item, OneOf):
        return st.sets(st.sampled_from(list(item.choices)), min_size=1).map(lambda v: item.ordered(list(v)))
    if isinstance(item, Flag):
        return st.sampled_from([("yes",), ("no",)])
    if isinstance(item, Mine):
        return st.just(("mine",))
    if isinstance(item, Days):
        return st.integers(0, 3650).map(lambda days: (str(days),))
    if isinstance(item, Until):
        return st.dates().map(lambda day: (day.isoformat(),))
    if isinstance(item, Amount):
        return st.decimals(0, 10**10, places=2).map(lambda amount: (item.one(str(amount), None) or "",))
    if item.key == "q":
        return st.text(min_size=1).map(lambda text: item.read([text]).values)
    return st.sets(st.text(min_size=1, max_size=100) | st.just(NONE), min_size=1).map(
        lambda texts: item.read(sorted(texts)).values
    )


@st.composite
def requests(draw: st.DrawFn) -> ListRequest:
    """Any list that the screen can ask for."""
    kind = draw(st.sampled_from(ListKind))
    request = ListRequest(
        kind,
        sort=draw(st.sampled_from([c.key for c in columns.offered(kind) if c.sort])),
        descending=draw(st.booleans()),
        size=draw(st.sampled_from(SIZES)),
    )
    for item in (BY_KEY[key] for key in draw(st.sets(st.sampled_from(list(BY_KEY)), max_size=6))):
        request = request.with_filter(item.key, draw(values_of(item)))
    chosen = draw(st.sets(st.sampled_from([c.key for c in columns.offered(kind)])))
    shown = parse(kind, "&".join(f"col={key}" for key in chosen)).request.columns
    return ListRequest(
        kind, request.filters, request.sort, request.descending, shown, draw(st.integers(1, 9999)), request.size
    )


@given(requests())
def test_an_address_gives_back_the_list_it_was_made_from(request: ListRequest) -> None:
    found = parse(request.kind, request.to_query())

    assert found.request == request
    assert found.ignored == ()


@given(
    st.sampled_from(ListKind),
    st.dictionaries(st.sampled_from([*BY_KEY, "sort", "col", "page", "size"]), st.lists(st.text())),
)
def test_whatever_is_typed_into_an_address_is_read_or_told(kind: ListKind, typed: dict[str, list[str]]) -> None:
    query = QueryDict(mutable=True)
    for key, texts in typed.items():
        query.setlist(key, texts)

    found = read(kind, query)

    assert parse(kind, found.request.to_query()).request == found.request
    found.request.where(VIEWER)
    assert all(BY_KEY[key].words(values) for key, values in found.request.filters)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("rung=9", "Rung “9” is not known here and was left out."),
        ("lifecycle=asleep", "Lifecycle “asleep” is not known here and was left out."),
        ("renews_within=soon", "Renewal within “soon” is not known here and was left out."),
        ("renews_within=99999", "Renewal within “99999” is not known here and was left out."),
        ("renews_before=2026-02-30", "Renewal before “2026-02-30” is not known here and was left out."),
        ("arr_from=NaN", "ARR from “NaN” is not known here and was left out."),
        ("arr_to=-1", "ARR up to “-1” is not known here and was left out."),
        ("who=yours", "Whose “yours” is not known here and was left out."),
        ("sort=-luck", "There is no order by “-luck”: the largest ARR comes first."),
        ("sort=next", "There is no order by “next”: the largest ARR comes first."),
        ("col=name&col=luck", "There is no column “luck”."),
    ],
)
def test_what_is_not_understood_is_left_out_and_told(typed: str, told: str) -> None:
    found = parse(ListKind.ACCOUNTS, typed)

    assert found.ignored == (told,)
    assert found.request.filters == ()


def test_a_segment_that_is_not_on_file_is_left_out_and_told() -> None:
    known = {"segment": ("SMB", "Enterprise")}

    found = parse(ListKind.ACCOUNTS, "segment=SMB&segment=Giants", known)

    assert found.request.filters == (("segment", ("SMB",)),)
    assert found.ignored == ("Segment “Giants” is not known here and was left out.",)


def test_values_are_kept_once_and_in_one_order() -> None:
    found = parse(ListKind.ACCOUNTS, "rung=4&rung=3&rung=4&arr_from=10,000.00&q=%20harbor%20%20foods%20")

    assert found.request.filters == (("q", ("harbor foods",)), ("rung", ("3", "4")), ("arr_from", ("10000",)))


def test_a_thousand_values_are_not_a_question() -> None:
    found = parse(ListKind.ACCOUNTS, "&".join(f"owner=o{n}" for n in range(300)))

    assert len(found.request.values("owner")) == 200
    assert found.ignored == ("Owner was given 300 values: the first 200 were used.",)


def test_a_heading_pressed_again_turns_the_order_round() -> None:
    request = ListRequest(sort="name", descending=False, page=4)

    assert (request.sorted_by("name").descending, request.sorted_by("name").page) == (True, 1)
    assert request.sorted_by("arr").descending
    assert not request.sorted_by("owner").descending


def test_columns_stand_in_one_order_whatever_the_address_says() -> None:
    found = parse(ListKind.ACCOUNTS, "col=arr&col=tier&col=segment")

    assert [column.key for column in found.request.shown] == ["name", "segment", "tier", "arr"]


def test_the_usual_columns_need_no_naming() -> None:
    usual = "&".join(f"col={key}" for key in columns.usual(ListKind.ACCOUNTS))

    assert parse(ListKind.ACCOUNTS, usual).request == ListRequest()


def test_triage_alone_shows_what_is_missing() -> None:
    assert "reason" in columns.usual(ListKind.TRIAGE)
    assert parse(ListKind.ACCOUNTS, "col=name&col=reason").ignored == ("There is no column “reason”.",)


def test_chips_say_what_is_asked() -> None:
    request = parse(
        ListKind.ACCOUNTS,
        "rung=2&rung=3&rung=4&hollow=yes&owner=(none)&renews_within=1&renews_before=2026-06-01&arr_from=10000&q=harbor",
    ).request

    assert [BY_KEY[key].words(values) for key, values in request.filters] == [
        "“harbor”",
        "Rung 2 Adoption, 3 Outcome or 4 Measurable result",
        "Hollow rung",
        "Owner nobody",
        "Renewal within 1 day",
        "Renewal before 1 Jun 2026",
        "ARR from 10,000",
    ]


@pytest.mark.parametrize("kind", ListKind)
def test_the_built_in_views_are_lists_like_any_other(kind: ListKind) -> None:
    views = BUILT_IN[kind]

    assert [view.key for view in views] == list(dict.fromkeys(view.key for view in views))
    assert all(parse(kind, view.request.to_query()).request == view.request for view in views)
