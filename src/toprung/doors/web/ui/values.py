"""Numbers, money and days in one unambiguous format for every reader.

A day is written 12 Mar 2026 and money EUR 12,400: 3/12 and $ mean different things to different readers, and a page
that is copied into a mail must mean the same at both ends.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from toprung.kernel.money import to_cent

#: shown where nothing is on file; read aloud as words
NOTHING = mark_safe(
    '<span class="nothing"><span aria-hidden="true">–</span><span class="visually-hidden">none</span></span>'
)
_MILLION, _BILLION = Decimal(1_000_000), Decimal(1_000_000_000)
_TENTH = Decimal("0.1")


def money(amount: Decimal | int | None, currency: str = "") -> str:
    """EUR 12,400 or EUR 12,400.50: cents only where there are any; a dash where nothing is on file."""
    if amount is None:
        return NOTHING
    value = to_cent(Decimal(amount))
    shown = f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"
    return f"{currency} {shown}".strip().replace("-0", "0") if value == 0 else f"{currency} {shown}".strip()


def money_short(amount: Decimal | int | None, currency: str = "") -> str:
    """For sentences: EUR 4.2 million, EUR 312,000; rounded, so never where figures must add up."""
    if amount is None:
        return NOTHING
    value = Decimal(amount)
    for unit, name in ((_BILLION, "billion"), (_MILLION, "million")):
        if abs(value) >= unit:
            return f"{currency} {(value / unit).quantize(_TENTH, ROUND_HALF_UP):,f} {name}".strip()
    return money(value.quantize(Decimal(1), ROUND_HALF_UP), currency)


def percent(share: Decimal | float | None) -> str:
    """0.423 as 42.3%; whole percents without a decimal. Never 0% or 100% for what is not quite so."""
    if share is None:
        return NOTHING
    exact = Decimal(str(share)) * 100
    shown = exact.quantize(_TENTH, ROUND_HALF_UP)
    if exact != shown and shown in (0, 100):
        return _almost(exact)
    return f"{shown:,.0f}%" if shown == shown.to_integral_value() else f"{shown:,f}%"


def _almost(exact: Decimal) -> str:
    if exact < 0:
        return "over -0.1%"
    if exact < 1:
        return "under 0.1%"
    return "over 99.9%" if exact < 100 else "over 100%"


def count(number: int | None) -> str:
    """1,234; a dash where unknown."""
    return NOTHING if number is None else f"{int(number):,}"


def counted(number: int, forms: str) -> str:
    """“1 account”, “1,234 accounts”; `forms` is “account,accounts”."""
    one, _, many = forms.partition(",")
    return f"{int(number):,} {one if int(number) == 1 else many or one + 's'}"


def day(value: date | str | None) -> SafeString:
    """12 Mar 2026 as a <time> element. Also takes an ISO day, as a verdict's JSON holds them."""
    read = as_day(value)
    if read is None:
        return NOTHING
    return format_html('<time datetime="{}">{}</time>', read.isoformat(), day_text(read))


def day_text(value: date) -> str:
    """12 Mar 2026."""
    return f"{value.day} {value:%b %Y}"


def moment(value: datetime | None, zone: ZoneInfo) -> SafeString:
    """12 Mar 2026, 14:05 in the given zone, as a <time> element."""
    if value is None:
        return NOTHING
    local = value.astimezone(zone)
    return format_html('<time datetime="{}">{}, {}</time>', local.isoformat(), day_text(local.date()), f"{local:%H:%M}")


def instant(value: datetime | None, zone: ZoneInfo) -> SafeString:
    """12 Mar 2026, 14:05:09 in the given zone: for what follows each other by the second."""
    if value is None:
        return NOTHING
    local = value.astimezone(zone)
    return format_html(
        '<time datetime="{}">{}, {}</time>', local.isoformat(), day_text(local.date()), f"{local:%H:%M:%S}"
    )


def until(value: date | str | None, today: date) -> str:
    """How far a day lies from today: “today”, “in 12 days”, “1 day ago”."""
    read = as_day(value)
    if read is None:
        return NOTHING
    days = (read - today).days
    if days == 0:
        return "today"
    return f"in {counted(days, 'day,days')}" if days > 0 else f"{counted(-days, 'day,days')} ago"


def as_day(value: date | str | None) -> date | None:
    """A day from a date, an instant or ISO text; None for none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        return date.fromisoformat(value[:10]) if value else None
    return value
