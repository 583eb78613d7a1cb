"""Every component by its word: `{% load ui %}`. The page /components/ shows each in every state.

Marks that stand in list rows are plain functions (doors/web/ui); what wraps other markup is a block tag
(`{% card "Revenue" %} ... {% endcard %}`), whose markup lies in templates/components/.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.core.paginator import Page
from django.forms import BoundField, Form
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from toprung.doors.web.once import FIELD
from toprung.doors.web.ui import addresses, fields, glossary, icons, ladders, marks, navigation, rungs, values

register = template.Library()

for _filter in (
    values.money, values.money_short, values.percent, values.count, values.counted, values.day, values.until,
    values.instant, marks.initials,
):  # fmt: skip
    register.filter(_filter)
for _tag in (icons.icon, rungs.rung, marks.band, marks.lifecycle, marks.state, marks.person, marks.moved):
    register.simple_tag(_tag)


@register.filter
def moment(value: datetime | None, zone: ZoneInfo) -> SafeString:
    """`{{ entry.at|moment:visit.workspace.zone }}`: 12 Mar 2026, 14:05 in that zone."""
    return values.moment(value, zone)


@register.filter
def known(value: Any) -> Any:
    """The value, or a dash that is read aloud as “none” where there is none."""
    return values.NOTHING if value is None or value == "" else value


@register.simple_tag
def once() -> SafeString:
    """The hidden key by which a form sent twice is accepted once (doors.web.once)."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, secrets.token_urlsafe(16))


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> SafeString:
    """The reader's choice of light or dark as an attribute of the page; without one their system decides."""
    chosen = context["request"].COOKIES.get("theme") if "request" in context else None
    return format_html(' data-bs-theme="{}"', chosen) if chosen in ("light", "dark") else SafeString()


@register.simple_tag
def reason(why: Any) -> SafeString:
    """A reason's sentence: a doctrine Reason, or its JSON as a verdict holds it."""
    if not why:
        return SafeString()
    code, text = (why["code"], why["text"]) if isinstance(why, Mapping) else (why.code, why.text)
    return format_html('<span class="reason" data-code="{}">{}</span>', code, text)


@register.inclusion_tag("components/help.html")
def help(key: str) -> dict[str, Any]:
    """A small “?” that explains a word of the domain; the words are in ui/glossary.py."""
    # The id is drawn by lot: a fragment that htmx puts into a page must not repeat one of the page's.
    return {"term": glossary.term(key), "id": f"help-{key}-{secrets.token_hex(3)}"}


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: str, text: str, href: str = "", label: str = "", icon: str = "ladder") -> dict[str, Any]:
    """What to do where there is nothing yet."""
    return {"title": title, "text": text, "href": href, "label": label, "icon": icon}


@register.inclusion_tag("components/chart.html")
def chart(url: str, caption: str = "", size: str = "") -> dict[str, Any]:
    """A chart whose Vega-Lite spec is fetched from `url`, and the way to its rows as a table. `size`: small, tall."""
    mark = "&" if "?" in url else "?"
    return {"url": url, "table": f"{url}{mark}table=1", "caption": caption, "size": size}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, unit: str = "", **attributes: Any) -> dict[str, Any]:
    """Label, input, help and errors of a form's field. Further arguments become attributes (`hx_get` as hx-get)."""
    dressed = {name.replace("_", "-"): value for name, value in attributes.items()}
    return {"field": bound, "unit": unit, "shape": fields.shape(bound), "control": fields.control(bound, dressed)}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[Any], label: str) -> dict[str, Any]:
    """Pages side by side: items with label, href, active and, if known, count."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/progress.html")
def progress(share: Any, label: str, threshold: Any = None) -> dict[str, Any]:
    """A bar of a share of 1, said in words by `label`; `threshold` marks the least that counts."""
    return {"width": _width(share), "mark": _width(threshold) if threshold is not None else None, "label": label}


@register.inclusion_tag("components/stat.html")
def stat(label: str, value: Any, of: str = "", href: str = "", **said: Any) -> dict[str, Any]:
    """A figure that is not naked. `said`: as_of (a day), definition, change, target, help (a key of the glossary)."""
    return {"label": label, "value": value, "of": of, "href": href, **said}


@register.inclusion_tag("components/ladder.html")
def ladder(lines: Iterable[ladders.RungLine], since: str = "") -> dict[str, Any]:
    """The book on its ladder, top rung first; `since` says since when accounts moved (“since 1 Mar 2026”)."""
    return {"rungs": ladders.drawn(lines), "since": since}


@register.inclusion_tag("components/account_ladder.html")
def account_ladder(evidence: Iterable[Mapping[str, Any]], rung: int) -> dict[str, Any]:
    """One account on its ladder with the evidence of each rung, from the verdict's `evidence`."""
    return {"steps": ladders.steps(evidence, rung), "rung": rung}


