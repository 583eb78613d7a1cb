"""A chart's address: the spec for the script, the table for people."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from django.test import RequestFactory
from tests.cast import NOW, Cast
from tests.doors.web.looking import HARM, words

from toprung.charts.chart import Chart
from toprung.doors.web.charting import chart_response, table_of
from toprung.doors.web.visits import Visit
from toprung.records.tenancy.models import Member

CHART = Chart(
    {"mark": "bar"}, ("Day", HARM, "Amount", "Number"), ((date(2026, 3, 1), HARM, Decimal("0.5"), 7),), "Caption"
)


@pytest.fixture
def visit(cast: Cast) -> Visit:
    member = Member.objects.get(pk=int(cast.viewer.id), workspace=cast.workspace)
    return Visit(cast.workspace, member, cast.viewer, NOW, (member,))


def test_the_spec_is_json(visit: Visit) -> None:
    response = chart_response(RequestFactory().get("/"), visit, CHART)
    assert json.loads(response.content) == {"mark": "bar"}


def test_the_table_is_words(visit: Visit) -> None:
    request = RequestFactory().get("/", {"table": "1"}, headers={"HX-Request": "true"})
    source = chart_response(request, visit, CHART).content.decode()
    assert "<caption>Caption</caption>" in source
    assert '<time datetime="2026-03-01">1 Mar 2026</time>' in source
    assert '<td class="num">0.50</td>' in source
    assert '<td class="num">7</td>' in source
    assert HARM not in source
    assert words(source).count("alert(1)") == 2


def test_nothing_to_draw_is_said() -> None:
    assert table_of(Chart({}, ("A",), (), "Caption")) == {"caption": "Caption", "columns": ("A",), "rows": []}
