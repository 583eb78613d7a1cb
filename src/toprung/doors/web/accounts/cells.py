"""How each column of a list looks in a row. Built in Python: a template for each of 600 cells would cost the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from toprung.doors.web.ui import marks, rungs, values
from toprung.kernel.canon import decimal_text
from toprung.motion.lists.columns import FIXED, Column, Row

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
    number = mark_safe(' class="num"') if column.is_amount else ""
    begin = format_html('<td data-label="{}" data-column="{}"{}>', column.heading, column.key, number)
    return begin, mark_safe("</td>")


def _name(row: Row, setting: Setting) -> SafeString:
    href = reverse("account", args=[setting.workspace, row["account_id"]])
    return format_html(
        '<a class="fact" href="{}">{}</a> <span class="sub">{}</span>',
        href,
        row["account__name"],
        row["account__external_id"],
    )


def _rung(row: Row, setting: Setting) -> SafeString:
    return rungs.rung(row["rung"], row["gaps"], row["unknown"])


def _result(row: Row, setting: Setting) -> SafeString:
    who = format_html('<span class="sub">{}</span>', row["validator"]) if row["validator"] else ""
    if not row["named_result"]:
        return format_html("{}{}", values.NOTHING, who)
    return format_html('<span class="fact">{}</span>{}', row["named_result"], who)


def _health(row: Row, setting: Setting) -> SafeString:
    return marks.band(row["health"], row["band"])


def _arr(row: Row, setting: Setting) -> SafeString:
    amount = row["arr"]
    if amount is None:
        return values.NOTHING
    shown = values.money(amount, row["currency"])
    return format_html('<data value="{}">{}</data>', decimal_text(amount), shown)


def _renewal(row: Row, setting: Setting) -> SafeString:
    renewal, notice = row["renewal_on"], row["notice_on"]
    if renewal is None:
        return values.NOTHING
    told = (
        format_html('<span class="sub">notice by {}{}</span>', values.day(notice), _left(notice, setting))
        if notice
        else ""
    )
    near = _is_near(renewal, setting.today)
    ahead = format_html(' <span class="near">{}</span>', values.until(renewal, setting.today)) if near else ""
    return format_html("{}{}{}", values.day(renewal), ahead, told)


def _left(notice: date, setting: Setting) -> str:
    """How long there is until the last day of notice, where that is near or over."""
    if notice < setting.today:
        return ", passed"
    return f", {values.until(notice, setting.today)}" if _is_near(notice, setting.today) else ""


def _is_near(day: date, today: date) -> bool:
    return today <= day <= today + timedelta(days=_NEAR)


def _check(row: Row, setting: Setting) -> SafeString:
    due = row["check_due_on"]
    told = format_html('<span class="sub">due {}</span>', values.day(due)) if due else ""
    return format_html("{}{}", marks.state(row["check_state"]), told)


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
    "owner": _shown("owner", marks.person),
    "check": _check,
    "first_value": _shown("first_value_on", values.day),
    "seats": _number("account__seats"),
    "industry": _text("account__industry"),
    "next": _text("next"),
    "changed": _shown("changed_on", values.day),
}