@register.inclusion_tag("components/sort_header.html")
def sort_header(label: str, href: str, direction: str = "", numeric: bool = False, help: str = "") -> dict[str, Any]:
    """A column's heading that sorts. `direction`: ascending, descending, or empty where it is not sorted by it."""
    return {"label": label, "href": href, "direction": direction, "numeric": numeric, "help": help}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any], target: str = "", label: str = "Pages") -> dict[str, Any]:
    """Steps through a Django Page, keeping the address's other parts; `target`: what htmx replaces (“#list”)."""
    query = context["request"].GET if "request" in context else QueryDict()
    return {"page": page, "leaves": tuple(addresses.leaves(page, query)), "target": target, "label": label}


@register.inclusion_tag("components/conflict.html")
def conflict(clash: Any, form: Form | None = None) -> dict[str, Any]:
    """Two versions side by side, from a doors.web.conflicts.Conflict; the form gives the fields their labels."""
    rows = [
        (form[d.field].label if form is not None and d.field in form.fields else d.field.replace("_", " "), d)
        for d in clash.differences
    ]
    return {"sentence": str(clash), "rows": rows}


@register.simple_block_tag
def card(content: str, title: str = "", **said: Any) -> str:
    """`{% card "Revenue" %} ... {% endcard %}`; said: id, help, aside (text at the right of the title), flush."""
    return render_to_string("components/card.html", {"content": content, "title": title, **said})


@register.simple_block_tag
def dialog(content: str, id: str, title: str, wide: bool = False) -> str:
    """`{% dialog "note" "Write a note" %} ... {% enddialog %}`, opened by a button with data-dialog="#note"."""
    return render_to_string("components/dialog.html", {"content": content, "id": id, "title": title, "wide": wide})


@register.simple_block_tag
def alert(content: str, tone: str = "info", title: str = "") -> str:
    """`{% alert "danger" "The import stopped" %} ... {% endalert %}`; tone: info, success, warning, danger."""
    icon = {"info": "info-circle", "success": "circle-check", "warning": "alert-triangle", "danger": "alert-circle"}
    return render_to_string(
        "components/alert.html", {"content": content, "tone": tone, "title": title, "icon": icon[tone]}
    )


@register.simple_block_tag
def timeline_entry(content: str, when: date | datetime | str, who: str = "", icon: str = "point") -> str:
    """`{% timeline_entry entry.day entry.who "phone" %} ... {% endtimeline_entry %}` inside <ol class="timeline">."""
    said = {"content": content, "when": when, "who": who, "icon": icon}
    return render_to_string("components/timeline_entry.html", said)


@register.simple_tag(takes_context=True)
def navigation_entries(context: template.Context) -> list[dict[str, Any]]:
    """The pages of the visit's workspace, with the active one marked."""
    workspace, active = context["visit"].workspace.pk, context.get("active")
    return [
        {"entry": entry, "href": reverse(entry.url, args=[workspace]), "active": entry.key == active}
        for entry in navigation.ENTRIES
    ]


def _width(share: Any) -> str:
    """A share as a width within the bar: at least 0, at most 100 percent."""
    return f"{min(max(float(share or 0), 0.0), 1.0) * 100:.1f}%"
