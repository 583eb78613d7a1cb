"""Steps through a list keep what else the address says."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import QueryDict

from toprung.doors.web.ui.addresses import leaves, with_parameter


def test_a_parameter_is_set_and_the_others_stay() -> None:
    assert with_parameter(QueryDict("rung=3&rung=4&page=2"), "page", "5") == "?rung=3&rung=4&page=5"


def test_text_in_an_address_is_encoded() -> None:
    assert with_parameter(QueryDict(), "q", '"><script>') == "?q=%22%3E%3Cscript%3E"


def test_first_last_and_those_around_are_offered() -> None:
    page = Paginator(range(1000), 50).page(7)

    assert [leaf.number for leaf in leaves(page, QueryDict())] == [1, 0, 6, 7, 8, 0, 20]
    assert [leaf.current for leaf in leaves(page, QueryDict())].index(True) == 3


def test_a_short_list_has_all_its_pages() -> None:
    page = Paginator(range(100), 50).page(1)

    assert [leaf.href for leaf in leaves(page, QueryDict("q=x"))] == ["?q=x&page=1", "?q=x&page=2"]
