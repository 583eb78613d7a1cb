"""What a browser would send: a page's form read from its HTML."""

from __future__ import annotations

from html.parser import HTMLParser

Sent = dict[str, list[str]]


class _Reader(HTMLParser):
    """Collects the fields of the first form whose tag holds the mark, submit buttons aside."""

    def __init__(self, mark: str) -> None:
        super().__init__()
        self.mark, self.inside, self.done = mark, False, False
        self.sent: Sent = {}
        self.select, self.area, self.chosen = "", "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and not self.done and any(self.mark in (value or "") for value in given.values()):
            self.inside = True
        if not self.inside:
            return
        name = given.get("name") or ""
        if tag == "input" and name and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            self.sent.setdefault(name, []).append(given.get("value") or "")
        if tag == "select":
            # Ours that have nothing chosen begin with an empty option.
            self.select, self.chosen = name, ""
        if tag == "option" and self.select and "selected" in given:
            self.chosen = given.get("value") or ""
        if tag == "textarea":
            self.area = name
            self.sent.setdefault(name, [""])

    def handle_data(self, data: str) -> None:
        if self.inside and self.area:
            self.sent[self.area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self.select:
            self.sent.setdefault(self.select, []).append(self.chosen)
            self.select = ""
        if tag == "textarea" and self.area:
            self.sent[self.area][-1] = self.sent[self.area][-1].lstrip("\r\n")
            self.area = ""
        if tag == "form" and self.inside:
            self.inside, self.done = False, True


def form_in(page: str, mark: str) -> Sent:
    """The fields of the form whose attributes hold the mark, as they stand in the page."""
    reader = _Reader(mark)
    reader.feed(page)
    assert reader.done, f"no form with {mark}"
    return reader.sent
