"""A list's page read as a person reads it: the cells of its rows, by column, as text and with what machines read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class Cell:
    """One cell: what is seen, what is said to those who do not see, and its <time> and <data> values."""

    seen: str = ""
    said: str = ""
    values: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)


class Table(HTMLParser):
    """The rows of a page's list, each by column."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[dict[str, Cell]] = []
        self._cell: Cell | None = None
        self._hidden: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row, a cell, or a part of one."""
        given = {name: value or "" for name, value in attrs}
        if tag == "tr" and given.get("id", "").startswith("row-"):
            self.rows.append({})
        if tag in ("td", "th") and self.rows and "data-column" in given:
            self._cell = self.rows[-1].setdefault(given["data-column"], Cell())
        if self._cell is None:
            return
        if "title" in given:
            self._cell.titles.append(given["title"])
        if tag in ("time", "data"):
            self._cell.values.append(given.get("datetime") or given["value"])
        if self._hidden or "visually-hidden" in given.get("class", "") or given.get("aria-hidden") == "true":
            self._hidden.append("said" if "visually-hidden" in given.get("class", "") else "mute")

    def handle_endtag(self, tag: str) -> None:
        """End a cell, or a hidden part of one."""
        if tag in ("td", "th"):
            self._cell = None
            self._hidden.clear()
        elif self._hidden:
            self._hidden.pop()

    def handle_data(self, data: str) -> None:
        """Text of a cell."""
        if self._cell is None:
            return
        if not self._hidden:
            self._cell.seen += data
        if "mute" not in self._hidden:
            self._cell.said += data


def rows_of(page: str) -> list[dict[str, Cell]]:
    """The list's rows."""
    found = Table(page).rows
    for row in found:
        for cell in row.values():
            cell.seen, cell.said = " ".join(cell.seen.split()), " ".join(cell.said.split())
    return found


def names_of(page: str) -> list[str]:
    """The accounts' names, in the list's order."""
    return [row["name"].titles[0] for row in rows_of(page)]


def answer_of(page: str) -> str:
    """The page's answer, without its markup."""
    found = re.search(r'<span id="answer"[^>]*>(.*?)</span>', page, re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>", "", found[1])


def hidden(page: str, name: str) -> str:
    """What a hidden field of the page's form holds; the last one of that name."""
    import html

    found = re.findall(rf'<input type="hidden"(?: form="\w+")? name="{name}" value="([^"]*)"', page)
    assert found, name
    return html.unescape(found[-1])
