"""Icons from one sprite. Which icons it holds stands in `frontend/icons.txt`; a test holds templates to it."""

from __future__ import annotations

from functools import cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = "toprung/icons.svg"


@cache
def icon(name: str, label: str = "") -> SafeString:
    """The icon of that Tabler name. Decoration by default; with `label` it is read aloud as that."""
    address = f"{static(SPRITE)}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, address)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', address)
