"""What a person sees of a page."""

from __future__ import annotations

import re
from typing import Any


def words(response: Any) -> str:
    """The text of a page or fragment, tags and spaces aside."""
    main = re.sub(r"(?s)^.*<main", "<main", response.content.decode())
    return re.sub(r" (?=[,.;])", "", re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main)))
