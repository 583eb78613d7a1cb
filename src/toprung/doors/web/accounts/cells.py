"""How each column of a list looks in a row. Built in Python: a template for each of 600 cells would cost the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from toprung.doors.web.ui import marks, rungs, values
from toprung.kernel.canon import decimal_text
from toprung.motion.lists.columns import FIXED, Column, Row

#: columns of sentences, which may take several lines
_WRAPPED = {"reason", "result", "next", "tier", "segment", "industry", "owner", "signals"}
#: a renewal or the last day of notice is near from here on, in days
_NEAR = 90


@dataclass(frozen=True, slots=True)
class Setting:
    """What a cell needs to know beside its row."""

    workspace: int
    today: date


Cell = Callable[[Row, Setting], SafeString]


def row_of(columns: Iterable[Column], row: Row, setting: Setting) -> SafeString:
    """The row's cells. On a phone each says its column's heading; the account's name is the heading of the card."""
    made = ((*_frame(column), conditional_escape(_CELLS[column.key](row, setting))) for column in columns)
    return mark_safe("".join(f"{begin}{content}{end}" for begin, end, content in made))


@cache
def _frame(column: Column) -> tuple[SafeString, SafeString]:
    """What stands around the content of the column's cells."""
    if column.key == FIXED:
        return mark_safe('<th scope="row" class="held" data-column="name">'), mark_safe("</th>")
    looks = "num" if column.is_amount else "" if column.key in _WRAPPED else "nowrap"
    begin = format_html('<td class="{}" data-label="{}" data-column="{}">', looks, column.heading, column.key)
    return begin, mark_safe("</td>")


def _name(row: Row, setting: Setting) -> SafeString:
    href = reverse("account", args=[setting.workspace, row["account_id"]])
    return format_html(
        '<a class="line" href="{}" title="{}">{}</a> <span class="sub">{}</span>',
        href,
        row["account__name"],
        row["account__name"],
        row["account__external_id"],
    )


def _rung(row: Row, setting: Setting) -> SafeString:
    return rungs.rung(row["rung"], row["gaps"], row["unknown"])


def _result(row: Row, setting: Setting) -> SafeString:
    who = format_html('<span class="sub">{}</span>', row["validator"]) if row["validator"] else ""
    if not row["named_result"]:
        return format_html("{}{}", values.NOTHING, who)
    return format_html('<span class="line" title="{0}">{0}</span>{1}', row["named_result"], who)


def _health(row: Row, setting: Setting) -> SafeString:
    return marks.band(row["health"], row["band"])


def _arr(row: Row, setting: Setting) -> SafeString:
    amount = row["arr"]
    if amount is None:
        return values.NOTHING
    shown = values.money(amount, row["currency"])
    return format_html('<data value="{}">{}</data>', decimal_text(amount), shown)


def _renewal(row: Row, setting: Setting) -> SafeString:
    renewal = row["renewal_on"]
    if renewal is None:
        return values.NOTHING
    words = [word for word in (_renews(renewal, row["notice_on"], setting), _notice(row["notice_on"], setting)) if word]
    return format_html('{}<span class="sub">{}</span>', values.day(renewal), format_html_join(", ", "{}", zip(words)))


def _renews(renewal: date, notice: date | None, setting: Setting) -> str:
    """How long there is until the renewal, where that is near and no day of notice lies before it."""
    ahead = notice is not None and notice >= setting.today
    return "" if ahead or not _is_near(renewal, setting) else values.until(renewal, setting.today)


def _notice(notice: date | None, setting: Setting) -> SafeString:
    """The last day of notice; how long there is, where it is near."""
    if notice is None:
        return format_html("")
    if not setting.today <= notice:
        return format_html('<time datetime="{0}" title="{1}">notice passed</time>', notice, values.day_text(notice))
    if not _is_near(notice, setting):
        return format_html("notice by {}", values.day(notice))
    told = f"notice {values.until(notice, setting.today)}"
    return format_html('<time class="near" datetime="{}" title="{}">{}</time>', notice, values.day_text(notice), told)


def _is_near(day: date, setting: Setting) -> bool:
    return setting.today <= day <= setting.today + timedelta(days=_NEAR)


def _check(row: Row, setting: Setting) -> SafeString:
    due = row["check_due_on"]
    told = format_html('<span class="sub">due {}</span>', values.day(due)) if due else ""
    return format_html("{}{}", marks.state(row["check_state"]), told)


def _signals(row: Row, setting: Setting) -> SafeString:
    told = ", ".join(name.replace("_", " ") for name in row["signals"].split())
    return format_html('<span class="fact">{}</span>', told) if told else values.NOTHING


def _text(path: str) -> Cell:
    def text(row: Row, setting: Setting) -> SafeString:
        return format_html('<span class="fact">{}</span>', row[path]) if row[path] else values.NOTHING

    return text


def _number(path: str) -> Cell:
    def number(row: Row, setting: Setting) -> SafeString:
        return format_html("{}", values.count(row[path]))

    return number


def _shown(path: str, show: Callable[[Any], SafeString]) -> Cell:
    def shown(row: Row, setting: Setting) -> SafeString:
        return show(row[path])

    return shown


_CELLS: dict[str, Cell] = {
    "name": _name,
    "segment": _text("segment"),
    "tier": _text("account__tier"),
    "lifecycle": _shown("lifecycle", marks.lifecycle),
    "rung": _rung,
    "reason": _text("reason"),
    "result": _result,
    "result_state": _shown("result_state", marks.state),
    "health": _health,
    "arr": _arr,
    "renewal": _renewal,
    "users_7": _number("users_7"),
    "users_28": _number("users_28"),
    "events_7": _number("events_7"),
    "events_28": _number("events_28"),
    "signals": _signals,
    "owner": _shown("owner", marks.person),
    "check": _check,
    "first_value": _shown("first_value_on", values.day),
    "seats": _number("account__seats"),
    "industry": _text("account__industry"),
    "next": _text("next"),
    "changed": _shown("changed_on", values.day),
}
