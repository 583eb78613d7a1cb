"""Canonical bytes: the fast encoder gives what Python's own gave, on which chains and histories on file rest."""

from __future__ import annotations

import gc
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.doctrine.build import account

from toprung.kernel.canon import canonical_bytes, facts_fingerprint, fingerprint, plain_bytes
from toprung.kernel.collecting import cycles_left_alone

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
)


@given(values)
def test_bytes_are_what_json_says_with_sorted_keys(value: object) -> None:
    said = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert plain_bytes(value) == said


def test_a_value_as_it_is_written() -> None:
    value = {"b": Decimal("2.50"), "a": (date(2026, 3, 31), None, True), "c": frozenset({"y", "x"})}
    assert canonical_bytes(value) == b'{"a":["2026-03-31",null,true],"b":"2.5","c":["x","y"]}'


def test_facts_have_one_fingerprint_whatever_has_been_asked_of_them() -> None:
    one, other = account(), account()
    before = facts_fingerprint(one)
    assert one.primary is None
    assert one.answers()
    assert (one, facts_fingerprint(one)) == (other, before)
    assert fingerprint(one) == fingerprint(other)
    assert facts_fingerprint(replace(one, seats=(one.seats or 0) + 1)) != before
    assert not replace(one, name="another").answers(), "another value has answered nothing"


def test_the_search_for_cycles_goes_on_afterwards() -> None:
    with cycles_left_alone():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_search_for_cycles_goes_on_after_a_fault() -> None:
    with pytest.raises(ZeroDivisionError), cycles_left_alone():
        _ = 1 / 0
    assert gc.isenabled()
