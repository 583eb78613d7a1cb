"""The tags that templates use."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from toprung.doctrine.reasons import because
from toprung.doors.web.conflicts import Conflict, Difference

SCRIPT = "<script>alert(1)</script>"


def shown(source: str, **context: Any) -> str:
    """The template's text, with `{% load ui %}` before it."""
    return Template("{% load ui %}" + source).render(Context(context))


def test_every_form_gets_a_key_of_its_own() -> None:
    first, second = shown("{% once %}"), shown("{% once %}")

    assert 'name="once"' in first
    assert first != second


def test_a_reason_comes_as_a_value_or_as_json() -> None:
    reason = because("no_outcome")

    assert shown("{% reason r %}", r=reason) == shown("{% reason r %}", r=reason.as_json())
    assert "No outcome is on file." in shown("{% reason r %}", r=reason)
    assert shown("{% reason r %}", r=None) == ""


def test_help_opens_the_meaning_of_a_word() -> None:
    first, second = shown('{% help "oar" %}'), shown('{% help "oar" %}')

    assert "What does “OAR, outcome achievement rate” mean?" in first
    assert "/components/words/#oar" in first
    assert first.split('popovertarget="')[1].split('"')[0] != second.split('popovertarget="')[1].split('"')[0]


def test_help_for_an_unknown_word_fails_its_first_test() -> None:
    with pytest.raises(KeyError, match="add it to"):
        shown('{% help "churniness" %}')


@pytest.mark.parametrize(
    "source",
    [
        "{% card text %}{{ text }}{% endcard %}",
        '{% alert "danger" text %}{{ text }}{% endalert %}',
        '{% dialog "d" text %}{{ text }}{% enddialog %}',
        '{% timeline_entry "2026-03-31" text %}{{ text }}{% endtimeline_entry %}',
        "{% empty_state text text text text %}",
        "{% stat text text text text %}",
        "{% progress 0.5 text %}",
        "{% chart text text %}",
        "{% sort_header text text %}",
        "{% person text text %}",
        "{{ text|known }}",
        "{% conflict clash %}",
    ],
)
def test_script_in_any_text_stays_text(source: str) -> None:
    clash = Conflict((Difference(SCRIPT, SCRIPT, SCRIPT),))

    assert "<script" not in shown(source, text=SCRIPT, clash=clash)


def test_markup_inside_a_block_is_kept() -> None:
    assert "<p>inside</p>" in shown('{% card "Title" %}<p>inside</p>{% endcard %}')


def test_an_alert_of_danger_interrupts_and_others_wait() -> None:
    assert 'role="alert"' in shown('{% alert "danger" %}x{% endalert %}')
    assert 'role="status"' in shown("{% alert %}x{% endalert %}")


def test_progress_stays_within_its_bar_and_is_said() -> None:
    markup = shown('{% progress share "140% of the promise" 0.25 %}', share=1.4)

    assert 'class="bar-fill" width="100.0%"' in markup
    assert 'aria-label="140% of the promise"' in markup
    assert 'x1="25.0%"' in markup


def test_a_chart_has_its_table() -> None:
    assert 'href="/c/?table=1"' in shown('{% chart "/c/" "Users by week" %}')
    assert 'href="/c/?a=1&amp;table=1"' in shown('{% chart "/c/?a=1" %}')


def test_a_sorted_column_says_so() -> None:
    assert 'aria-sort="descending"' in shown('{% sort_header "ARR" "?sort=-arr" "descending" numeric=True %}')
    assert "aria-sort" not in shown('{% sort_header "ARR" "?sort=arr" %}')


def test_pages_keep_the_filters() -> None:
    request = RequestFactory().get("/w/1/accounts/?rung=3&page=2")
    page = Paginator(range(200), 50).page(2)

    markup = shown('{% pagination page "#list" %}', page=page, request=request)

    assert "51–100 of 200" in markup
    assert 'href="?rung=3&amp;page=3"' in markup
    assert 'hx-target="#list"' in markup
    assert 'aria-current="page">2<' in markup


def test_one_page_has_no_steps() -> None:
    assert shown("{% pagination page %}", page=Paginator(range(3), 50).page(1)).strip() == ""


def test_the_theme_is_the_reader_s_choice() -> None:
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = "dark"
    assert shown("{% theme %}", request=request) == ' data-bs-theme="dark"'

    request.COOKIES["theme"] = '"><script>'
    assert shown("{% theme %}", request=request) == ""
    assert shown("{% theme %}") == ""


def test_a_moment_is_in_the_given_zone() -> None:
    at = datetime(2026, 3, 31, 10, 0, tzinfo=UTC)

    assert "31 Mar 2026, 12:00" in shown("{{ at|moment:zone }}", at=at, zone=ZoneInfo("Europe/Berlin"))


def test_two_versions_stand_side_by_side() -> None:
    markup = shown("{% conflict clash %}", clash=Conflict((Difference("due_on", None, "2026-06-30"),)))

    assert "due on" in markup
    assert "2026-06-30" in markup
    assert "Nothing of yours is lost" in markup
